#include <string_view>

#include <gtest/gtest.h>

#include "trawl/http/url.hpp"

namespace {

using trawl::http::errc;
using trawl::http::parse_typed_url;

TEST(TypedUrl, WithoutASchemeItIsHttp) {
    constexpr std::pair<std::string_view, std::string_view> cases[] = {
        {"example.org", "http://example.org/"},
        {"example.org/a?b#c", "http://example.org/a?b#c"},
        {"example.org:8080/a", "http://example.org:8080/a"},
        {"EXAMPLE.org:80", "http://example.org/"},
        {"localhost:8080", "http://localhost:8080/"},
        {"LocalHost:8080?q", "http://localhost:8080/?q"},
        {"//host/x", "http://host/x"},
        {"\\\\host\\x", "http://host/x"},
        {"127.0.0.1:9/x", "http://127.0.0.1:9/x"},
        {"[::1]:9", "http://[::1]:9/"},
        {"intranet", "http://intranet/"},
        {"under_score:80/", "http://under_score/"},
        {"  example.org \r\n", "http://example.org/"},
        {"exam\tple.org", "http://example.org/"},
        {"b\xC3\xBC"
         "cher.example",
         "http://xn--bcher-kva.example/"},
    };
    for (const auto& [text, href] : cases) {
        const auto result = parse_typed_url(text);
        ASSERT_TRUE(result.has_value()) << text << ": " << message(result.error());
        EXPECT_EQ(result->href(), href) << text;
    }
}

TEST(TypedUrl, WithAnHttpSchemeItIsParsedAsItIs) {
    EXPECT_EQ(parse_typed_url("HTTPS://example.org")->href(), "https://example.org/");
    EXPECT_EQ(parse_typed_url("ht\ntp://example.org")->href(), "http://example.org/");
    EXPECT_EQ(parse_typed_url("http:example.org")->href(), "http://example.org/");
}

TEST(TypedUrl, OtherSchemesAreNotGuessedAway) {
    for (const std::string_view text : {"ftp://example.org/", "mailto:x", "mailto:a@example.org", "javascript:alert(1)",
                                        "data:,x", "file:///etc/passwd", "localhost:8080@example.org",
                                        "example.org:80x", "example.org:", "tel:123", "about:blank", "FTP:x"}) {
        const auto result = parse_typed_url(text);
        ASSERT_TRUE(result.has_error()) << text;
        EXPECT_EQ(result.error().code, errc::unsupported_scheme) << text;
    }
    EXPECT_EQ(parse_typed_url("ftp://user:secret@example.org/").error().detail, "ftp");
}

TEST(TypedUrl, WhatNamesNoHostIsNoUrl) {
    for (const std::string_view text : {"", "  ", "garbage line with spaces", "/path", "\\path", "///etc/passwd", "?q",
                                        "#f", ":80", "//", "http://", "example.org:99999", "256.256.256.256", "{}<>"}) {
        const auto result = parse_typed_url(text);
        ASSERT_TRUE(result.has_error()) << text << " " << result->href();
        EXPECT_EQ(result.error().code, errc::bad_url) << text;
    }
}

TEST(TypedUrl, OverAMebibyteIsTooLarge) {
    EXPECT_EQ(parse_typed_url(std::string(1024 * 1024 + 1, 'a')).error().code, errc::too_large);
}

}  // namespace
