#include "http/retry.hpp"

#include <algorithm>
#include <array>

#include <gtest/gtest.h>

namespace trawl::http {
namespace {

using namespace std::chrono_literals;
using std::chrono::sys_days;

constexpr double nearly_one = 0.999999;

TEST(Transient, IsWhatMayPassByItself) {
    for (const auto failure :
         {errc::refused, errc::reset, errc::closed, errc::truncated, errc::timed_out, errc::dns_failed}) {
        EXPECT_TRUE(is_transient(failure)) << name(failure);
    }
    for (const auto failure : {errc::bad_url, errc::unsupported_scheme, errc::dns_not_found, errc::unreachable,
                               errc::tls, errc::certificate, errc::protocol, errc::too_large, errc::content_coding,
                               errc::too_many_redirects, errc::redirect_loop, errc::redirect_refused, errc::system}) {
        EXPECT_FALSE(is_transient(failure)) << name(failure);
    }
}

TEST(Transient, StatusesAreThoseOfBusyServers) {
    constexpr std::array expected{408, 429, 500, 502, 503, 504};
    for (int status = 100; status < 600; ++status) {
        EXPECT_EQ(is_transient(status), std::ranges::find(expected, status) != expected.end()) << status;
    }
}

TEST(PauseBeforeRetry, IsAnywhereBetweenZeroAndABackoffThatDoubles) {
    const retry_policy policy;
    EXPECT_EQ(pause_before_retry(policy, 0, "GET", {}, 0.0), 0ms);
    EXPECT_EQ(pause_before_retry(policy, 0, "GET", {}, 0.5), 500ms);
    EXPECT_EQ(pause_before_retry(policy, 1, "GET", {}, 0.5), 1000ms);
    EXPECT_EQ(pause_before_retry(policy, 2, "GET", {}, 0.5), 2000ms);
    EXPECT_EQ(pause_before_retry(policy, 2, "GET", {}, nearly_one), 3999ms);
}

TEST(PauseBeforeRetry, TheBackoffStopsGrowingAtItsLimit) {
    retry_policy policy;
    policy.max_retries = 1'000'000;
    EXPECT_EQ(pause_before_retry(policy, 5, "GET", {}, 0.5), 15'000ms);
    EXPECT_EQ(pause_before_retry(policy, 999'999, "GET", {}, 0.5), 15'000ms);
}

TEST(PauseBeforeRetry, NothingWhenTheRetriesAreUsedUp) {
    const retry_policy policy;
    EXPECT_NE(pause_before_retry(policy, 2, "GET", {}, 0), std::nullopt);
    EXPECT_EQ(pause_before_retry(policy, 3, "GET", {}, 0), std::nullopt);
}

TEST(PauseBeforeRetry, NothingForAMethodThatMustNotBeRepeated) {
    const retry_policy policy;
    EXPECT_EQ(pause_before_retry(policy, 0, "POST", {}, 0), std::nullopt);
    EXPECT_NE(pause_before_retry(policy, 0, "PUT", {}, 0), std::nullopt);
}

TEST(PauseBeforeRetry, IsNeverShorterThanTheServerAsksFor) {
    const retry_policy policy;
    EXPECT_EQ(pause_before_retry(policy, 0, "GET", 10s, 0.5), 10s);
    EXPECT_EQ(pause_before_retry(policy, 0, "GET", 100ms, 0.5), 500ms);
}

TEST(PauseBeforeRetry, NothingWhenTheServerAsksForMoreThanWeWait) {
    const retry_policy policy;
    EXPECT_EQ(pause_before_retry(policy, 0, "GET", policy.max_retry_after, 0), policy.max_retry_after);
    EXPECT_EQ(pause_before_retry(policy, 0, "GET", policy.max_retry_after + 1ms, 0), std::nullopt);
}

TEST(ParseRetryAfter, TakesSecondsAndDates) {
    const auto now = sys_days{1994y / 11 / 6} + 8h + 49min + 7s + 250ms;
    EXPECT_EQ(parse_retry_after("120", now), 120s);
    EXPECT_EQ(parse_retry_after(" 0 ", now), 0s);
    EXPECT_EQ(parse_retry_after("Sun, 06 Nov 1994 08:49:37 GMT", now), 30s);
    EXPECT_EQ(parse_retry_after("Sunday, 06-Nov-94 08:49:37 GMT", now), 30s);
}

TEST(ParseRetryAfter, ADateInThePastIsZero) {
    EXPECT_EQ(parse_retry_after("Sun, 06 Nov 1994 08:49:37 GMT", sys_days{2026y / 1 / 1}), 0s);
}

TEST(ParseRetryAfter, GivesAtMostAYear) {
    const auto now = sys_days{2026y / 1 / 1};
    EXPECT_EQ(parse_retry_after("99999999999999999999999999", now), 24h * 365);
    EXPECT_EQ(parse_retry_after("Fri, 31 Dec 9999 23:59:59 GMT", now), 24h * 365);
}

TEST(ParseRetryAfter, RefusesEverythingElse) {
    for (const auto* bad : {"", " ", "-1", "1.5", "soon", "1 minute", "Sun, 06 Nov 1994"}) {
        EXPECT_EQ(parse_retry_after(bad, sys_days{2026y / 1 / 1}), std::nullopt) << bad;
    }
}

}  // namespace
}  // namespace trawl::http
