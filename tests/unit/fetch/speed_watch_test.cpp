#include "fetch/speed_watch.hpp"

#include <gtest/gtest.h>

namespace trawl::fetch {
namespace {

using namespace std::chrono_literals;

constexpr auto none = async::clock::duration::zero();

TEST(SpeedWatch, NothingAtAllIsTooSlowAfterTheWindow) {
    speed_watch watch(100, 10s);
    EXPECT_EQ(watch.patience(), 10s);
    watch.add(0, 4s);
    EXPECT_EQ(watch.patience(), 6s);
    watch.add(0, 6s);
    EXPECT_LE(watch.patience(), none);
}

TEST(SpeedWatch, EnoughInEachWindowIsNeverTooSlow) {
    speed_watch watch(100, 10s);
    for (int i = 0; i < 1000; ++i) {
        watch.add(101, 1s);
        EXPECT_GT(watch.patience(), none) << i;
    }
}

TEST(SpeedWatch, ABurstLastsForAWindow) {
    speed_watch watch(100, 10s);
    watch.add(1'000'000, 2s);
    EXPECT_EQ(watch.patience(), 10s);
    watch.add(10, 9s);
    EXPECT_EQ(watch.patience(), 1s);
    watch.add(10, 1s);
    EXPECT_LE(watch.patience(), none);
}

TEST(SpeedWatch, ALittleLessAllTheTimeIsTooSlow) {
    speed_watch watch(100, 10s);
    int rounds = 0;
    while (watch.patience() > none && rounds < 1000) {
        watch.add(9, 100ms);
        ++rounds;
    }
    EXPECT_GE(rounds, 100);
    EXPECT_LE(rounds, 105);
}

}  // namespace
}  // namespace trawl::fetch
