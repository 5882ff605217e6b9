#include "crawl/url_key.hpp"

#include <cstdint>
#include <string>
#include <unordered_set>
#include <vector>

#include <gtest/gtest.h>

namespace trawl::crawl {
namespace {

std::string key_of(const std::string& text, const key_options& options = {}) {
    return normal_form(*http::parse_url(text), options);
}

TEST(UrlKey, SameForWhatEveryServerTakesForTheSame) {
    struct row {
        const char* found;
        const char* key;
    };
    for (const auto& [found, key] : std::vector<row>{
             {"HTTP://Example.ORG:80", "http://example.org/"},
             {"http://example.org/a/./b/../c", "http://example.org/a/c"},
             {"http://example.org/#top", "http://example.org/"},
             {"http://example.org/?", "http://example.org/"},
             {"http://user:secret@example.org/a", "http://example.org/a"},
             {"http://example.org/%7euser/%41%2d%2fb%c3%a9", "http://example.org/~user/A-%2Fb%C3%A9"},
             {"http://example.org/a|b^c[1]?x={y}`|", "http://example.org/a%7Cb%5Ec%5B1%5D?x=%7By%7D%60%7C"},
             {"http://example.org/100%?a=%zz%4", "http://example.org/100%?a=%zz%4"},
             {"http://example.org:8080/A?b=2&a=1", "http://example.org:8080/A?b=2&a=1"},
             {"http://b\xC3\xBC"
              "cher.example/",
              "http://xn--bcher-kva.example/"},
         }) {
        EXPECT_EQ(key_of(found), key) << found;
    }
}

TEST(UrlKey, OptionsTakeMoreForTheSame) {
    EXPECT_EQ(key_of("http://a.org/?b=2&a=1&b=1&a", {.sort_query = true}), "http://a.org/?a=1&a&b=2&b=1");
    EXPECT_EQ(key_of("http://a.org/?utm_source=x&id=7&FBCLID=y&gclid=z&utm", {.drop_tracking = true}),
              "http://a.org/?id=7&utm");
    EXPECT_EQ(key_of("http://a.org/p?utm_source=x", {.drop_tracking = true}), "http://a.org/p");
    EXPECT_EQ(key_of("http://a.org/p?utm_source=x&", {.drop_tracking = true}), "http://a.org/p");
    EXPECT_EQ(key_of("https://www.a.org/", {.ignore_www = true}), "https://a.org/");
    EXPECT_EQ(key_of("https://www.org/", {.ignore_www = true}), "https://www.org/");
    EXPECT_EQ(key_of("https://a.org/", {.ignore_scheme = true}), key_of("http://a.org/", {.ignore_scheme = true}));
    EXPECT_EQ(to_text(key_options{.sort_query = true, .ignore_scheme = true}), "sort_query,ignore_scheme");
    EXPECT_EQ(to_text(key_options{}), "");
}

// It stands in states on disks.
TEST(UrlKey, FingerprintsStayWhatTheyAre) {
    EXPECT_EQ(fingerprint(""), 3211370109225346615U);
    EXPECT_EQ(fingerprint("http://example.org/"), 7207437288217386057U);
    EXPECT_NE(fingerprint("http://example.org/", 1), fingerprint("http://example.org/"));
    EXPECT_EQ(fingerprint("http://example.org/a?b=c"), 15397815169678804332U);
}

TEST(UrlKey, FingerprintsOfNeighboursDifferInHalfOfTheirBitsAndAreNeverTheSame) {
    std::unordered_set<std::uint64_t> seen;
    std::uint64_t bits = 0;
    constexpr int count = 30'000;
    for (int i = 0; i < count; ++i) {
        const auto here = fingerprint("http://example.org/item/" + std::to_string(i));
        const auto other = fingerprint("http://example.org/item/" + std::to_string(i) + "/");
        bits += static_cast<std::uint64_t>(__builtin_popcountll(here ^ other));
        seen.insert(here);
        seen.insert(other);
    }
    EXPECT_EQ(seen.size(), 2U * count);
    EXPECT_NEAR(static_cast<double>(bits) / count, 32.0, 0.5);
    std::vector<std::size_t> slots(64);
    for (const auto each : seen) {
        ++slots.at(each >> 58U);
    }
    for (const auto filled : slots) {
        EXPECT_NEAR(static_cast<double>(filled), 2.0 * count / 64, 2.0 * count / 64 * 0.15);
    }
}

}  // namespace
}  // namespace trawl::crawl
