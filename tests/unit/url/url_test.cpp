#include "trawl/http/url.hpp"

#include <string>
#include <string_view>

#include <gtest/gtest.h>

namespace {

using namespace std::string_view_literals;
using trawl::http::errc;
using trawl::http::parse_url;
using trawl::http::url;

struct sample {
    std::string_view text;
    std::string_view href;
};

void expect_hrefs(std::initializer_list<sample> samples) {
    for (const auto& [text, href] : samples) {
        const auto result = parse_url(text);
        ASSERT_TRUE(result.has_value()) << text << ": " << message(result.error());
        EXPECT_EQ(result->href(), href) << text;
    }
}

void expect_error(errc code, std::initializer_list<std::string_view> texts) {
    for (const std::string_view text : texts) {
        const auto result = parse_url(text);
        ASSERT_TRUE(result.has_error()) << text << " gives " << result->href();
        EXPECT_EQ(result.error().code, code) << text;
        EXPECT_EQ(result.error().where, trawl::http::phase::queue);
        EXPECT_FALSE(result.error().detail.empty()) << text;
    }
}

url made(std::string_view text) {
    return parse_url(text).value();
}

TEST(Url, EveryPartIsFound) {
    const url all = made("https://user:pass@example.org:8443/a/b?q=1#f");
    EXPECT_EQ(all.scheme(), "https");
    EXPECT_TRUE(all.is_https());
    EXPECT_EQ(all.username(), "user");
    EXPECT_EQ(all.password(), "pass");
    EXPECT_EQ(all.host(), "example.org");
    EXPECT_EQ(all.host_name(), "example.org");
    EXPECT_FALSE(all.host_is_address());
    EXPECT_EQ(all.port(), 8443);
    EXPECT_FALSE(all.has_default_port());
    EXPECT_EQ(all.path(), "/a/b");
    EXPECT_EQ(all.query(), "?q=1");
    EXPECT_EQ(all.fragment(), "#f");
    EXPECT_EQ(all.target(), "/a/b?q=1");
    EXPECT_EQ(all.host_field(), "example.org:8443");
}

TEST(Url, AbsentPartsAreEmpty) {
    const url bare = made("http://example.org");
    EXPECT_EQ(bare.scheme(), "http");
    EXPECT_FALSE(bare.is_https());
    EXPECT_EQ(bare.username(), "");
    EXPECT_EQ(bare.password(), "");
    EXPECT_EQ(bare.port(), 80);
    EXPECT_TRUE(bare.has_default_port());
    EXPECT_EQ(bare.path(), "/");
    EXPECT_EQ(bare.query(), "");
    EXPECT_EQ(bare.fragment(), "");
    EXPECT_EQ(bare.target(), "/");
    EXPECT_EQ(bare.host_field(), "example.org");
}

TEST(Url, AnEmptyQueryAndFragmentAreKeptInTheTextOnly) {
    const url empty = made("http://example.org/a?#");
    EXPECT_EQ(empty.href(), "http://example.org/a?#");
    EXPECT_EQ(empty.query(), "");
    EXPECT_EQ(empty.fragment(), "");
    EXPECT_EQ(empty.target(), "/a?");
}

TEST(Url, AnIpv6HostLosesItsBracketsForTheResolver) {
    const url address = made("http://[::1]:8080/");
    EXPECT_EQ(address.host(), "[::1]");
    EXPECT_EQ(address.host_name(), "::1");
    EXPECT_EQ(address.host_field(), "[::1]:8080");
    EXPECT_TRUE(address.host_is_address());
    EXPECT_TRUE(made("http://127.1/").host_is_address());
}

TEST(Url, BlanksControlsTabsAndLineEndsAreRemoved) {
    expect_hrefs({{"\0\x1F http://example.org/ \x01"sv, "http://example.org/"},
                  {"ht\ttp:\n//exam\rple.org/a\tb?c\nd#e\rf", "http://example.org/ab?cd#ef"},
                  {"http://example.org/a b", "http://example.org/a%20b"},
                  {" http://example.org/a \n ", "http://example.org/a"}});
}

TEST(Url, SchemesAndSlashes) {
    expect_hrefs({{"HTTP://example.org", "http://example.org/"},
                  {"hTTps:example.org", "https://example.org/"},
                  {"http:/example.org", "http://example.org/"},
                  {"http:////example.org", "http://example.org/"},
                  {"http:\\\\example.org\\a\\..\\b", "http://example.org/b"},
                  {"http:/\\example.org?\\#\\", "http://example.org/?\\#\\"}});
}

TEST(Url, Credentials) {
    expect_hrefs({{"http://u@h/", "http://u@h/"},
                  {"http://u:@h/", "http://u@h/"},
                  {"http://:p@h/", "http://:p@h/"},
                  {"http://@h/", "http://h/"},
                  {"http://:@h/", "http://h/"},
                  {"http://a@b@h/", "http://a%40b@h/"},
                  {"http://a:b:c@h/", "http://a:b%3Ac@h/"},
                  {"http://a b:[c]@h/", "http://a%20b:%5Bc%5D@h/"},
                  {"http://u%zz@h/", "http://u%zz@h/"},
                  {"http://h/a@b", "http://h/a@b"}});
    EXPECT_EQ(made("http://:p@h/").username(), "");
    EXPECT_EQ(made("http://:p@h/").password(), "p");
    EXPECT_EQ(made("http://u@h/").username(), "u");
    EXPECT_EQ(made("http://u@h/").password(), "");
}

TEST(Url, Ports) {
    expect_hrefs({{"http://h:80/", "http://h/"},
                  {"https://h:443/", "https://h/"},
                  {"http://h:443/", "http://h:443/"},
                  {"http://h:", "http://h/"},
                  {"http://h:0/", "http://h:0/"},
                  {"http://h:65535/", "http://h:65535/"},
                  {"http://h:000000081/", "http://h:81/"}});
    EXPECT_EQ(made("https://h:80/").port(), 80);
    expect_error(errc::bad_url, {"http://h:65536/", "http://h:99999999999999999999/", "http://h:-1/", "http://h:8a/",
                                 "http://h: 80/", "http://h:80:80/", "http://[::1]a:80/", "http://:80/"});
}

TEST(Url, DotSegmentsAreResolved) {
    expect_hrefs({{"http://h/./a/./b/.", "http://h/a/b/"},
                  {"http://h/a/../b/../..", "http://h/"},
                  {"http://h/../../a", "http://h/a"},
                  {"http://h/a/%2e/b/%2E%2e/c", "http://h/a/c"},
                  {"http://h/a/.%2e/b", "http://h/b"},
                  {"http://h/a//../b", "http://h/a/b"},
                  {"http://h//a", "http://h//a"},
                  {"http://h/...", "http://h/..."},
                  {"http://h/%2e%2e%2e", "http://h/%2e%2e%2e"},
                  {"http://h/.a/..b/a.", "http://h/.a/..b/a."},
                  {"http://h/a/..?q/..", "http://h/?q/.."},
                  {"http://h/%252e", "http://h/%252e"},
                  {"http://h/a%2f..%2fb", "http://h/a%2f..%2fb"},
                  {"http://h/c:/../d|", "http://h/d|"}});
}

TEST(Url, EachPartIsEncodedInItsOwnWay) {
    expect_hrefs({{"http://h/ \"#\"", "http://h/%20%22#%22"},
                  {"http://h/<>`{}^|'", "http://h/%3C%3E%60%7B%7D%5E|'"},
                  {"http://h/?<>`{}^|'", "http://h/?%3C%3E`{}^|%27"},
                  {"http://h/#<>`{}^|'#", "http://h/#%3C%3E%60{}^|'#"},
                  {"http://h/?a?b/c", "http://h/?a?b/c"},
                  {"http://h/\xC3\xA9?\xC3\xA9#\xC3\xA9", "http://h/%C3%A9?%C3%A9#%C3%A9"},
                  {"http://h/%", "http://h/%"},
                  {"http://h/\x7F\x01", "http://h/%7F"}});
}

TEST(Url, InvalidUtf8IsEncodedByteByByte) {
    expect_hrefs({{"http://u\xFF@h/\xFF?\xE9#\xC3", "http://u%FF@h/%FF?%E9#%C3"}});
    expect_error(errc::bad_url, {"http://\xFF/"});
}

TEST(Url, WhatIsNotAUrl) {
    expect_error(errc::bad_url,
                 {"",         " ",          "example.org",     "/a",          "//example.org", "?",        "#",
                  ":",        "://h",       "1http://h",       "http://",     "http:",         "http:///", "https:?",
                  "http://#", "http://u@/", "http://u:p@:80/", "http://a b/", "http://a<b/",   "ht tp://h"});
}

TEST(Url, OtherSchemesAreNamed) {
    expect_error(errc::unsupported_scheme,
                 {"ftp://h/", "file:///x", "mailto:a@b", "javascript:1", "httpx://h", "ws://h", "data:,", "a+b-c.d:x"});
    EXPECT_EQ(parse_url("ftp://h/").error().detail, "ftp");
}

TEST(Url, OverAMebibyteIsTooLarge) {
    const std::string most = "http://h/" + std::string(1024 * 1024 - 9, ' ');
    EXPECT_TRUE(parse_url(most).has_value());
    EXPECT_EQ(parse_url(most + ' ').error().code, errc::too_large);
    EXPECT_EQ(made("http://h/" + std::string(1000 * 1000, '"')).path().size(), 3'000'001U);
}

TEST(Url, DeepPathsCostLinearTime) {
    std::string text = "http://h";
    for (int i = 0; i < 100'000; ++i) {
        text += "/a";
    }
    for (int i = 0; i < 100'000; ++i) {
        text += "/..";
    }
    EXPECT_EQ(made(text).href(), "http://h/");
}

TEST(Url, ParsingItsOwnTextChangesNothing) {
    for (const std::string_view text :
         {"http://a:b@H:81/x/../ y?'#`", "https://[1:0::]/%2e", "http://b\xC3\xBC.example/"}) {
        const url once = made(text);
        EXPECT_EQ(made(once.href()), once);
    }
}

TEST(Url, RedactedHidesThePasswordOnly) {
    EXPECT_EQ(made("http://user:secret@h:81/a?b#c").redacted(), "http://user:***@h:81/a?b#c");
    EXPECT_EQ(made("http://:secret@h/").redacted(), "http://:***@h/");
    EXPECT_EQ(made("http://user@h/a").redacted(), "http://***@h/a");
    EXPECT_EQ(made("http://user:@h/").redacted(), "http://***@h/");
    EXPECT_EQ(made("http://h/a:b@c").redacted(), "http://h/a:b@c");
}

TEST(Url, WithoutCredentialsEveryPartIsStillFound) {
    const url bare = made("http://user:secret@h:81/a?b#c").without_credentials();
    EXPECT_EQ(bare, made("http://h:81/a?b"));
    EXPECT_EQ(bare.username(), "");
    EXPECT_EQ(bare.password(), "");
    EXPECT_EQ(bare.host_field(), "h:81");
    EXPECT_EQ(bare.target(), "/a?b");
    EXPECT_EQ(bare.query(), "?b");
    EXPECT_EQ(bare.fragment(), "");
    EXPECT_EQ(made("http://h/#f").without_credentials().href(), "http://h/");
}

TEST(Url, SameOriginComparesSchemeHostAndPort) {
    const url one = made("http://h/a");
    EXPECT_TRUE(one.same_origin(made("http://u:p@H:80/b?c")));
    EXPECT_FALSE(one.same_origin(made("https://h/a")));
    EXPECT_FALSE(one.same_origin(made("http://h:81/a")));
    EXPECT_FALSE(one.same_origin(made("http://i/a")));
    EXPECT_FALSE(made("https://h:80/").same_origin(made("http://h/")));
}

}  // namespace
