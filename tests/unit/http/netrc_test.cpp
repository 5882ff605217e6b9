#include "http/netrc.hpp"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

namespace trawl::http {
namespace {

using std::string_view;

std::string found(string_view text, string_view host, string_view username = {}) {
    const auto file = netrc::parse(text);
    if (!file) {
        return "line " + std::to_string(file.error().line) + ": " + file.error().reason;
    }
    const auto login = file->find(host, username);
    return login ? login->username + ":" + login->password : "(none)";
}

TEST(Netrc, AMachineIsAWholeHost) {
    constexpr string_view text = "machine example.org login me password secret\nmachine ::1 login six password 6\n";
    EXPECT_EQ(found(text, "example.org"), "me:secret");
    EXPECT_EQ(found(text, "EXAMPLE.org"), "me:secret");
    EXPECT_EQ(found(text, "www.example.org"), "(none)");
    EXPECT_EQ(found(text, "example.org.evil"), "(none)");
    EXPECT_EQ(found(text, "::1"), "six:6");
    EXPECT_EQ(found("", "example.org"), "(none)");
}

TEST(Netrc, DefaultIsForTheRestWhereverItStands) {
    constexpr string_view text = "default login anyone password p\nmachine a\n\tlogin me\n\tpassword s\n";
    EXPECT_EQ(found(text, "a"), "me:s");
    EXPECT_EQ(found(text, "b"), "anyone:p");
}

TEST(Netrc, AUserNameChoosesAmongEntries) {
    constexpr string_view text = "machine a login one password 1\nmachine a login two password 2\nmachine b password 3";
    EXPECT_EQ(found(text, "a"), "one:1");
    EXPECT_EQ(found(text, "a", "two"), "two:2");
    EXPECT_EQ(found(text, "a", "three"), "(none)");
    EXPECT_EQ(found(text, "b", "three"), ":3");
}

TEST(Netrc, QuotesCommentsAccountsAndMacros) {
    constexpr string_view text =
        "# a comment with machine x\r\n"
        "machine a login \"m e\" account ignored password \"s\\\"e\\\\c\\tr#t\" # behind it\r\n"
        "macdef init\n"
        "machine a password wrong\n"
        "\n"
        "machine b login #1 password machine\n";
    EXPECT_EQ(found(text, "a"), "m e:s\"e\\c\tr#t");
    EXPECT_EQ(found(text, "b"), "#1:machine");
    EXPECT_EQ(found("macdef x\nmachine a password 1", "a"), "(none)");
}

TEST(Netrc, WhatIsWrongIsToldByItsLineWithoutTheText) {
    const std::vector<std::pair<string_view, std::size_t>> cases{{"machine a login me\nsecret", 2},
                                                                 {"machine", 1},
                                                                 {"machine a\nlogin", 2},
                                                                 {"\n\nlogin me", 3},
                                                                 {"machine a password \"secret", 1},
                                                                 {"machine \"\" login secret", 1},
                                                                 {"machine a\npassword \"sec\nret\"", 2}};
    for (const auto& [text, line] : cases) {
        const auto file = netrc::parse(text);
        ASSERT_FALSE(file) << text;
        EXPECT_EQ(file.error().line, line) << text << ": " << file.error().reason;
        EXPECT_EQ(file.error().reason.find("secret"), std::string::npos) << file.error().reason;
    }
}

}  // namespace
}  // namespace trawl::http
