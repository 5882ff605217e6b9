#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "crawl/page.hpp"
#include "crawl/page_fetcher.hpp"
#include "crawl/robots_keeper.hpp"
#include "support/fault_server.hpp"
#include "support/temp_dir.hpp"

namespace trawl::crawl {

/// Lets everything pass, and remembers what it was told.
class open_lane final : public fetch::traffic {
public:
    async::awaitable<void> pass(std::uint64_t) override { co_return; }
    [[nodiscard]] bool limits_bytes() const noexcept override { return false; }
    async::awaitable<void> start_another(const http::url& where) override;
    void set_delay(async::clock::duration wish) override { delay = wish; }

    std::vector<std::string> more_requests;
    async::clock::duration delay{};
};

/// Attempts at the pages of a server, each `visit` in a run of its own.
struct page_fixture : testing::Test {
    page_fixture();

    /// One attempt; the page it gave, or null.
    std::shared_ptr<page> ask(std::string_view path);
    /// What an attempt at this URL came to.
    fetch::report report_of(std::string_view url);

    /// One attempt, cancelled as soon as so many bytes came.
    void ask_and_cancel(std::string_view path, std::uint64_t bytes);

    /// Serves an HTML page.
    void serve_html(const std::string& path, std::string html);
    [[nodiscard]] std::string outcome() const { return std::string(fetch::name(last.how)); }
    [[nodiscard]] std::vector<std::string> asked() const;
    [[nodiscard]] std::vector<std::string> files_left() const;

    test::fault_server server;
    test::temp_dir folder;
    http::session_options session;
    page_settings settings;
    visit what;
    open_lane lane;
    /// Asks robots.txt first.
    std::optional<robots_settings> robots;
    fetch::attempt_result last;

private:
    async::awaitable<void> attempt(fetch::report& told, std::uint64_t cancel_at);
};

/// The targets of a page's links, each with its kind: "anchor http://...".
[[nodiscard]] std::vector<std::string> links_of(const page& what);

}  // namespace trawl::crawl
