#include <chrono>

#include <gmock/gmock.h>

#include "cli/trawl_command.hpp"
#include "support/blackhole.hpp"
#include "support/fault_server.hpp"
#include "support/replies.hpp"
#include "support/test_ca.hpp"

namespace trawl::test {
namespace {

using namespace std::chrono_literals;
using testing::IsEmpty;

class FetchTimeout : public FetchCommand {
protected:
    void expect_timeout(const std::string& option, const std::string& url, const std::string& phase) const {
        const auto result = fetch({url, option, "200ms", "--retries", "0"});
        EXPECT_TRUE(ended_with(result, 3));
        expect_record(phase);
    }

    void expect_record(const std::string& phase) const {
        const auto told = records();
        EXPECT_EQ(told.only().outcome(), "timeout");
        EXPECT_EQ(told.only().error_kind(), "timed_out");
        EXPECT_EQ(told.only().text("/error/phase"), phase);
        EXPECT_THAT(names(), IsEmpty());
    }
};

TEST_F(FetchTimeout, OfTheLookUpDoesNotWaitForTheResolver) {
    auto how = fetch_options({"http://slow.test/", "--dns-timeout", "200ms", "--retries", "0"});
    how.environment.push_back("LD_PRELOAD=" TRAWL_SLOW_LOOKUP);

    const auto start = std::chrono::steady_clock::now();
    EXPECT_TRUE(ended_with(run(TRAWL_BINARY, std::move(how)), 3));

    // The look-up itself takes a minute.
    EXPECT_LT(std::chrono::steady_clock::now() - start, 30s);
    expect_record("dns");
}

TEST_F(FetchTimeout, OfConnecting) {
    const blackhole nobody;
    expect_timeout("--connect-timeout", "http://127.0.0.1:" + std::to_string(nobody.port()) + "/", "connect");
}

TEST_F(FetchTimeout, OfTheTlsHandshake) {
    test_ca ca;
    fault_server::options how;
    how.certificate = ca.issue();
    how.on_connect = [](std::size_t) { return script{step::stall{}}; };
    fault_server server{std::move(how)};

    expect_timeout("--tls-timeout", server.url("/x"), "tls");
}

TEST_F(FetchTimeout, OfTheFirstByte) {
    fault_server server;
    server.on("/x", reply::never_answers());

    expect_timeout("--first-byte-timeout", server.url("/x"), "first_byte");
}

TEST_F(FetchTimeout, OfAHeadThatNeverEnds) {
    fault_server server;
    server.on("/x", {step::send{"HTTP/1.1 200 OK\r\nX-A: "}, step::drip{std::string(100'000, 'x'), 1, 20ms}});

    EXPECT_TRUE(ended_with(fetch({server.url("/x"), "--first-byte-timeout", "200ms", "--retries", "0"}), 3));

    EXPECT_EQ(records().only().outcome(), "timeout");
}

TEST_F(FetchTimeout, OfABodyThatStalls) {
    fault_server server;
    server.on("/x", reply::stalls_in_body("0123456789", 5));

    expect_timeout("--idle-timeout", server.url("/x"), "body");
}

TEST_F(FetchTimeout, OfAllOfATryThatDripsOn) {
    fault_server server;
    server.on("/x", reply::drip(std::string(100'000, 'x'), 1, 20ms));

    expect_timeout("--timeout", server.url("/x"), "body");
}

TEST_F(FetchTimeout, OfAllOfATryHoldsWhileTheHeadIsAwaited) {
    fault_server server;
    server.on("/x", reply::never_answers());

    expect_timeout("--timeout", server.url("/x"), "first_byte");
}

TEST_F(FetchTimeout, OfStallsDoesNotEndABodyThatGoesOn) {
    fault_server server;
    server.on("/x", reply::drip(std::string(20, 'x'), 1, 200ms));

    // All takes four seconds, each piece a fifth of one.
    EXPECT_TRUE(ended_with(fetch({server.url("/x"), "--idle-timeout", "2s", "--retries", "0"}), 0));
}

TEST_F(FetchTimeout, CanBeLifted) {
    fault_server server;
    server.on("/x", reply::slow(200ms, "x"));

    EXPECT_TRUE(
        ended_with(fetch({server.url("/x"), "--timeout", "none", "--dns-timeout", "none", "--connect-timeout", "none",
                          "--tls-timeout", "none", "--first-byte-timeout", "none", "--idle-timeout", "none"}),
                   0));
}

}  // namespace
}  // namespace trawl::test
