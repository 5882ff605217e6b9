#include "crawl/counter_table.hpp"

#include <random>
#include <unordered_map>

#include <gtest/gtest.h>

namespace trawl::crawl {
namespace {

TEST(CounterTable, CountsAsAMapDoes) {
    std::mt19937_64 random(1);  // NOLINT: the same every time
    std::unordered_map<std::uint64_t, std::uint32_t> expected;
    counter_table counts;
    for (int i = 0; i < 20'000; ++i) {
        // Many that are equal, some side by side, some at the end of the range.
        const auto hash = i % 3 == 0 ? random() : i % 3 == 1 ? ~std::uint64_t{0} - random() % 64 : 2 + random() % 2000;
        ++expected[hash];
        ++counts.at(hash);
    }
    EXPECT_EQ(counts.size(), expected.size());
    for (const auto& [hash, count] : expected) {
        ASSERT_EQ(counts.get(hash), count);
    }
    EXPECT_EQ(counts.get(1'000'000), 0U);
    EXPECT_EQ(counter_table().get(5), 0U);
}

TEST(CounterTable, ZeroIsAHashToo) {
    counter_table counts;
    ++counts.at(0);
    EXPECT_EQ(counts.get(0), 1U);
}

}  // namespace
}  // namespace trawl::crawl
