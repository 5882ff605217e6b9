#include <chrono>

#include <gmock/gmock.h>

#include "cli/trawl_command.hpp"
#include "support/fault_server.hpp"
#include "support/free_port.hpp"
#include "support/replies.hpp"

namespace trawl::test {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;

using FetchRetry = FetchCommand;

TEST_F(FetchRetry, IsMadeAfterAPassingStatusAndRecorded) {
    fault_server server;
    server.on("/x", {reply::status(503), reply::status(503), reply::ok("at last")});

    EXPECT_TRUE(ended_with(fetch({server.url("/x")}), 0));

    EXPECT_EQ(content("x"), "at last");
    const auto told = records();
    const auto& one = told.only();
    EXPECT_EQ(one.outcome(), "ok");
    ASSERT_EQ(one.size("/attempts"), 3U);
    EXPECT_EQ(one.text("/attempts/0/status"), "503");
    EXPECT_EQ(one.text("/attempts/1/status"), "503");
    EXPECT_EQ(one.text("/attempts/2/status"), "200");
    EXPECT_EQ(one.text("/attempts/2/waited_ms"), "0E0");
    EXPECT_GE(one.number("/timing_ms/total"),
              one.number("/attempts/0/waited_ms") + one.number("/attempts/1/waited_ms"));
}

TEST_F(FetchRetry, IsMadeAsOftenAsRetriesSays) {
    fault_server server;
    server.on("/x", reply::status(500));

    EXPECT_TRUE(ended_with(fetch({server.url("/x"), "--retries", "1"}), 4));
    EXPECT_EQ(server.requests(), 2U);
    EXPECT_EQ(records().only().size("/attempts"), 2U);

    EXPECT_TRUE(ended_with(fetch({server.url("/x"), "--retries", "0"}), 4));
    EXPECT_EQ(server.requests(), 3U);
}

TEST_F(FetchRetry, IsMadeForEachStatusThatMayPassAndNoOther) {
    fault_server server{
        [](const received_request& request) { return reply::status(std::stoi(request.target.substr(1))); }};
    std::vector<std::string> arguments{"--retries", "1"};
    for (const auto* status :
         {"408", "429", "500", "502", "503", "504", "400", "401", "403", "404", "410", "501", "505"}) {
        arguments.push_back(server.url("/" + std::string{status}));
    }

    EXPECT_TRUE(ended_with(fetch(arguments), 4));

    for (const auto& one : records()) {
        const auto status = one.text("/status");
        const bool may_pass = std::string{"408 429 500 502 503 504"}.find(status) != std::string::npos;
        EXPECT_EQ(one.size("/attempts"), may_pass ? 2U : 1U) << status;
    }
}

TEST_F(FetchRetry, IsMadeAfterBrokenConnections) {
    fault_server server;
    server.on("/reset", {reply::reset_at_once(), reply::ok("x")});
    server.on("/closed", {reply::close_at_once(), reply::close_at_once(), reply::ok("x")});
    server.on("/reset-in-body", {reply::reset_after("0123456789", 5), reply::ok("x")});
    server.on("/cut", {reply::truncated("half", 100), reply::ok("x")});
    server.on("/cut-chunks", {reply::truncated_chunked("half"), reply::ok("x")});

    EXPECT_TRUE(ended_with(fetch({server.url("/reset"), server.url("/closed"), server.url("/reset-in-body"),
                                  server.url("/cut"), server.url("/cut-chunks")}),
                           0));

    EXPECT_THAT(names(), ElementsAre("closed", "cut", "cut-chunks", "reset", "reset-in-body"));
    for (const auto& name : names()) {
        EXPECT_EQ(content(name), "x") << name;
    }
    EXPECT_EQ(records().of_input(server.url("/cut")).text("/attempts/0/error"), "truncated");
}

TEST_F(FetchRetry, IsMadeAfterARefusedConnection) {
    const refusing_port refusing;

    EXPECT_TRUE(ended_with(fetch({"http://127.0.0.1:" + std::to_string(refusing.port()) + "/", "--retries", "1"}), 3));

    const auto told = records();
    ASSERT_EQ(told.only().size("/attempts"), 2U);
    EXPECT_EQ(told.only().text("/attempts/0/error"), "refused");
    EXPECT_EQ(told.only().text("/attempts/0/status"), "null");
}

TEST_F(FetchRetry, IsMadeAfterATimeout) {
    fault_server server;
    server.on("/x", {reply::never_answers(), reply::ok("x")});

    EXPECT_TRUE(ended_with(fetch({server.url("/x"), "--first-byte-timeout", "200ms"}), 0));

    EXPECT_EQ(records().only().text("/attempts/0/error"), "timed_out");
}

TEST_F(FetchRetry, WaitsAsLongAsTheServerAsksForAtLeast) {
    fault_server server;
    server.on("/x", {reply::retry_after(503, "2"), reply::ok("x")});

    EXPECT_TRUE(ended_with(fetch({server.url("/x")}), 0));

    const auto asked = server.log();
    ASSERT_EQ(asked.size(), 2U);
    EXPECT_GE(asked[1].arrived - asked[0].arrived, 2s);
    EXPECT_GE(records().only().number("/attempts/0/waited_ms"), 2000);
}

TEST_F(FetchRetry, IsNotMadeWhenTheServerWantsTooLongAPause) {
    fault_server server;
    server.on("/x", reply::retry_after(503, "86400"));

    EXPECT_TRUE(ended_with(fetch({server.url("/x")}), 4));

    EXPECT_EQ(server.requests(), 1U);
}

TEST_F(FetchRetry, LeavesTheWholeHostAloneAsLongAsItAsks) {
    fault_server server;
    server.on("/x", {reply::retry_after(429, "1"), reply::ok("x")});
    server.on("/y", reply::ok("y"));

    EXPECT_TRUE(ended_with(fetch({server.url("/x"), server.url("/y"), "--per-host", "1"}), 0));

    const auto asked = server.log();
    ASSERT_EQ(asked.size(), 3U);
    EXPECT_GE(asked[1].arrived - asked[0].arrived, 1s);
}

TEST_F(FetchRetry, IsNotMadeOfAPost) {
    fault_server server;
    server.on("/status", reply::status(503));
    server.on("/reset", reply::reset_at_once());

    EXPECT_TRUE(ended_with(fetch({server.url("/status"), server.url("/reset"), "--data", "x"}), 3));

    EXPECT_EQ(server.requests(), 2U);
}

TEST_F(FetchRetry, LeavesNothingBehindWhenAllFail) {
    fault_server server;
    server.on("/cut", reply::truncated("half", 100));
    server.on("/reset", reply::reset_after("0123456789", 5));

    EXPECT_TRUE(ended_with(fetch({server.url("/cut"), server.url("/reset"), "--retries", "1"}), 3));

    EXPECT_THAT(names(), IsEmpty());
    EXPECT_EQ(records().of_input(server.url("/cut")).outcome(), "truncated");
    EXPECT_EQ(records().of_input(server.url("/reset")).outcome(), "network_error");
    EXPECT_EQ(records().of_input(server.url("/reset")).error_kind(), "reset");
}

TEST_F(FetchRetry, OfADeadPooledConnectionCostsNoAttempt) {
    fault_server server;
    server.on("/1", reply::ok("1") + script{step::reset{}});
    server.on("/2", reply::ok("2"));
    auto running = start_fetch({"-i", "-", "--retries", "0"}, server.url("/1") + "\n");

    EXPECT_TRUE(server.wait_for_requests(1));
    EXPECT_TRUE(running.write(server.url("/2") + "\n"));
    running.close_input();

    EXPECT_TRUE(ended_with(running.wait(), 0));
}

}  // namespace
}  // namespace trawl::test
