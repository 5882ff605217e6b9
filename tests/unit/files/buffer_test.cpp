#include "files/buffer.hpp"

#include <optional>
#include <vector>

#include <gtest/gtest.h>

namespace trawl::files {
namespace {

TEST(BufferPool, HandsOutEmptyBlocksOfTwoSizes) {
    buffer_pool pool;
    const auto small = pool.take_small();
    const auto large = pool.take_large();
    EXPECT_EQ(small.capacity(), 64u * 1024);
    EXPECT_EQ(large.capacity(), 1024u * 1024);
    EXPECT_EQ(small.size(), 0u);
    EXPECT_EQ(pool.loaned_count(), 2u);
}

TEST(BufferPool, UsesABlockAgain) {
    buffer_pool pool;
    const char* first = nullptr;
    {
        auto block = pool.take_small();
        first = block.data();
        block.set_size(5);
    }
    EXPECT_EQ(pool.loaned_count(), 0u);
    EXPECT_EQ(pool.kept_count(), 1u);
    const auto again = pool.take_small();
    EXPECT_EQ(again.data(), first);
    EXPECT_EQ(again.size(), 0u);
}

TEST(BufferPool, KeepsABoundedNumberOfBlocks) {
    buffer_pool pool;
    {
        std::vector<buffer> many;
        for (int i = 0; i < 500; ++i) {
            many.push_back(pool.take_small());
        }
        for (int i = 0; i < 100; ++i) {
            many.push_back(pool.take_medium());
        }
        for (int i = 0; i < 20; ++i) {
            many.push_back(pool.take_large());
        }
        EXPECT_EQ(pool.loaned_count(), 620u);
    }
    EXPECT_EQ(pool.loaned_count(), 0u);
    EXPECT_EQ(pool.kept_count(), 128u + 32u + 8u);
}

TEST(Buffer, MovesItsBlock) {
    buffer_pool pool;
    auto one = pool.take_small();
    one.set_size(7);
    auto* const data = one.data();
    buffer other = std::move(one);
    EXPECT_EQ(other.data(), data);
    EXPECT_EQ(other.size(), 7u);
    other = pool.take_small();
    EXPECT_EQ(pool.loaned_count(), 1u) << "the block that it had went back";
    other = {};
    EXPECT_EQ(pool.loaned_count(), 0u);
}

TEST(Buffer, MayOutliveItsPool) {
    std::optional<buffer_pool> pool(std::in_place);
    auto one = pool->take_small();
    auto other = pool->take_large();
    pool.reset();
    one.data()[0] = 'x';
    other.data()[other.capacity() - 1] = 'x';
}

TEST(BufferPool, GivesBlocksOfTheBodysSizeUntilManyAreOnLoan) {
    buffer_pool pool;
    EXPECT_EQ(pool.take_for(1000).capacity(), buffer_pool::small_size);
    std::vector<buffer> many;
    for (int i = 0; i < 200; ++i) {
        many.push_back(pool.take_for(1 << 30));
    }
    EXPECT_EQ(many.front().capacity(), buffer_pool::large_size);
    EXPECT_EQ(many[100].capacity(), buffer_pool::medium_size);
    EXPECT_EQ(many.back().capacity(), buffer_pool::small_size);
    many.clear();
    EXPECT_EQ(pool.take_for(1 << 30).capacity(), buffer_pool::large_size);
    EXPECT_EQ(pool.take_for(100'000).capacity(), buffer_pool::medium_size);
}

}  // namespace
}  // namespace trawl::files
