#include "base/display_width.hpp"

#include <gtest/gtest.h>

namespace trawl::base {
namespace {

TEST(DisplayWidth, CountsColumnsNotBytes) {
    EXPECT_EQ(display_width(""), 0U);
    EXPECT_EQ(display_width("naïve é…"), 8U);
    EXPECT_EQ(display_width("日本語"), 6U);
    EXPECT_EQ(display_width("한국 😀❌"), 9U);
    EXPECT_EQ(display_width("e\u0301\u200D"), 1U);
}

TEST(DisplayWidth, CutsBetweenCharacters) {
    EXPECT_EQ(cut_to_width("日本語", 5), "日本");
    EXPECT_EQ(cut_to_width("ae\u0301b", 2), "ae\u0301");
    EXPECT_EQ(cut_to_width("abc", 9), "abc");
    EXPECT_EQ(cut_to_width("abc", 0), "");
}

}  // namespace
}  // namespace trawl::base
