#include "crawl/once_filter.hpp"

#include <random>
#include <vector>

#include <gtest/gtest.h>

namespace trawl::crawl {
namespace {

TEST(OnceFilter, KnowsAllThatWasMetAndLittleElse) {
    std::mt19937_64 random(3);  // NOLINT: the same every time
    std::vector<std::uint64_t> met;
    once_filter filter;
    std::size_t wrong = 0;
    for (int i = 0; i < 100'000; ++i) {
        met.push_back(random());
        wrong += filter.meet(met.back()) ? 1U : 0U;
    }
    for (const auto each : met) {
        ASSERT_TRUE(filter.meet(each));
    }
    EXPECT_LT(wrong, met.size() / 40);
}

}  // namespace
}  // namespace trawl::crawl
