#include "http/retry.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

namespace trawl::http {
namespace {

using namespace std::chrono_literals;
using std::chrono::sys_days;

constexpr double nearly_one = 0.999999;

TEST(RetryClasses, TheDefaultIsWhatMayPassByItself) {
    constexpr std::array failures{errc::refused,   errc::reset,      errc::closed,   errc::truncated,
                                  errc::timed_out, errc::dns_failed, errc::too_slow, errc::content_coding};
    constexpr std::array statuses{408, 429, 500, 502, 503, 504};
    const retry_classes usual;
    for (std::size_t one = 0; one <= static_cast<std::size_t>(errc::system); ++one) {
        const auto failure = static_cast<errc>(one);
        EXPECT_EQ(usual.covers(failure), std::ranges::find(failures, failure) != failures.end()) << name(failure);
    }
    for (int status = -1; status < 700; ++status) {
        EXPECT_EQ(usual.covers(status), std::ranges::find(statuses, status) != statuses.end()) << status;
    }
}

TEST(RetryClasses, EachWordStandsForItsFailures) {
    const std::map<std::string_view, std::vector<errc>> words{{"connect", {errc::refused, errc::unreachable}},
                                                              {"reset", {errc::reset, errc::closed}},
                                                              {"timeout", {errc::timed_out}},
                                                              {"dns", {errc::dns_failed}},
                                                              {"dns-not-found", {errc::dns_not_found}},
                                                              {"tls", {errc::tls}},
                                                              {"truncated", {errc::truncated}},
                                                              {"decode", {errc::content_coding}},
                                                              {"slow", {errc::too_slow}},
                                                              {"proxy", {errc::proxy}},
                                                              {"none", {}}};
    for (const auto& [word, failures] : words) {
        const auto read = retry_classes::parse(word);
        ASSERT_TRUE(read) << word;
        for (std::size_t one = 0; one <= static_cast<std::size_t>(errc::system); ++one) {
            const bool is_named = std::ranges::find(failures, static_cast<errc>(one)) != failures.end();
            EXPECT_EQ(read->covers(static_cast<errc>(one)), is_named) << word << ' ' << name(static_cast<errc>(one));
        }
        EXPECT_FALSE(read->covers(503)) << word;
    }
}

TEST(RetryClasses, WordsAndStatusesAddUp) {
    const auto read = retry_classes::parse("default, tls,4xx,  599");
    ASSERT_TRUE(read);
    EXPECT_TRUE(read->covers(errc::refused) && read->covers(errc::tls) && read->covers(errc::too_slow));
    EXPECT_TRUE(read->covers(400) && read->covers(499) && read->covers(503) && read->covers(599));
    EXPECT_FALSE(read->covers(501) || read->covers(errc::certificate) || read->covers(399));
}

TEST(RetryClasses, AnUnknownWordIsTold) {
    for (const std::string_view word : {"conect", "200", "399", "600", "5XX", "-1", "certificate", "429x"}) {
        const auto read = retry_classes::parse("reset," + std::string(word));
        ASSERT_FALSE(read) << word;
        EXPECT_EQ(read.error(), word);
    }
    EXPECT_FALSE(retry_classes::parse(""));
    EXPECT_FALSE(retry_classes::parse(" , "));
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
