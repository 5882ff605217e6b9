#include "check/another_try.hpp"

#include <string>
#include <vector>

#include <gmock/gmock.h>

#include "support/replies.hpp"
#include "unit/check/check_fixture.hpp"

namespace trawl::check {
namespace {

namespace reply = test::reply;
using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::MatchesRegex;
using pauses_list = std::vector<async::clock::duration>;

using CheckTries = check_fixture;

retry_rule rule_of(unsigned max, std::string_view on = "default") {
    retry_rule rule;
    rule.max = max;
    rule.every = 5ms;
    rule.on = *http::retry_classes::parse(on);
    return rule;
}

TEST_F(CheckTries, PassingAtALaterOneIsFlaky) {
    server.on("/", {reply::status(503), reply::status(500), reply::ok("up")});
    of.retry = rule_of(3);
    expect("status in 200..299");
    const auto got = ask();
    EXPECT_EQ(got->stands, standing::flaky);
    EXPECT_EQ(got->blamed, blame::nobody);
    EXPECT_EQ(got->tries, 3U);
    EXPECT_THAT(got->message, MatchesRegex("after 3 tries, .*"));
    EXPECT_EQ(got->first_failure, "status is 503, not in 200..299");
    EXPECT_EQ(pauses, (pauses_list{5ms, 5ms}));
}

TEST_F(CheckTries, EndWithTheLastOnesVerdict) {
    server.on("/", {reply::status(503), reply::status(404)});
    of.retry = rule_of(1);
    expect("status in 200..299");
    const auto got = ask();
    EXPECT_EQ(told(*got), "failed: status is 404, not in 200..299");
    EXPECT_EQ(got->tries, 2U);
    EXPECT_EQ(got->first_failure, "status is 503, not in 200..299");
    EXPECT_EQ(server.requests(), 2U);
}

TEST_F(CheckTries, DependOnWhatItFailedBy) {
    server.on("/404", reply::status(404));
    server.on("/503", reply::status(503));
    server.on("/closed", test::script{test::step::close{}});
    expect("status in 200..299");
    const auto tries_of = [this](const char* path, std::string_view on, bool on_assert) {
        of.retry = rule_of(1, on);
        of.retry->on_assert = on_assert;
        return ask(path)->tries;
    };
    EXPECT_EQ(tries_of("/404", "default", true), 2U);
    EXPECT_EQ(tries_of("/404", "default", false), 1U);
    EXPECT_EQ(tries_of("/503", "5xx", false), 2U);
    EXPECT_EQ(tries_of("/503", "reset", false), 1U);
    EXPECT_EQ(tries_of("/closed", "reset", false), 2U);
    EXPECT_EQ(tries_of("/closed", "timeout", true), 1U);
}

TEST_F(CheckTries, FollowTheRunsPolicyWhereTheCheckSaysNothing) {
    server.on("/", reply::status(503));
    expect("status in 200..299");
    EXPECT_EQ(ask()->tries, 1U);
    settings.retries.max_retries = 2;
    settings.retries.backoff = 0ms;
    EXPECT_EQ(ask()->tries, 3U);
    of.method = "POST";
    EXPECT_EQ(ask()->tries, 1U) << "it may have been done already";
    of.retry = rule_of(1);
    EXPECT_EQ(ask()->tries, 1U) << "that was said of all";
    of.has_own_retry = true;
    EXPECT_EQ(ask()->tries, 2U) << "the check itself wants it";
}

TEST_F(CheckTries, WaitingForItIsNoFlaw) {
    server.on("/", {test::script{test::step::close{}}, reply::status(404), reply::ok("up")});
    settings.wait_for = 60s;
    settings.wait_every = 3ms;
    expect("status in 200..299");
    auto got = ask();
    EXPECT_EQ(got->stands, standing::passed);
    EXPECT_THAT(got->message, MatchesRegex("after 3 tries, .*"));
    EXPECT_EQ(pauses, (pauses_list{3ms, 3ms}));
    EXPECT_THAT(got->first_failure, HasSubstr("closed"));
}

TEST_F(CheckTries, ARetryBehindTheWaitingIsAFlaw) {
    server.on("/", {reply::status(503), reply::ok("up")});
    settings.wait_for = 1ms;
    waited_before = 5ms;
    of.retry = rule_of(1);
    expect("status in 200..299");
    EXPECT_EQ(ask()->stands, standing::flaky);
    // What it says itself counts from its own start.
    server.on("/own", {reply::status(503), reply::ok("up")});
    of.wait_for = 60s;
    EXPECT_EQ(ask("/own")->stands, standing::passed);
}

/// What is decided, without a server.
struct AnotherTry : testing::Test {
    AnotherTry() { so_far.stands = standing::failed; }

    std::optional<async::clock::duration> decide() {
        const try_terms terms{settings, began, began + now, method, failure, status, is_unsent, wish, 0.5};
        so_far.began = began + first;
        return pause_before_another_try(of, terms, so_far);
    }

    entry of;
    check_settings settings;
    try_result so_far;
    async::clock::time_point began{100s};
    async::clock::duration first{};
    async::clock::duration now{};
    std::optional<http::errc> failure;
    int status = 503;
    std::string_view method = "GET";
    bool is_unsent = false;
    std::optional<std::chrono::milliseconds> wish;
};

TEST_F(AnotherTry, IsNotWithoutRetriesOrWaiting) {
    EXPECT_FALSE(decide());
}

TEST_F(AnotherTry, ComesNoSoonerThanTheServerWishes) {
    of.retry = rule_of(3);
    wish = 30s;
    EXPECT_EQ(decide(), 30s);
    wish = settings.retries.max_retry_after + 1ms;
    EXPECT_FALSE(decide());
    settings.wait_for = 10min;
    EXPECT_EQ(decide(), settings.retries.max_retry_after + 1ms) << "as long as it is waited for anyway";
    wish = 11min;
    EXPECT_FALSE(decide());
    EXPECT_EQ(so_far.retries, 1U);
}

TEST_F(AnotherTry, BeginsWithinTheWaiting) {
    settings.wait_for = 10s;
    first = 9s;
    now = 9s;
    EXPECT_EQ(decide(), 1s);
    now = 9500ms;
    EXPECT_EQ(decide(), 500ms) << "once more at its end";
    wish = 600ms;
    EXPECT_FALSE(decide());
    wish.reset();
    now = 10s;
    EXPECT_FALSE(decide());
    now = 9500ms;
    of.wait_for = 1500ms;
    EXPECT_EQ(decide(), 1s);
    EXPECT_EQ(so_far.retries, 0U);
}

TEST_F(AnotherTry, BeginsWithinTheTimeForRetries) {
    of.retry = rule_of(3);
    of.retry->every = 2s;
    of.retry->within = 5s;
    now = 3s;
    EXPECT_EQ(decide(), 2s);
    now = 3001ms;
    EXPECT_FALSE(decide());
    EXPECT_EQ(so_far.retries, 1U);
    of.retry.reset();
    settings.retries.max_retries = 3;
    settings.retries.backoff = 2s;
    settings.retries.max_time = 5s;
    now = 2s;
    EXPECT_EQ(decide(), 2s) << "half of the second back-off";
    now = 4s;
    EXPECT_FALSE(decide());
}

TEST_F(AnotherTry, HasWhatIsLeftOfTheWaitingOrFiveSeconds) {
    const auto limit = [this] { return limit_of_try(of, settings, began, began + now, so_far); };
    so_far.began = began;
    EXPECT_FALSE(limit());
    settings.wait_for = 60s;
    now = 20s;
    EXPECT_EQ(limit(), 40s);
    now = 58s;
    EXPECT_EQ(limit(), 5s);
    now = 60s;
    EXPECT_FALSE(limit()) << "the first one, behind all of the waiting";
    so_far.tries = 2;
    EXPECT_EQ(limit(), 5s);
    so_far.retries = 1;
    EXPECT_FALSE(limit());
}

TEST_F(AnotherTry, WaitsOutOnlyWhatItIsTold) {
    settings.wait_for = 60s;
    so_far.stands = standing::error;
    failure = http::errc::certificate;
    EXPECT_EQ(decide(), 1s);
    settings.wait_on = *http::retry_classes::parse("connect");
    EXPECT_FALSE(decide());
    failure = http::errc::refused;
    EXPECT_EQ(decide(), 1s);
    failure.reset();
    so_far.stands = standing::failed;
    EXPECT_EQ(decide(), 1s);
    settings.waits_on_assertions = false;
    EXPECT_FALSE(decide());
}

TEST_F(AnotherTry, OfAPostIsOnlyIfItWasNotSentOrTheCheckItselfWantsIt) {
    method = "POST";
    settings.wait_for = 60s;
    settings.retries.max_retries = 3;
    of.retry = rule_of(3);
    EXPECT_FALSE(decide());
    of.has_own_retry = true;
    EXPECT_EQ(decide(), 5ms);
    of.has_own_retry = false;
    of.has_own_wait = true;
    EXPECT_EQ(decide(), 1s);
    of.has_own_wait = false;
    is_unsent = true;
    failure = http::errc::refused;
    EXPECT_EQ(decide(), 1s);
    settings.wait_for.reset();
    of.retry.reset();
    EXPECT_TRUE(decide());
}

}  // namespace
}  // namespace trawl::check
