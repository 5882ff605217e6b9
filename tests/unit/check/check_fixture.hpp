#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "check/check_details.hpp"
#include "check/check_fetcher.hpp"
#include "check/check_result.hpp"
#include "support/fault_server.hpp"
#include "trawl/async/clock.hpp"

namespace trawl::check {

/// Lets everything pass; waits before each further request if it is to.
class test_lane final : public fetch::traffic {
public:
    async::awaitable<void> pass(std::uint64_t bytes) override;
    [[nodiscard]] bool limits_bytes() const noexcept override { return limits; }
    async::awaitable<void> start_another(const http::url& where) override;
    void set_delay(async::clock::duration) override {}

    bool limits = false;
    async::clock::duration wait{};
    std::uint64_t passed = 0;
    std::vector<std::string> more_requests;
};

/// Checks of a server, tried as often as they want to be, one right after the other.
struct check_fixture : testing::Test {
    check_fixture();

    /// Expects this too.
    void expect(const std::string& text, std::uint32_t line = 0);
    void capture(const std::string& name, const std::string& text);
    void with_field(const std::string& name, const std::string& value);

    /// The result of the check of this path; `last` is the outcome.
    std::shared_ptr<check_result> ask(std::string_view path = "/");
    std::shared_ptr<check_result> ask_url(std::string_view url);
    /// A first try that is cancelled once the server has got so many requests.
    fetch::report ask_and_cancel(std::string_view path, std::size_t requests);

    [[nodiscard]] std::string outcome() const { return std::string(fetch::name(last.how)); }

    test::fault_server server;
    http::session_options session;
    check_settings settings;
    entry of;
    check_details details;
    test_lane lane;
    fetch::attempt_result last;
    http::trace trace;                           ///< of the last try
    std::vector<async::clock::duration> pauses;  ///< before further tries
    std::uint64_t bytes = 0;
    async::clock::duration waited_before{};  ///< between the run's start and the first try

private:
    fetch::job job_of(std::string_view url);
    async::awaitable<void> attempt(fetch::report& told, std::size_t cancel_at);
    async::awaitable<void> try_until_ended(check_fetcher& fetch, fetch::report& told);
};

/// "passed", or "failed: status is 404, not in 200..299".
[[nodiscard]] std::string told(const check_result& how);
/// Each with its end: "status == 200: holds", "size > 3: size is 2, not > 3", "body contains "x": not looked at".
[[nodiscard]] std::vector<std::string> told_each(const check_result& how);

}  // namespace trawl::check
