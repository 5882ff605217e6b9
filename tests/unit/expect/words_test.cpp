#include <array>
#include <set>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "expect/error_kind.hpp"
#include "expect/pattern.hpp"
#include "expect/suggestion.hpp"
#include "expect/value.hpp"

namespace trawl::expect {
namespace {

TEST(Suggestion, NamesTheNearestWord) {
    constexpr std::array<std::string_view, 6> words = {"contains", "startswith", "status",
                                                       "in",       "name",       "max_redirects"};
    EXPECT_EQ(nearest("contain", words), "contains");
    EXPECT_EQ(nearest("statsu", words), "status");
    EXPECT_EQ(nearest("startsWith", words), "startswith");
    EXPECT_EQ(nearest("max-redirect", words), "max_redirects");
    EXPECT_EQ(nearest("start", words), "startswith");
    EXPECT_EQ(nearest("xyz", words), "");
    EXPECT_EQ(nearest("", words), "");
    EXPECT_EQ(suggestion("nme", words), " (did you mean 'name'?)");
    EXPECT_EQ(suggestion("unlike", words), "");
}

TEST(Pattern, FindsMatchesAndGroups) {
    const auto made = pattern::compile("id=(\\d+)?");
    ASSERT_TRUE(made);
    EXPECT_TRUE(made->is_in("?id=12&"));
    EXPECT_FALSE(made->is_all_of("?id=12"));
    EXPECT_TRUE(made->is_all_of("id=12"));
    EXPECT_EQ(made->find("?id=12&"), "12");
    EXPECT_EQ(made->find("?id=&"), "");
    EXPECT_EQ(made->find("none"), std::nullopt);
    EXPECT_EQ(pattern::compile("\\d+")->find("a12b"), "12");
    EXPECT_TRUE(pattern::compile("ABC", pattern::letter_case::ignored)->is_in("xabcx"));
}

TEST(ErrorKind, IsOneOfTheWordsForEachFailure) {
    std::set<std::string_view> found;
    for (int code = 0; code <= static_cast<int>(http::errc::system); ++code) {
        found.insert(error_kind(static_cast<http::errc>(code)));
    }
    EXPECT_EQ(found, std::set<std::string_view>(error_kinds.begin(), error_kinds.end()));
}

TEST(Value, IsShownExactlyEnough) {
    const std::vector<std::pair<number, std::string>> times = {
        {0, "0 ms"},
        {1500, "0.002 ms"},
        {812.4e6L, "812.4 ms"},
        {1.2345e9L, "1.234 s"},
        {65e9L, "1m 05s"},
        {-86400e9L * 3.25L, "-3.3 days"},
        {86400e9L * 13.99L, "13.9 days"},
        {3600e9L * 5, "5 hours"},
    };
    for (const auto& [time, text] : times) {
        EXPECT_EQ(time_text(time), text);
    }
    EXPECT_EQ(read_number("18446744073709551615"), 18446744073709551615.0L);
    EXPECT_EQ(read_number("-1e3"), -1000);
    for (const char* text : {"", "x", "1x", "inf", "nan", "0x10", " 1", "1e999", "18446744073709551616", "-"}) {
        EXPECT_FALSE(read_number(text)) << text;
    }
}

}  // namespace
}  // namespace trawl::expect
