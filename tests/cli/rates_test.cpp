#include <algorithm>
#include <chrono>

#include <gmock/gmock.h>

#include "cli/trawl_command.hpp"
#include "support/fault_server.hpp"
#include "support/free_port.hpp"
#include "support/replies.hpp"

namespace trawl::test {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

/// Lower limits of time only: a loaded machine is never too fast.
struct FetchRates : FetchCommand {
    FetchRates() { server.on("/x", reply::ok(std::string(10'000, 'x'))); }

    /// `count` URLs of the server, each under a name of its own.
    [[nodiscard]] std::vector<std::string> urls(int count, std::vector<std::string> further = {}) const {
        for (int i = 0; i < count; ++i) {
            further.push_back(server.url("/x?" + std::to_string(i)));
        }
        return further;
    }

    /// From the start of a run to its end.
    [[nodiscard]] std::chrono::steady_clock::duration time_of(const std::vector<std::string>& arguments) const {
        const auto begun = std::chrono::steady_clock::now();
        EXPECT_TRUE(ended_with(fetch(arguments), 0));
        return std::chrono::steady_clock::now() - begun;
    }

    fault_server server;
};

TEST_F(FetchRates, RequestsOfTheRunAndOfAHostStartNoFasterThanTheirRates) {
    EXPECT_GE(time_of(urls(6, {"--rate", "20/s"})), 250ms);
    EXPECT_GE(time_of(urls(6, {"--host-rate", "20/s", "--rate", "1000/s", "--no-state"})), 250ms);
    EXPECT_GE(time_of(urls(6, {"--host-delay", "50ms", "--no-state"})), 250ms);
}

TEST_F(FetchRates, BodiesComeNoFasterThanTheirRates) {
    EXPECT_GE(time_of(urls(5, {"--limit-rate", "100000"})), 400ms);
    EXPECT_GE(time_of(urls(5, {"--host-limit-rate", "100000", "--no-state"})), 400ms);
}

TEST_F(FetchRates, HostsHaveRatesOfTheirOwnInTheConfigFile) {
    const auto config = file("config.toml", "[host.\"127.0.0.1\"]\nhost-rate = \"20/s\"\n");
    EXPECT_GE(time_of(urls(6, {"--config", config, "--host-rate", "1000/s"})), 250ms);
}

TEST_F(FetchRates, SummarySaysWhoAskedUsToWait) {
    server.on("/busy", {reply::retry_after(429, "1"), reply::ok("x")});

    const auto result = fetch({server.url("/busy"), server.url("/x"), "--per-host", "1"});

    EXPECT_TRUE(ended_with(result, 0));
    EXPECT_THAT(result.err, HasSubstr("asked us to wait"));
}

TEST_F(FetchRates, HostThatFailsTooOftenIsSkipped) {
    const std::string dead = "http://127.0.0.1:" + std::to_string(free_port());
    std::string list;
    for (int i = 0; i < 20; ++i) {
        list += dead + "/" + std::to_string(i) + "\n";
    }
    list += server.url("/x") + "\n";

    const auto result = fetch({"-i", "-", "--max-errors-per-host", "2", "--per-host", "1", "--retries", "0"}, list);

    EXPECT_TRUE(ended_with(result, 3));
    const auto told = records();
    EXPECT_EQ(told.count("network_error"), 2U);
    EXPECT_EQ(told.count("skipped"), 18U);
    EXPECT_EQ(told.count("ok"), 1U);
    EXPECT_THAT(result.err, HasSubstr("is given up after 2 errors"));
}

TEST_F(FetchRates, DeadlineEndsTheRun) {
    server.on("/stuck", reply::never_answers());

    const auto result = fetch({server.url("/stuck"), "--deadline", "300ms"});

    EXPECT_TRUE(ended_with(result, 3));
    EXPECT_EQ(records().only().outcome(), "timeout");
    EXPECT_THAT(result.err, testing::AllOf(HasSubstr("deadline"), HasSubstr("same command again goes on")));
    EXPECT_THAT(fetch({server.url("/stuck"), "--deadline", "1ms", "--no-state"}).err,
                testing::Not(HasSubstr("same command again")));
}

TEST_F(FetchRates, MirrorIsAskedWhenTheFirstPlaceFails) {
    const std::string dead = "http://127.0.0.1:" + std::to_string(free_port()) + "/x";
    const auto list = "{\"url\": \"" + dead + "\", \"out\": \"x\", \"mirrors\": [\"" + server.url("/gone") + "\", \"" +
                      server.url("/x") + "\"]}\n";

    EXPECT_TRUE(ended_with(fetch({"-i", "-", "--retries", "0"}, list), 0));

    EXPECT_EQ(content("x").size(), 10'000U);
    EXPECT_EQ(records().only().size("/attempts"), 3U);
}

TEST_F(FetchRates, HoldForWhereRedirectsLeadToo) {
    fault_server target{[](const received_request&) { return reply::ok("x"); }};
    fault_server one{[&](const received_request& request) { return reply::redirect(302, target.url(request.target)); }};
    fault_server other{
        [&](const received_request& request) { return reply::redirect(302, target.url(request.target)); }};

    EXPECT_TRUE(ended_with(fetch({one.url("/a"), other.url("/b"), target.url("/c"), "--host-delay", "300ms"}), 0));

    auto log = target.log();
    ASSERT_EQ(log.size(), 3U);
    std::ranges::sort(log, {}, &received_request::arrived);
    EXPECT_GE(log[2].arrived - log[0].arrived, 550ms);
}

}  // namespace
}  // namespace trawl::test
