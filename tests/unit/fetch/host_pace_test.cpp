#include "fetch/host_pace.hpp"

#include <gtest/gtest.h>

namespace trawl::fetch {
namespace {

using namespace std::chrono_literals;
using time_point = host_pace::time_point;

TEST(HostPace, LongestDelayCounts) {
    host_limits limits;
    limits.delay = 1s;
    host_pace pace(limits);
    EXPECT_EQ(pace.delay(), 1s);
    pace.ask_for(500ms);
    EXPECT_EQ(pace.delay(), 1s);
    pace.ask_for(5s);
    EXPECT_EQ(pace.delay(), 5s);
    pace.ask_for(24h);
    EXPECT_EQ(pace.delay(), 60s) << "nobody may ask for more";
    pace.ask_for(0s);
    EXPECT_EQ(pace.delay(), 1s);
    limits.delay = 5min;
    EXPECT_EQ(host_pace(limits).delay(), 5min) << "but the user may";
}

TEST(HostPace, AnswersDoNotCountUnlessItIsAdaptive) {
    const host_limits limits;
    host_pace pace(limits);
    pace.learn(load_sign::overloaded, 1s);
    pace.learn(load_sign::answered, 1s);
    EXPECT_EQ(pace.delay(), 0s);
}

TEST(HostPace, AdaptiveDelayFollowsTheTimeToTheFirstByte) {
    host_limits limits;
    limits.adaptive_delay = 2;
    host_pace pace(limits);
    pace.learn(load_sign::answered, 4ms);
    EXPECT_EQ(pace.delay(), 0s) << "so little is not worth a wait";
    for (int i = 0; i < 50; ++i) {
        pace.learn(load_sign::answered, 300ms);
    }
    EXPECT_NEAR(static_cast<double>(pace.delay() / 1ms), 600, 5);
    pace.learn(load_sign::failed, 0s);
    EXPECT_NEAR(static_cast<double>(pace.delay() / 1ms), 600, 5) << "what is no answer says nothing of the load";
    for (int i = 0; i < 200; ++i) {
        pace.learn(load_sign::answered, 1h);
    }
    EXPECT_EQ(pace.delay(), 60s);
}

TEST(HostPace, OverloadDoublesTheDelayAndAnswersBringItBack) {
    host_limits limits;
    limits.adaptive_delay = 1;
    host_pace pace(limits);
    pace.learn(load_sign::answered, 50ms);
    EXPECT_EQ(pace.delay(), 50ms);
    for (const auto expected : {500ms, 1000ms, 2000ms, 4000ms}) {
        pace.learn(load_sign::overloaded, 0s);
        EXPECT_EQ(pace.delay(), expected);
    }
    pace.learn(load_sign::answered, 50ms);
    EXPECT_EQ(pace.delay(), 2025ms) << "not at once";
    for (int i = 0; i < 20; ++i) {
        pace.learn(load_sign::answered, 50ms);
    }
    EXPECT_LT(pace.delay(), 60ms);
    for (int i = 0; i < 50; ++i) {
        pace.learn(load_sign::overloaded, 0s);
    }
    EXPECT_EQ(pace.delay(), 60s);
}

TEST(HostPace, BackOffDoublesForFailuresInARow) {
    host_limits limits;
    limits.failure_backoff = 1s;
    limits.max_failures_in_a_row = 9;
    host_pace pace(limits);
    time_point now{};
    for (const auto expected : {1s, 2s, 4s, 8s, 16s, 32s, 60s, 60s}) {
        now += 1h;
        EXPECT_EQ(pace.fail(now - 1s, now), expected);
        EXPECT_EQ(pace.fail(now - 1s, now), 0s) << "one that was under way with it";
        EXPECT_FALSE(pace.is_to_be_parked());
    }
    now += 1h;
    (void)pace.fail(now - 1s, now);
    EXPECT_TRUE(pace.is_to_be_parked());
    EXPECT_EQ(pace.failures(), 9U);
}

TEST(HostPace, AnAnswerEndsTheRow) {
    host_limits limits;
    limits.failure_backoff = 1s;
    limits.max_failures_in_a_row = 2;
    host_pace pace(limits);
    const time_point now{};
    (void)pace.fail(now, now);
    pace.succeed();
    EXPECT_EQ(pace.fail(now + 1s, now + 2s), 1s);
    EXPECT_FALSE(pace.is_to_be_parked());
    pace.resume(3s, 7);
    EXPECT_TRUE(pace.is_to_be_parked());
    EXPECT_EQ(pace.delay(), 3s);
}

}  // namespace
}  // namespace trawl::fetch
