#include "expect/json_value.hpp"

#include <string_view>
#include <vector>

#include <gtest/gtest.h>
#include <boost/json/parse.hpp>

namespace trawl::expect {
namespace {

using boost::json::parse;

TEST(JsonValue, IsTheSameByValue) {
    const std::vector<std::pair<std::string_view, std::string_view>> same = {
        {"3", "3.0"},
        {"3e0", "3"},
        {"0", "-0.0"},
        {"18446744073709551615", "18446744073709551615"},
        {"null", "null"},
        {R"("a")", "\"\\u0061\""},
        {R"({"a":1,"b":[2]})", R"({"b":[2.0],"a":1e0})"},
        {"[]", "[]"},
    };
    for (const auto& [left, right] : same) {
        EXPECT_TRUE(is_same_json(parse(left), parse(right))) << left << " " << right;
    }
    const std::vector<std::pair<std::string_view, std::string_view>> different = {
        {"3", "\"3\""},
        {"1", "true"},
        {"null", "false"},
        {"[1]", "[1,1]"},
        {R"({"a":1})", R"({"b":1})"},
        {"[1,2]", "[2,1]"},
        {"[]", "{}"},
        {"9007199254740993", "9007199254740992.0"},
    };
    for (const auto& [left, right] : different) {
        EXPECT_FALSE(is_same_json(parse(left), parse(right))) << left << " " << right;
    }
}

TEST(JsonValue, IsOrderedAmongNumbersAndAmongTexts) {
    EXPECT_EQ(json_order(parse("-1"), parse("18446744073709551615")), std::partial_ordering::less);
    EXPECT_EQ(json_order(parse("2.5"), parse("2")), std::partial_ordering::greater);
    EXPECT_EQ(json_order(parse("\"a\""), parse("\"\xC3\xA4\"")), std::partial_ordering::less);
    EXPECT_EQ(json_order(parse("\"10\""), parse("9")), std::partial_ordering::unordered);
    EXPECT_EQ(json_order(parse("true"), parse("true")), std::partial_ordering::unordered);
}

TEST(JsonValue, IsWrittenOnOneLine) {
    EXPECT_EQ(json_text(parse(R"( {"a": [1, 2.5, 0.1, true, null, "x\n\u00e4"], "b": {}, "c": []} )"), 200),
              "{\"a\":[1,2.5,0.1,true,null,\"x\\n\xC3\xA4\"],\"b\":{},\"c\":[]}");
}

TEST(JsonValue, IsCutBetweenCharacters) {
    EXPECT_EQ(json_text(parse("[1,2,3,4,5,6]"), 13), "[1,2,3,4,5,6]");
    EXPECT_EQ(json_text(parse("[1,2,3,4,5,6]"), 12), "[1,2,3,4,...");
    EXPECT_EQ(json_text(parse("\"\xC3\xA4\xC3\xA4\xC3\xA4\xC3\xA4\""), 9), "\"\xC3\xA4\xC3\xA4...");
    EXPECT_EQ(json_text(parse(R"({"a long name":1})"), 8), R"({"a l...)");
}

}  // namespace
}  // namespace trawl::expect
