#include "trawl/http/headers.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace trawl::http {
namespace {

using ::testing::ElementsAre;

headers make(std::initializer_list<headers::field> fields) {
    headers made;
    for (const auto& [name, value] : fields) {
        made.add(name, value);
    }
    return made;
}

std::string text(const headers& fields) {
    std::string lines;
    for (std::size_t i = 0; i < fields.size(); ++i) {
        lines.append(fields[i].name).append(": ").append(fields[i].value).append("\n");
    }
    return lines;
}

TEST(Headers, FieldsKeepTheirOrderAndCase) {
    EXPECT_EQ(text(make({{"B", "1"}, {"a", "2"}, {"B", ""}})), "B: 1\na: 2\nB: \n");
}

TEST(Headers, NamesCompareWithoutCase) {
    const auto fields = make({{"Content-Type", "text/html"}});
    EXPECT_EQ(fields.get("content-TYPE"), "text/html");
    EXPECT_TRUE(fields.contains("CONTENT-type"));
    EXPECT_FALSE(fields.contains("Content-Typ"));
    EXPECT_EQ(fields.get("Content"), std::nullopt);
}

TEST(Headers, GetGivesTheFirstOfSeveralAndAllGivesEach) {
    const auto fields = make({{"Via", "a"}, {"X", "-"}, {"via", "b, c"}});
    EXPECT_EQ(fields.get("VIA"), "a");
    EXPECT_THAT(fields.all("Via"), ElementsAre("a", "b, c"));
    EXPECT_EQ(fields.joined("Via"), "a, b, c");
    EXPECT_EQ(fields.joined("Not-There"), std::nullopt);
    EXPECT_TRUE(fields.all("Not-There").empty());
}

TEST(Headers, SetPutsOneFieldInThePlaceOfAllOfItsName) {
    auto fields = make({{"A", "1"}, {"B", "2"}, {"a", "3"}, {"C", "4"}});
    fields.set("a", "a value that is longer than before");
    EXPECT_EQ(text(fields), "a: a value that is longer than before\nB: 2\nC: 4\n");
    fields.set("D", "5");
    EXPECT_EQ(fields[3].name, "D");
}

TEST(Headers, SetTakesAViewOfItsOwnField) {
    auto fields = make({{"A", "1"}, {"B", "2"}});
    fields.set("A", *fields.get("B"));
    EXPECT_EQ(text(fields), "A: 2\nB: 2\n");
}

TEST(Headers, EraseRemovesEveryFieldOfTheName) {
    auto fields = make({{"A", "1"}, {"B", "2"}, {"a", "3"}});
    EXPECT_EQ(fields.erase("A"), 2U);
    EXPECT_EQ(text(fields), "B: 2\n");
    EXPECT_EQ(fields.erase("A"), 0U);
    EXPECT_EQ(fields.get("B"), "2");
}

TEST(Headers, ClearLeavesNothingAndTheObjectCanBeUsedAgain) {
    auto fields = make({{"A", "1"}});
    fields.clear();
    EXPECT_TRUE(fields.empty());
    fields.add("B", "2");
    EXPECT_EQ(text(fields), "B: 2\n");
}

TEST(Token, IsWhatMayBeAFieldName) {
    EXPECT_TRUE(is_token("Content-Type"));
    EXPECT_TRUE(is_token("!#$%&'*+-.^_`|~09azAZ"));
    for (const auto* bad : {"", "a b", "a:", "a\r\n", "caf\xc3\xa9", "(a)", "a/b", "\x7f"}) {
        EXPECT_FALSE(is_token(bad)) << bad;
    }
    EXPECT_FALSE(is_token(std::string_view{"a\0b", 3}));
}

TEST(FieldValue, MayHoldTextAndTabsButNoControlCharacters) {
    for (const auto* good : {"", "text/html; charset=utf-8", "a\tb", "caf\xc3\xa9 \xff"}) {
        EXPECT_TRUE(is_field_value(good)) << good;
    }
    for (const auto* bad : {"a\r\nB: c", "a\n", "a\r", "\x1b[2J", "\x7f"}) {
        EXPECT_FALSE(is_field_value(bad)) << bad;
    }
    EXPECT_FALSE(is_field_value(std::string_view{"a\0", 2}));
}

}  // namespace
}  // namespace trawl::http
