#include "fetch/adaptive_limit.hpp"

#include <gtest/gtest.h>

namespace trawl::fetch {
namespace {

using namespace std::chrono_literals;

void answer(adaptive_limit& limit, int count, async::clock::duration first_byte) {
    for (int i = 0; i < count; ++i) {
        limit.learn(load_sign::answered, first_byte, limit.get());
    }
}

adaptive_limit grown_to(std::size_t size, async::clock::duration first_byte) {
    adaptive_limit limit(100);
    while (limit.get() < size) {
        answer(limit, 1, first_byte);
    }
    return limit;
}

TEST(AdaptiveLimit, GrowsByOneForAsManyAnswersAsItIs) {
    adaptive_limit limit(100);
    EXPECT_EQ(limit.get(), 2U);
    answer(limit, 2, 50ms);
    EXPECT_EQ(limit.get(), 3U);
    answer(limit, 2, 50ms);
    EXPECT_EQ(limit.get(), 3U);
    answer(limit, 1, 50ms);
    EXPECT_EQ(limit.get(), 4U);
}

TEST(AdaptiveLimit, StaysWithinItsCeiling) {
    adaptive_limit limit(3);
    answer(limit, 100, 50ms);
    EXPECT_EQ(limit.get(), 3U);
    EXPECT_EQ(adaptive_limit(1).get(), 1U);
}

TEST(AdaptiveLimit, DoesNotGrowWhileAnswersAreSlower) {
    auto limit = grown_to(8, 50ms);
    answer(limit, 1000, 500ms);
    EXPECT_LE(limit.get(), 9U);
}

TEST(AdaptiveLimit, DoesNotGrowUnused) {
    adaptive_limit limit(100);
    for (int i = 0; i < 100; ++i) {
        limit.learn(load_sign::answered, 50ms, 1);
    }
    EXPECT_EQ(limit.get(), 2U);
}

TEST(AdaptiveLimit, IsHalvedOnceForAllThatWasInFlight) {
    auto limit = grown_to(8, 50ms);
    for (int i = 0; i < 8; ++i) {
        limit.learn(load_sign::overloaded, 0ms, 8);
    }
    EXPECT_EQ(limit.get(), 4U);
    limit.learn(load_sign::overloaded, 0ms, 4);
    EXPECT_EQ(limit.get(), 2U);
}

TEST(AdaptiveLimit, NeverFallsBelowOneAndComesBack) {
    adaptive_limit limit(100);
    for (int i = 0; i < 100; ++i) {
        limit.learn(load_sign::overloaded, 0ms, 1);
    }
    EXPECT_EQ(limit.get(), 1U);
    answer(limit, 1, 50ms);
    EXPECT_EQ(limit.get(), 2U);
}

TEST(AdaptiveLimit, OtherFailuresOnlyPutTheIncreaseOff) {
    auto limit = grown_to(8, 50ms);
    answer(limit, 7, 50ms);
    limit.learn(load_sign::failed, 0ms, 8);
    answer(limit, 7, 50ms);
    EXPECT_EQ(limit.get(), 8U);
    answer(limit, 1, 50ms);
    EXPECT_EQ(limit.get(), 9U);
}

}  // namespace
}  // namespace trawl::fetch
