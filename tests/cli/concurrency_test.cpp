#include <chrono>
#include <string>

#include "cli/trawl_command.hpp"
#include "support/fault_server.hpp"
#include "support/replies.hpp"

namespace trawl::test {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t url_count = 20;

std::string list_of_urls(const fault_server& server, std::size_t count) {
    std::string list;
    for (std::size_t i = 0; i < count; ++i) {
        list += server.url("/" + std::to_string(i)) + "\n";
    }
    return list;
}

using FetchConcurrency = FetchCommand;

TEST_F(FetchConcurrency, HasAsManyRequestsInFlightToAHostAsPerHostSays) {
    const auto all_arrived = std::make_shared<gate>();
    fault_server server{[&](const received_request& request) {
        if (request.number == url_count) {
            all_arrived->open();
        }
        return script{step::wait_for{all_arrived}} + reply::ok("x");
    }};

    EXPECT_TRUE(ended_with(fetch({"-i", "-", "--per-host", "20"}, list_of_urls(server, url_count)), 0));

    EXPECT_EQ(server.most_open_connections(), url_count);
    EXPECT_EQ(names().size(), url_count);
}

TEST_F(FetchConcurrency, TakesTheTimeOfOneRequestAndNotOfAll) {
    constexpr auto pause = 300ms;
    fault_server server{[&](const received_request&) { return reply::slow(pause, "x"); }};
    const auto list = list_of_urls(server, url_count);

    const auto start = std::chrono::steady_clock::now();
    EXPECT_TRUE(ended_with(fetch({"-i", "-", "--per-host", "20"}, list), 0));
    const auto took = std::chrono::steady_clock::now() - start;

#ifdef TRAWL_SANITIZED
    constexpr auto share = 2;
#else
    constexpr auto share = 5;
#endif
    EXPECT_LT(took, pause * url_count / share);
    EXPECT_EQ(server.most_open_connections(), url_count);
}

TEST_F(FetchConcurrency, NeverAsksAHostForMoreThanPerHostSays) {
    fault_server server{[&](const received_request&) { return reply::slow(20ms, "x"); }};

    EXPECT_TRUE(ended_with(fetch({"-i", "-", "--per-host", "3"}, list_of_urls(server, url_count)), 0));
    EXPECT_LE(server.most_open_connections(), 3U);
}

TEST_F(FetchConcurrency, NeverHasMoreInFlightThanConcurrencySays) {
    fault_server server{[&](const received_request&) { return reply::slow(20ms, "x"); }};

    EXPECT_TRUE(ended_with(fetch({"-i", "-", "-j", "2", "--per-host", "20"}, list_of_urls(server, url_count)), 0));
    EXPECT_LE(server.most_open_connections(), 2U);
}

TEST_F(FetchConcurrency, UsesConnectionsAgain) {
    fault_server server{[&](const received_request&) { return reply::ok("x"); }};

    EXPECT_TRUE(ended_with(fetch({"-i", "-", "--per-host", "1"}, list_of_urls(server, url_count)), 0));

    EXPECT_EQ(server.connections(), 1U);
    std::size_t reused = 0;
    for (const auto& one : records()) {
        reused += one.text("/reused") == "true" ? 1 : 0;
    }
    EXPECT_EQ(reused, url_count - 1);
}

TEST_F(FetchConcurrency, AHostThatNeverAnswersDoesNotHoldUpTheOthers) {
    fault_server slow{[](const received_request&) { return reply::never_answers(); }};
    fault_server quick{[](const received_request&) { return reply::ok("x"); }};
    auto running = start_fetch({"-i", "-", "--per-host", "2"}, list_of_urls(slow, 10) + list_of_urls(quick, url_count));

    EXPECT_TRUE(quick.wait_for_requests(url_count));
    EXPECT_EQ(slow.requests(), 2U);
}

}  // namespace
}  // namespace trawl::test
