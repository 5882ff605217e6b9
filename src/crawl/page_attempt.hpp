#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>

#include "crawl/content_reader.hpp"
#include "crawl/page.hpp"
#include "crawl/page_means.hpp"
#include "crawl/visit.hpp"
#include "fetch/attempter.hpp"
#include "fetch/outcome.hpp"
#include "fetch/traffic.hpp"
#include "trawl/async/awaitable.hpp"
#include "trawl/http/request.hpp"
#include "trawl/http/response.hpp"

namespace trawl::crawl {

/// One attempt under way: see `page_fetcher::attempt`.
///
/// Lifetime    What it is given must live as long.
class page_attempt {
public:
    page_attempt(const page_means& with, fetch::report& told, fetch::traffic& lane);

    [[nodiscard]] async::awaitable<fetch::attempt_result> run();

private:
    async::awaitable<std::optional<fetch::attempt_result>> ask_robots();
    [[nodiscard]] std::optional<fetch::attempt_result> ask_limits() const;
    [[nodiscard]] http::request request();
    [[nodiscard]] bool is_conditional() const;
    async::awaitable<void> prepare_another(http::response reply, http::url next);
    [[nodiscard]] std::optional<http::url> same_page(const http::response& reply) const;

    void start_page(const http::response& reply);
    async::awaitable<fetch::attempt_result> act_on(http::response reply);
    async::awaitable<fetch::attempt_result> end_with(http::response reply, fetch::outcome how);
    async::awaitable<fetch::attempt_result> end_with_head(http::response reply);
    async::awaitable<fetch::attempt_result> take(http::response reply);
    async::awaitable<fetch::attempt_result> read(http::response reply, content_plan plan);
    [[nodiscard]] http::result<content_plan> plan_for(const http::response& reply) const;
    [[nodiscard]] verdict refusal_of(const http::response& reply) const;
    [[nodiscard]] std::string path_of(const std::string& file) const;
    [[nodiscard]] fetch::attempt_result end(fetch::outcome how) const;

    const page_means& with_;
    fetch::report& told_;
    fetch::traffic& lane_;
    const visit& visit_;
    http::url where_;
    bool is_head_;
    std::string sent_head_;
    std::chrono::system_clock::time_point started_;
    std::optional<std::chrono::milliseconds> host_pause_;
    std::shared_ptr<page> page_;
};

}  // namespace trawl::crawl
