#include "crawl/host_queue.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace trawl::crawl {
namespace {

using testing::ElementsAre;

TEST(HostQueue, GivesTheNearestFirstAndThenTheOldest) {
    host_queue queue;
    queue.push(2, 1);
    queue.push(1, 2);
    queue.push(1, 3);
    queue.push(0, 4);
    EXPECT_THAT(queue.peek(3), ElementsAre(4, 2, 3));
    EXPECT_EQ(queue.first(), 4U);
    EXPECT_EQ(queue.pop(), 4U);
    EXPECT_EQ(queue.pop(), 2U);
    queue.push(0, 5);
    EXPECT_EQ(queue.pop(), 5U);
    EXPECT_THAT(queue.peek(10), ElementsAre(3, 1));
    queue.pop();
    queue.pop();
    EXPECT_TRUE(queue.is_empty());
}

TEST(HostQueue, KeepsTheOrderOfMany) {
    host_queue queue;
    for (url_id id = 1; id <= 10'000; ++id) {
        queue.push(1, id);
        if (id % 3 == 0) {
            ASSERT_EQ(queue.pop(), id / 3);
        }
    }
    for (url_id id = 3'334; id <= 10'000; ++id) {
        ASSERT_EQ(queue.pop(), id);
    }
    EXPECT_TRUE(queue.is_empty());
}

}  // namespace
}  // namespace trawl::crawl
