#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "fetch/fetcher.hpp"
#include "support/fault_server.hpp"
#include "support/temp_dir.hpp"
#include "trawl/async/task_group.hpp"
#include "unit/fetch/range_site.hpp"

namespace trawl::fetch {

/// Lets everything pass, and counts the requests that it was asked for.
class open_road final : public traffic {
public:
    async::awaitable<void> pass(std::uint64_t) override { co_return; }
    [[nodiscard]] bool limits_bytes() const noexcept override { return false; }
    async::awaitable<void> start_another(const http::url& where) override;
    void set_delay(async::clock::duration) override {}

    int more_requests = 0;
};

/// Attempts at the job `what`, each `fetch` in a run of its own.
struct fetcher_fixture : testing::Test {
    fetcher_fixture();

    /// So many attempts, as long as they fail; the report of the last one.
    report fetch(int attempts = 1);
    /// One attempt, cancelled as soon as so many bytes came.
    void fetch_and_cancel(std::uint64_t bytes);

    /// Answers with what this gives for the n-th request, from 1.
    void serve(std::function<test::script(const test::received_request&, std::size_t n)> how);

    /// A gate that opens once so many bytes came.
    [[nodiscard]] std::shared_ptr<test::gate> after(std::uint64_t bytes);

    [[nodiscard]] std::vector<std::string> files_left() const;
    [[nodiscard]] std::string file() const { return test::read_file(folder / "file"); }
    /// The field of each request.
    [[nodiscard]] std::vector<std::string> asked(std::string_view field) const;
    job_details& details();

    test::fault_server server;
    test::temp_dir folder;
    http::session_options session;
    request_settings settings;
    job what;
    open_road lane;
    /// In place of the folder: a path, or nullptr for nowhere.
    std::optional<const char*> output;
    /// The place that the first attempt asks.
    std::size_t first_place = 0;
    attempt_result last;

private:
    [[nodiscard]] destination place() const;
    async::awaitable<void> watch(fetcher& fetch, async::task_group& group, std::uint64_t cancel_at);
    async::awaitable<void> attempt(report& told, int attempts, std::uint64_t cancel_at);

    std::vector<std::pair<std::uint64_t, std::shared_ptr<test::gate>>> gates_;
};

}  // namespace trawl::fetch
