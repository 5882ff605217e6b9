#include "check/latency_histogram.hpp"

#include <algorithm>
#include <cmath>
#include <random>

#include <gtest/gtest.h>

#include "check/run_statistics.hpp"

namespace trawl::check {
namespace {

using std::chrono::milliseconds;
using std::chrono::nanoseconds;

std::int64_t exact(const std::vector<std::int64_t>& sorted, double percent) {
    const auto rank = static_cast<std::size_t>(std::ceil(percent / 100 * static_cast<double>(sorted.size()) - 1e-9));
    return sorted[std::max<std::size_t>(rank, 1) - 1];
}

TEST(LatencyHistogram, IsExactForFew) {
    latency_histogram times;
    for (const int each : {40, 10, 30, 20}) {
        times.add(milliseconds(each));
    }
    EXPECT_EQ(times.percentile(50), milliseconds(20));
    EXPECT_EQ(times.percentile(50.1), milliseconds(30));
    EXPECT_EQ(times.percentile(99.9), milliseconds(40));
    EXPECT_EQ(times.percentile(0.1), milliseconds(10));
    EXPECT_EQ(times.slowest(), milliseconds(40));
}

TEST(LatencyHistogram, RanksAreThoseOfDecimalFractions) {
    latency_histogram times;
    for (int i = 1; i <= 1000; ++i) {
        times.add(milliseconds(i));
    }
    EXPECT_EQ(times.percentile(99.9), milliseconds(999));
    EXPECT_EQ(times.percentile(7), milliseconds(70));
    EXPECT_EQ(times.percentile(100), milliseconds(1000));
}

TEST(LatencyHistogram, StaysWithinATenthOfAPercentOfTheExactTime) {
    std::mt19937_64 random(5);
    std::lognormal_distribution<double> usual(17, 2.5);  // about 24 ms, with a long tail
    for (const std::size_t count : {1024U, 1025U, 50'000U}) {
        latency_histogram times;
        std::vector<std::int64_t> all;
        for (std::size_t i = 0; i < count; ++i) {
            all.push_back(static_cast<std::int64_t>(usual(random)));
            times.add(nanoseconds(all.back()));
        }
        std::ranges::sort(all);
        for (const double percent : {0.01, 1.0, 25.0, 50.0, 90.0, 95.0, 99.0, 99.9, 99.99, 100.0}) {
            const auto right = static_cast<double>(exact(all, percent));
            const auto found = static_cast<double>(times.percentile(percent).count());
            EXPECT_LE(std::abs(found - right), right * 0.0005 + 0.5) << percent << " % of " << count;
        }
        EXPECT_EQ(times.percentile(100).count(), all.back());
    }
}

TEST(LatencyHistogram, TakesAnyTime) {
    latency_histogram times;
    for (int i = 0; i < 1000; ++i) {
        times.add({});
        times.add(nanoseconds::max());
    }
    EXPECT_EQ(times.percentile(50).count(), 0);
    EXPECT_NEAR(static_cast<double>(times.percentile(51).count()), 9.22e18, 0.01e18);
}

void add(run_statistics& to, standing how, std::optional<milliseconds> total) {
    check_result made;
    made.stands = how;
    if (total) {
        made.times.emplace();
        made.times->total = *total;
        made.times->ttfb = *total / 2;
    }
    to.add(made);
}

TEST(RunStatistics, CountsRunsAndTimesOfReplies) {
    run_statistics figures;
    add(figures, standing::passed, milliseconds(10));
    add(figures, standing::flaky, milliseconds(20));
    add(figures, standing::failed, milliseconds(30));
    add(figures, standing::error, std::nullopt);
    add(figures, standing::skipped, std::nullopt);
    add(figures, standing::not_run, std::nullopt);
    EXPECT_EQ(figures.runs(), 4U);
    EXPECT_EQ(figures.behind_failures(), 0U);
    EXPECT_EQ(figures.failed(), 2U);
    EXPECT_EQ(figures.flaky(), 1U);
    EXPECT_EQ(figures.replies(), 3U);
    EXPECT_EQ(figures.percentile(expect::timed_phase::total, 50), milliseconds(20));
    EXPECT_EQ(figures.percentile(expect::timed_phase::ttfb, 100), milliseconds(15));
    EXPECT_EQ(figures.percentile(expect::timed_phase::dns, 95), nanoseconds(0));
    EXPECT_EQ(figures.slowest(), milliseconds(30));
}

TEST(RunStatistics, WhatIsSkippedBehindAFailureHasFailedToo) {
    run_statistics figures;
    add(figures, standing::failed, milliseconds(30));
    check_result behind;
    behind.stands = standing::skipped;
    behind.is_behind_failure = true;
    figures.add(behind);
    EXPECT_EQ(figures.runs(), 2U);
    EXPECT_EQ(figures.failed(), 2U);
    EXPECT_EQ(figures.behind_failures(), 1U);
    EXPECT_EQ(figures.replies(), 1U);
}

}  // namespace
}  // namespace trawl::check
