#include <sys/stat.h>

#include <chrono>
#include <csignal>

#include <fcntl.h>
#include <gmock/gmock.h>
#include <unistd.h>

#include "cli/trawl_command.hpp"
#include "support/fault_server.hpp"
#include "support/replies.hpp"

namespace trawl::test {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

using Interrupt = FetchCommand;

std::vector<std::string> five_urls(const fault_server& server) {
    std::vector<std::string> urls;
    for (const auto* path : {"/1", "/2", "/3", "/4", "/5"}) {
        urls.push_back(server.url(path));
    }
    return urls;
}

std::vector<std::string> operator+(std::vector<std::string> first, const std::vector<std::string>& second) {
    first.insert(first.end(), second.begin(), second.end());
    return first;
}

TEST_F(Interrupt, OnceLetsWhatIsInFlightEnd) {
    const auto go_on = std::make_shared<gate>();
    fault_server server{[&](const received_request&) {
        return script{step::send{reply::head(200, {{"Content-Length", "4"}}) + "ha"}, step::wait_for{go_on},
                      step::send{"lf"}};
    }};
    auto running = start_fetch(five_urls(server) + std::vector<std::string>{"-j", "2"});
    ASSERT_TRUE(server.wait_for_requests(2));

    running.kill(SIGINT);
    EXPECT_TRUE(running.wait_for_err("interrupted"));
    go_on->open();
    const auto result = running.wait();

    EXPECT_TRUE(ended_with(result, 130));
    EXPECT_THAT(names(), ElementsAre("1", "2"));
    EXPECT_EQ(content("1"), "half");
    EXPECT_EQ(server.requests(), 2U);
    const auto told = records();
    EXPECT_EQ(told.size(), 5U);
    EXPECT_EQ(told.count("ok"), 2U);
    EXPECT_EQ(told.count("cancelled"), 3U);
    EXPECT_EQ(told.of_input(server.url("/5")).outcome(), "cancelled");
}

TEST_F(Interrupt, ThatCutNothingShortIsNotToldAsIfItHad) {
    const auto go_on = std::make_shared<gate>();
    fault_server server{[&](const received_request&) {
        return script{step::wait_for{go_on}, step::send{reply::head(200, {{"Content-Length", "1"}}) + "x"}};
    }};
    auto running = start_fetch({server.url("/x")});
    ASSERT_TRUE(server.wait_for_requests(1));

    running.kill(SIGINT);
    EXPECT_TRUE(running.wait_for_err("interrupted"));
    go_on->open();
    const auto result = running.wait();

    EXPECT_TRUE(ended_with(result, 130));
    EXPECT_THAT(result.err, HasSubstr("1 of 1 fetched"));
    EXPECT_THAT(result.err, Not(HasSubstr("before the end")));
}

TEST_F(Interrupt, TwiceCancelsWhatIsInFlight) {
    fault_server server{
        [](const received_request&) { return reply::stalls_in_body(std::string(300'000, 'x'), 200'000); }};
    auto running = start_fetch(five_urls(server) + std::vector<std::string>{"-j", "2", "--grace", "none"});
    ASSERT_TRUE(server.wait_for_requests(2));

    running.kill(SIGINT);
    EXPECT_TRUE(running.wait_for_err("interrupted"));
    EXPECT_TRUE(running.is_running());
    running.kill(SIGINT);

    EXPECT_TRUE(ended_with(running.wait(), 130));
    EXPECT_THAT(names(), IsEmpty());
    EXPECT_EQ(records().size(), 5U);
    EXPECT_EQ(records().count("cancelled"), 5U);
}

TEST_F(Interrupt, CancelsWhatIsInFlightWhenTheGraceIsOver) {
    fault_server server{[](const received_request&) { return reply::stalls_in_body("0123456789", 5); }};
    auto running = start_fetch(five_urls(server) + std::vector<std::string>{"-j", "2", "--grace", "300ms"});
    ASSERT_TRUE(server.wait_for_requests(2));

    running.kill(SIGINT);

    EXPECT_TRUE(ended_with(running.wait(), 130));
    EXPECT_THAT(names(), IsEmpty());
    EXPECT_EQ(records().count("cancelled"), 5U);
}

TEST_F(Interrupt, BySigtermIsToldByTheExitStatus) {
    fault_server server{[](const received_request&) { return reply::never_answers(); }};
    auto running = start_fetch(five_urls(server) + std::vector<std::string>{"--grace", "100ms"});
    ASSERT_TRUE(server.wait_for_requests(1));

    running.kill(SIGTERM);

    EXPECT_TRUE(ended_with(running.wait(), 143));
    EXPECT_EQ(records().count("cancelled"), 5U);
}

TEST_F(Interrupt, IsNotWhatWasIgnoredWhenItStarted) {
    const auto go_on = std::make_shared<gate>();
    fault_server server{[&](const received_request&) {
        return script{step::send{reply::head(200, {{"Content-Length", "4"}}) + "ha"}, step::wait_for{go_on},
                      step::send{"lf"}};
    }};
    auto how = trawl_options({TRAWL_BINARY, "fetch", "--dir", out(), server.url("/x")});
    child_process running{"nohup", std::move(how)};
    ASSERT_TRUE(server.wait_for_requests(1));

    running.kill(SIGHUP);
    go_on->open();

    EXPECT_TRUE(ended_with(running.wait(), 0));
    EXPECT_EQ(content("x"), "half");
}

TEST_F(Interrupt, EndsAListWhosePipeStaysOpen) {
    fault_server server{[](const received_request&) { return reply::ok("x"); }};
    auto running = start_fetch({"-i", "-"}, server.url("/1") + "\n");
    ASSERT_TRUE(server.wait_for_requests(1));

    running.kill(SIGINT);

    EXPECT_TRUE(ended_with(running.wait(), 130));
    EXPECT_THAT(names(), ElementsAre("1"));
}

// Two at once would give one name to two files, and each the other's .part.
TEST_F(Interrupt, EndsTheWaitForAnotherRunInTheFolder) {
    const auto go_on = std::make_shared<gate>();
    fault_server server{[&](const received_request&) {
        return script{step::wait_for{go_on}, step::send{reply::head(200, {{"Content-Length", "1"}}) + "x"}};
    }};
    auto first = start_fetch({server.url("/a/x")});
    ASSERT_TRUE(server.wait_for_requests(1));
    child_process second{TRAWL_BINARY, trawl_options({"fetch", server.url("/b/x"), "--dir", out()})};
    EXPECT_TRUE(second.wait_for_err("another trawl (pid " + std::to_string(first.pid()) + ") is fetching into "));
    child_process third{TRAWL_BINARY, trawl_options({"fetch", server.url("/c/x"), "--dir", out()})};
    EXPECT_TRUE(third.wait_for_err("waiting for it to end"));
    EXPECT_TRUE(ended_with(fetch({server.url("/d/x"), "--dry-run"}), 0)) << "that does not wait";
    EXPECT_EQ(server.requests(), 1U);

    third.kill(SIGINT);
    EXPECT_TRUE(ended_with(third.wait(), 130));
    go_on->open();

    EXPECT_TRUE(ended_with(first.wait(), 0));
    EXPECT_TRUE(ended_with(second.wait(), 0));
    EXPECT_THAT(names(), ElementsAre("x", "x-1"));
    EXPECT_TRUE(ended_with(fetch({server.url("/b/x")}), 0));
    EXPECT_EQ(records().only().outcome(), "already_complete");
}

TEST_F(Interrupt, MakesNoRetry) {
    fault_server server{[](const received_request&) { return reply::retry_after(503, "100"); }};
    auto running = start_fetch({server.url("/x"), "-vv"});
    ASSERT_TRUE(server.wait_for_requests(1));

    running.kill(SIGINT);

    EXPECT_TRUE(ended_with(running.wait(), 130));
    EXPECT_EQ(server.requests(), 1U);
    EXPECT_EQ(records().size(), 1U);
}

TEST_F(Interrupt, ThriceEndsItEvenThoughNobodyReadsTheRecords) {
    fault_server server{[](const received_request&) { return reply::ok("x"); }};
    std::string list;
    for (int i = 0; i < 1000; ++i) {
        list += server.url("/" + std::to_string(i) + "?" + std::string(3000, 'q')) + "\n";
    }
    const auto pipe = place("pipe");
    ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
    const int reader = ::open(pipe.c_str(), O_RDONLY | O_NONBLOCK);
    auto how = trawl_options({"fetch", "--discard", "--results", pipe, "-i", file("list", list)});
    child_process running{TRAWL_BINARY, std::move(how)};
    ASSERT_TRUE(server.wait_for_requests(50));

    running.kill(SIGINT);
    EXPECT_TRUE(running.wait_for_err("interrupted"));
    for (int i = 0; i < 100 && running.is_running(); ++i) {
        running.kill(SIGINT);
        (void)running.wait_for_err("no such text: until it ends, or for a moment", 50ms);
    }

    EXPECT_TRUE(ended_with(running.wait(), 130));
    ::close(reader);
}

TEST_F(Interrupt, ByAKillLeavesNoFileThatIsNotWhole) {
    const std::string body(300'000, 'x');
    fault_server server;
    server.on("/x", {reply::stalls_in_body(body, 200'000), reply::ok(body)});
    auto running = start_fetch({server.url("/x")});
    ASSERT_TRUE(server.wait_for_requests(1));

    running.kill(SIGKILL);

    EXPECT_EQ(running.wait().signal, SIGKILL);
    EXPECT_FALSE(std::filesystem::exists(out() / "x"));

    EXPECT_TRUE(ended_with(fetch({server.url("/x")}), 0));
    EXPECT_THAT(names(), ElementsAre("x"));
    EXPECT_EQ(content("x"), body);
}

TEST_F(Interrupt, IsToldByTheSummary) {
    fault_server server{[](const received_request&) { return reply::never_answers(); }};
    auto running = start_fetch(five_urls(server) + std::vector<std::string>{"--grace", "100ms"});
    ASSERT_TRUE(server.wait_for_requests(1));

    running.kill(SIGINT);
    const auto result = running.wait();

    EXPECT_THAT(result.err, HasSubstr("0 of 5 fetched"));
    EXPECT_THAT(result.err, HasSubstr("Interrupted"));
}

}  // namespace
}  // namespace trawl::test
