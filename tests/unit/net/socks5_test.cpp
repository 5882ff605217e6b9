#include "net/socks5.hpp"

#include <cerrno>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

namespace trawl::net {
namespace {

using namespace std::string_literals;

/// How a conversation went: all that we said, and whether it came to its end or failed.
struct talk {
    std::string said;
    std::string failure;
    int cause = 0;
    bool is_done = false;
    std::size_t left = 0;  // of what they say
};

talk converse(const host_port& to, std::string_view username, std::string_view password, std::string_view theirs) {
    talk result;
    socks5 ours(to, username, password);
    while (ours.wanted() > 0) {
        result.said += ours.output();
        if (theirs.size() < ours.wanted()) {
            return result;
        }
        const std::size_t size = ours.wanted();
        const auto taken = ours.take(theirs.substr(0, size));
        theirs.remove_prefix(size);
        if (!taken) {
            EXPECT_EQ(taken.error().code, http::errc::proxy);
            EXPECT_EQ(taken.error().where, http::phase::proxy);
            result.failure = taken.error().detail;
            result.cause = taken.error().cause.value();
            return result;
        }
    }
    result.is_done = true;
    result.left = theirs.size();
    return result;
}

const host_port name("example.org", 443);
const std::string connected = "\5\0\0\1\0\0\0\0\0\0"s;

TEST(Socks5, AsksForANameAndForAddresses) {
    EXPECT_EQ(converse(name, "", "", "\5\0"s + connected).said, "\5\1\0"s + "\5\1\0\3\13example.org\1\xBB"s);
    EXPECT_EQ(converse(host_port("1.2.3.4", 80), "", "", "\5\0"s + connected).said,
              "\5\1\0"s + "\5\1\0\1\1\2\3\4\0\120"s);
    EXPECT_EQ(converse(host_port("::1", 80), "", "", "\5\0"s + connected).said,
              "\5\1\0"s + "\5\1\0\4\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\1\0\120"s);
}

TEST(Socks5, LogsInWhereItIsAsked) {
    const talk in = converse(name, "me", "secret", "\5\2\1\0"s + connected);
    EXPECT_EQ(in.said, "\5\2\0\2"s + "\1\2me\6secret"s + "\5\1\0\3\13example.org\1\xBB"s);
    EXPECT_TRUE(in.is_done);
    // Not where it is not.
    EXPECT_EQ(converse(name, "me", "secret", "\5\0"s + connected).said, "\5\2\0\2"s + "\5\1\0\3\13example.org\1\xBB"s);
}

TEST(Socks5, ReadsItsReplyAndNothingBehindIt) {
    for (const std::string& bound : {"\1\0\0\0\0\0\0"s, "\4"s + std::string(18, '\0'), "\3\4name\0\120"s, "\3\0\0\120"s,
                                     "\3\377"s + std::string(257, 'x')}) {
        const talk done = converse(name, "", "", "\5\0\5\0\0"s + bound + "theirs");
        EXPECT_TRUE(done.is_done) << done.failure;
        EXPECT_EQ(done.left, 6U);
    }
}

TEST(Socks5, SaysWhyItFailed) {
    struct row {
        std::string theirs;
        std::string why;
        int cause;
    };
    for (const row& one : {
             row{"HT"s, "its reply is not SOCKS5", 0},
             row{"\4\0"s, "its reply is not SOCKS5", 0},
             row{"\5\377"s, "SOCKS5: it wants a user name and password", 0},
             row{"\5\2"s, "SOCKS5: it chose a way to log in that was not offered", 0},
             row{"\5\1"s, "SOCKS5: it chose a way to log in that was not offered", 0},
             row{"\5\0\4\0"s, "its reply is not SOCKS5", 0},
             row{"\5\0\5\1"s, "SOCKS5: it failed", 0},
             row{"\5\0\5\2"s, "SOCKS5: its rules do not allow the connection", 0},
             row{"\5\0\5\4"s, "SOCKS5: it cannot reach the target", EHOSTUNREACH},
             row{"\5\0\5\5"s, "SOCKS5: the target refused", ECONNREFUSED},
             row{"\5\0\5\10"s, "SOCKS5: it does not know this kind of address", EAFNOSUPPORT},
             row{"\5\0\5\11"s, "SOCKS5: it refused with code 9", 0},
             row{"\5\0\5\377"s, "SOCKS5: it refused with code 255", 0},
             row{"\5\0\5\0\0\2"s, "SOCKS5: its reply has an unknown kind of address", 0},
         }) {
        const talk failed = converse(name, "", "", one.theirs);
        EXPECT_EQ(failed.failure, one.why);
        EXPECT_EQ(failed.cause, one.cause);
    }
    EXPECT_EQ(converse(name, "me", "wrong", "\5\2\1\1"s).failure, "SOCKS5: it refused the user name and password");
    EXPECT_EQ(converse(name, "me", "wrong", "\5\377"s).failure, "SOCKS5: no way to log in is common");
}

TEST(Socks5, WhatDoesNotFitIsRefusedAndNotCut) {
    const std::string longest(255, 'x');
    const std::string longer(256, 'x');
    EXPECT_TRUE(socks5::check(host_port(longest, 80), longest, longest));
    EXPECT_FALSE(socks5::check(host_port(longer, 80), "", ""));
    EXPECT_FALSE(socks5::check(name, longer, ""));
    EXPECT_FALSE(socks5::check(name, "", longer));
    EXPECT_TRUE(converse(host_port(longest, 80), "", "", "\5\0"s + connected).is_done);
}

}  // namespace
}  // namespace trawl::net
