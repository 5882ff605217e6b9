#include "fetch/rate_limiter.hpp"

#include <algorithm>
#include <vector>

#include <gtest/gtest.h>

namespace trawl::fetch {
namespace {

using namespace std::chrono_literals;

const async::clock::time_point start{1h};

/// When the first `count` units go that come as early as they may.
std::vector<async::clock::duration> starts(rate_limiter limiter, int count) {
    std::vector<async::clock::duration> found;
    for (int i = 0; i < count; ++i) {
        const auto now = std::max(start, limiter.next());
        found.push_back(now - start);
        limiter.take(1, now);
    }
    return found;
}

TEST(RateLimiter, RequestsAreSpacedEvenly) {
    EXPECT_EQ(starts(rate_limiter::of_requests({5, 1s}), 3), (std::vector<async::clock::duration>{0ms, 200ms, 400ms}));
    EXPECT_EQ(starts(rate_limiter::of_requests({2, 15s}), 2), (std::vector<async::clock::duration>{0ms, 7500ms}));
}

TEST(RateLimiter, IdleTimeIsNotSaved) {
    auto limiter = rate_limiter::of_requests({5, 1s});
    limiter.take(1, start);
    limiter.take(1, start + 1h);
    EXPECT_EQ(limiter.next(), start + 1h + 200ms);
}

TEST(RateLimiter, FastOneMakesUpForWhatTimersLose) {
    auto limiter = rate_limiter::of_requests({1000, 1s});
    int count = 0;
    for (auto now = start; now < start + 1s; now += 3ms) {
        while (limiter.next() <= now) {
            limiter.take(1, now);
            ++count;
        }
    }
    EXPECT_GE(count, 1000);
    EXPECT_LE(count, 1012);
}

TEST(RateLimiter, ShortBodiesAreNotHeldUpAndLongOnesOnAverage) {
    auto limiter = rate_limiter::of_bytes(1000);
    limiter.take(100, start);
    EXPECT_EQ(limiter.next(), start);
    limiter.take(2000, start);
    EXPECT_EQ(limiter.next(), start + 2s);
}

TEST(RateLimiter, CostThatNoClockHoldsIsBounded) {
    rate_limiter limiter = rate_limiter::of_requests({1e-300, 1s});
    for (int i = 0; i < 1000; ++i) {
        limiter.take(1, start);
    }
    EXPECT_GT(limiter.next(), start + 24h * 365);
    EXPECT_LE(limiter.next(), start + 24h * 365 * 20);
}

}  // namespace
}  // namespace trawl::fetch
