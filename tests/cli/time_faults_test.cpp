// A clock that jumps, and a process that is stopped for a while.

#include <chrono>
#include <csignal>
#include <filesystem>
#include <memory>
#include <thread>

#include <gmock/gmock.h>

#include "cli/trawl_command.hpp"
#include "support/fault_server.hpp"
#include "support/replies.hpp"

namespace trawl::test {
namespace {

using namespace std::chrono_literals;

using ClockJump = FetchCommand;

// By a thousand days, in the middle of the run: deadlines and durations go by the steady clock.
TEST_F(ClockJump, MovesNeitherDeadlinesNorDurations) {
    fault_server server{[](const received_request&) { return reply::slow(20ms, "x"); }};
    std::vector<std::string> all{"--per-host", "1", "--deadline", "1h", "--timeout", "1m", "--rate", "1000/s"};
    for (int i = 0; i < 6; ++i) {
        all.push_back(server.url("/" + std::to_string(i)));
    }
    for (const std::string jump : {"-86400000", "86400000"}) {
        SCOPED_TRACE(jump);
        std::filesystem::remove_all(out());
        auto how = fetch_options(all);
        how.environment.insert(how.environment.end(),
                               {"LD_PRELOAD=" TRAWL_FAILING_CALLS, "FAILING_CALLS=clock * 4 * " + jump});

        EXPECT_TRUE(ended_with(run(TRAWL_BINARY, how), 0));

        EXPECT_EQ(records().count("ok"), 6U);
        for (const auto& one : records()) {
            EXPECT_GE(one.number("/timing_ms/total"), 20);
            EXPECT_LT(one.number("/timing_ms/total"), 60'000);
        }
    }
}

class Stopped : public FetchCommand {
protected:
    /// For longer than any of its deadlines.
    static void stop_for_a_while(child_process& running) {
        running.kill(SIGSTOP);
        std::this_thread::sleep_for(500ms);
    }
};

// What they waited for comes meanwhile: whether a request sees that or its deadline first, it is told once, and right.
TEST_F(Stopped, WhileItsDeadlinesPassTellsEachRequestOnce) {
    const auto go_on = std::make_shared<gate>();
    const std::string body(100'000, 'b');
    const auto text = reply::head(200, {{"Content-Length", std::to_string(body.size())}}) + body;
    fault_server server;
    server.on("/no_head", script{step::wait_for{go_on}, step::send{text}});
    server.on("/half_a_head", {step::send{text.substr(0, 20)}, step::wait_for{go_on}, step::send{text.substr(20)}});
    server.on("/half_a_body",
              {step::send{text.substr(0, 50'000)}, step::wait_for{go_on}, step::send{text.substr(50'000)}});
    server.on("/reset", script{step::wait_for{go_on}, step::reset{}});
    server.on("/never", reply::never_answers());
    std::vector<std::string> all{"--retries", "0",    "--first-byte-timeout", "300ms", "--idle-timeout", "300ms",
                                 "--timeout", "400ms"};
    for (const auto* name : {"/no_head", "/half_a_head", "/half_a_body", "/reset", "/never"}) {
        all.push_back(server.url(name));
    }
    child_process running{TRAWL_BINARY, fetch_options(all)};
    ASSERT_TRUE(server.wait_for_requests(5));

    stop_for_a_while(running);
    go_on->open();
    running.kill(SIGCONT);

    EXPECT_TRUE(ended_with(running.wait(), 3));
    const auto told = records();
    ASSERT_EQ(told.size(), 5U);
    EXPECT_EQ(told.of_input(server.url("/never")).outcome(), "timeout");
    for (const auto& one : told) {
        const auto name = std::filesystem::path(one.text("/input")).filename().string();
        EXPECT_THAT(one.outcome(), testing::AnyOf("ok", "timeout", "network_error")) << name;
        EXPECT_EQ(std::filesystem::exists(out() / name), one.outcome() == "ok") << name;
        if (one.outcome() == "ok") {
            EXPECT_EQ(content(name), body);
        }
    }
}

TEST_F(Stopped, AgainAndAgainWhileItWritesLosesNothing) {
    const std::string body(30'000, 'b');
    fault_server server{[&](const received_request&) { return reply::ok(body); }};
    std::string list;
    for (int i = 0; i < 300; ++i) {
        list += server.url("/" + std::to_string(i)) + "\n";
    }
    auto running = start_fetch({"-i", "-", "--retries", "0"}, list);
    for (std::size_t after = 10; after <= 290; after += 20) {
        ASSERT_TRUE(server.wait_for_requests(after));
        running.kill(SIGSTOP);
        std::this_thread::sleep_for(2ms);
        running.kill(SIGCONT);
    }
    running.close_input();

    EXPECT_TRUE(ended_with(running.wait(), 0));
    EXPECT_EQ(records().count("ok"), 300U);
    EXPECT_EQ(names().size(), 300U);
}

}  // namespace
}  // namespace trawl::test
