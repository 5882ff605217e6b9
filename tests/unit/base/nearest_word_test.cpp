#include "base/nearest_word.hpp"

#include <array>
#include <string>

#include <gtest/gtest.h>

namespace {

using trawl::base::did_you_mean;
using trawl::base::nearest_word;

constexpr std::array<std::string_view, 6> words{"name", "method", "headers", "max_redirects", "==", "in"};

TEST(NearestWord, FindsWhatASlipOfTheHandMeant) {
    EXPECT_EQ(nearest_word("metod", words), "method");
    EXPECT_EQ(nearest_word("mehtod", words), "method");
    EXPECT_EQ(nearest_word("METHOD", words), "method");
    EXPECT_EQ(nearest_word("header", words), "headers");
    EXPECT_EQ(nearest_word("maxredirect", words), "max_redirects");
    EXPECT_EQ(nearest_word("=", words), "==");
}

TEST(NearestWord, FindsNothingForAnotherWord) {
    EXPECT_EQ(nearest_word("banana", words), "");
    EXPECT_EQ(nearest_word("", words), "");
    EXPECT_EQ(nearest_word("x", words), "");
    EXPECT_EQ(nearest_word(std::string(65, 'a'), words), "");
    EXPECT_EQ(nearest_word("name", {}), "");
}

TEST(NearestWord, IsSaidBehindAMessage) {
    EXPECT_EQ(did_you_mean("nmae", words), ", did you mean 'name'?");
    EXPECT_EQ(did_you_mean("banana", words), "");
}

}  // namespace
