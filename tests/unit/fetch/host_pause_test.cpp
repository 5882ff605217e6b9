#include "fetch/host_pause.hpp"

#include <gtest/gtest.h>

namespace trawl::fetch {
namespace {

using namespace std::chrono_literals;

const async::clock::time_point start{1h};

TEST(PauseLog, WishesAtTheSameTimeAreOnePauseAndTheLaterEndCounts) {
    pause_log log;
    EXPECT_TRUE(log.note("a", start, start + 10s));
    EXPECT_FALSE(log.note("a", start + 1s, start + 4s));
    EXPECT_FALSE(log.note("a", start + 2s, start + 12s));
    ASSERT_EQ(log.entries().size(), 1U);
    EXPECT_EQ(log.entries()[0].times, 1U);
    EXPECT_EQ(log.entries()[0].total, 12s);
    EXPECT_EQ(log.entries()[0].until, start + 12s);
}

TEST(PauseLog, CountsEachHostsPauses) {
    pause_log log;
    EXPECT_TRUE(log.note("b", start, start + 1s));
    EXPECT_TRUE(log.note("a", start, start + 1s));
    EXPECT_TRUE(log.note("b", start + 5s, start + 8s));
    ASSERT_EQ(log.entries().size(), 2U);
    EXPECT_EQ(log.entries()[0].host, "b");
    EXPECT_EQ(log.entries()[0].times, 2U);
    EXPECT_EQ(log.entries()[0].total, 4s);
    EXPECT_EQ(log.entries()[1].times, 1U);
}

}  // namespace
}  // namespace trawl::fetch
