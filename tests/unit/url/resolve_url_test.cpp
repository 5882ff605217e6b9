#include <string_view>

#include <gtest/gtest.h>

#include "trawl/http/url.hpp"

namespace {

using trawl::http::errc;
using trawl::http::parse_url;
using trawl::http::resolve_url;
using trawl::http::url;

struct reference {
    std::string_view text;
    std::string_view href;
};

void expect_resolved(std::string_view base, std::initializer_list<reference> references) {
    const url from = parse_url(base).value();
    for (const auto& [text, href] : references) {
        const auto result = resolve_url(text, from);
        ASSERT_TRUE(result.has_value()) << text << ": " << message(result.error());
        EXPECT_EQ(result->href(), href) << text;
        // Every part is where a fresh parse finds it.
        const url fresh = parse_url(href).value();
        EXPECT_EQ(result->path(), fresh.path()) << text;
        EXPECT_EQ(result->query(), fresh.query()) << text;
        EXPECT_EQ(result->fragment(), fresh.fragment()) << text;
        EXPECT_EQ(result->target(), fresh.target()) << text;
        EXPECT_EQ(result->host_field(), fresh.host_field()) << text;
        EXPECT_EQ(result->username(), fresh.username()) << text;
    }
}

TEST(ResolveUrl, EveryFormOfReference) {
    expect_resolved("http://u:p@example.org:81/a/b/c?q#f", {
                                                               {"d", "http://u:p@example.org:81/a/b/d"},
                                                               {"d/", "http://u:p@example.org:81/a/b/d/"},
                                                               {"./d", "http://u:p@example.org:81/a/b/d"},
                                                               {".", "http://u:p@example.org:81/a/b/"},
                                                               {"..", "http://u:p@example.org:81/a/"},
                                                               {"../d", "http://u:p@example.org:81/a/d"},
                                                               {"../../../../d", "http://u:p@example.org:81/d"},
                                                               {"%2E%2e/d", "http://u:p@example.org:81/a/d"},
                                                               {"/d", "http://u:p@example.org:81/d"},
                                                               {"\\d", "http://u:p@example.org:81/d"},
                                                               {"/", "http://u:p@example.org:81/"},
                                                               {"/..", "http://u:p@example.org:81/"},
                                                               {"?x", "http://u:p@example.org:81/a/b/c?x"},
                                                               {"?", "http://u:p@example.org:81/a/b/c?"},
                                                               {"?x#y", "http://u:p@example.org:81/a/b/c?x#y"},
                                                               {"#x", "http://u:p@example.org:81/a/b/c?q#x"},
                                                               {"#", "http://u:p@example.org:81/a/b/c?q#"},
                                                               {"", "http://u:p@example.org:81/a/b/c?q"},
                                                               {"  \t ", "http://u:p@example.org:81/a/b/c?q"},
                                                               {"d?x#y", "http://u:p@example.org:81/a/b/d?x#y"},
                                                               {":d", "http://u:p@example.org:81/a/b/:d"},
                                                               {"1:d", "http://u:p@example.org:81/a/b/1:d"},
                                                           });
}

TEST(ResolveUrl, AnAuthorityReplacesTheBasesOwn) {
    expect_resolved("https://u:p@example.org/a?q", {
                                                       {"//host", "https://host/"},
                                                       {"\\\\host\\x", "https://host/x"},
                                                       {"/\\host/x", "https://host/x"},
                                                       {"////host", "https://host/"},
                                                       {"//v@host:444/x", "https://v@host:444/x"},
                                                   });
}

TEST(ResolveUrl, TheBasesSchemeWithoutSlashesIsRelative) {
    expect_resolved("http://example.org/a/b?q", {
                                                    {"http:c", "http://example.org/a/c"},
                                                    {"http:", "http://example.org/a/b?q"},
                                                    {"http:/c", "http://example.org/c"},
                                                    {"http:?x", "http://example.org/a/b?x"},
                                                    {"HTTP:#x", "http://example.org/a/b?q#x"},
                                                    {"https:c", "https://c/"},
                                                    {"https:/c", "https://c/"},
                                                    {"http:\\\\c", "http://c/"},
                                                });
}

TEST(ResolveUrl, ABaseWithoutPathOrQuery) {
    expect_resolved("http://example.org",
                    {{"x", "http://example.org/x"}, {"..", "http://example.org/"}, {"?q", "http://example.org/?q"}});
}

TEST(ResolveUrl, AnEmptyQueryOfTheBaseIsKept) {
    expect_resolved("http://example.org/a?", {{"", "http://example.org/a?"}, {"#x", "http://example.org/a?#x"}});
}

TEST(ResolveUrl, RefusesWhatIsNotHttp) {
    const url base = parse_url("http://example.org/").value();
    for (const std::string_view text :
         {"mailto:a@b", "javascript:void(0)", "ftp://example.org/", "data:text/html,x", "tel:1"}) {
        EXPECT_EQ(resolve_url(text, base).error().code, errc::unsupported_scheme) << text;
    }
    for (const std::string_view text : {"//", "http://", "//a b/", "https:"}) {
        EXPECT_EQ(resolve_url(text, base).error().code, errc::bad_url) << text;
    }
}

TEST(ResolveUrl, TheBaseStaysAsItWas) {
    const url base = parse_url("http://example.org/a/b?q#f").value();
    static_cast<void>(resolve_url("../x", base));
    EXPECT_EQ(base.href(), "http://example.org/a/b?q#f");
}

}  // namespace
