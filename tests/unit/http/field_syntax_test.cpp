#include "http/field_syntax.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace trawl::http {
namespace {

using ::testing::ElementsAre;

TEST(TrimBlanks, TakesSpacesAndTabsButNothingElse) {
    EXPECT_EQ(trim_blanks(" \t a b\t "), "a b");
    EXPECT_EQ(trim_blanks(" \t "), "");
    EXPECT_EQ(trim_blanks("\na\n"), "\na\n");
}

TEST(SplitList, EmptyElementsAreLeftOut) {
    EXPECT_THAT(split_list(" , gzip ,, br\t,"), ElementsAre("gzip", "br"));
    EXPECT_TRUE(split_list("").empty());
}

TEST(SplitList, CommasInQuotedStringsSeparateNothing) {
    EXPECT_THAT(split_list(R"(a="x, y", "\", z", b)"), ElementsAre(R"(a="x, y")", R"("\", z")", "b"));
}

TEST(SplitList, AQuotedStringThatIsNotClosedReachesToTheEnd) {
    EXPECT_THAT(split_list(R"(a, "b, c\)"), ElementsAre("a", R"("b, c\)"));
}

TEST(ListContains, LooksThroughAllFieldsOfTheName) {
    headers fields;
    fields.add("Connection", "keep-alive, Upgrade");
    fields.add("connection", "Close");
    EXPECT_TRUE(list_contains(fields, "Connection", "close"));
    EXPECT_TRUE(list_contains(fields, "Connection", "upgrade"));
    EXPECT_FALSE(list_contains(fields, "Connection", "keep"));
    EXPECT_FALSE(list_contains(fields, "Proxy-Connection", "close"));
}

TEST(Unquote, GivesWhatTheQuotesStandFor) {
    EXPECT_EQ(unquote(R"("a \"b\" \\ c")"), R"(a "b" \ c)");
    EXPECT_EQ(unquote("token"), "token");
    EXPECT_EQ(unquote(R"("")"), "");
}

TEST(Unquote, RefusesQuotesThatDoNotMatch) {
    for (const auto* bad : {R"(")", R"("a)", R"("a\)", R"("a"b)", R"("a\")"}) {
        EXPECT_EQ(unquote(bad), std::nullopt) << bad;
    }
}

TEST(ParseNumber, TakesDigitsOnly) {
    EXPECT_EQ(parse_number("0"), 0U);
    EXPECT_EQ(parse_number("18446744073709551615"), 18446744073709551615U);
    for (const auto* bad : {"", "-1", "+1", " 1", "1 ", "1a", "0x1", "18446744073709551616"}) {
        EXPECT_EQ(parse_number(bad), std::nullopt) << bad;
    }
}

}  // namespace
}  // namespace trawl::http
