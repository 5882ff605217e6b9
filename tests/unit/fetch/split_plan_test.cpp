#include "fetch/split_plan.hpp"

#include <gtest/gtest.h>

namespace trawl::fetch {

using files::segment;

namespace {

using segments = std::vector<segment>;

TEST(SplitPlan, WhatIsMissingIsCutIntoEqualPieces) {
    const struct {
        segments before;
        std::size_t count;
        std::uint64_t least;
        segments after;
    } cases[] = {
        {{{0, 0, 90}}, 3, 10, {{0, 0, 30}, {30, 30, 60}, {60, 60, 90}}},
        {{{0, 0, 100}}, 3, 10, {{0, 0, 34}, {34, 34, 67}, {67, 67, 100}}},
        {{{0, 0, 90}}, 1, 10, {{0, 0, 90}}},
        {{{0, 0, 19}}, 2, 10, {{0, 0, 19}}},
        {{{0, 0, 20}}, 9, 10, {{0, 0, 10}, {10, 10, 20}}},
        {{{0, 60, 100}}, 2, 10, {{0, 60, 80}, {80, 80, 100}}},
        {{{0, 10, 10}, {10, 10, 50}, {50, 99, 100}}, 3, 10, {{0, 10, 10}, {10, 10, 30}, {30, 30, 50}, {50, 99, 100}}},
        {{{0, 10, 30}, {30, 35, 60}}, 2, 1, {{0, 10, 30}, {30, 35, 60}}},
        {{{0, 100, 100}}, 4, 10, {{0, 100, 100}}},
    };
    for (const auto& [before, count, least, after] : cases) {
        EXPECT_EQ(divide(before, count, least), after) << before.front().end << " in " << count;
    }
}

TEST(SplitPlan, PiecesCoverTheWholeAndNoneIsShort) {
    for (std::uint64_t total = 1; total < 2000; total += 37) {
        for (std::size_t count = 1; count < 20; ++count) {
            const auto pieces = divide({{0, 0, total}}, count, 50);
            EXPECT_TRUE(files::is_sound(pieces, total));
            EXPECT_LE(pieces.size(), count);
            for (const auto& piece : pieces) {
                EXPECT_TRUE(pieces.size() == 1 || piece.end - piece.begin >= 50);
            }
        }
    }
}

}  // namespace
}  // namespace trawl::fetch
