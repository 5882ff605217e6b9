#include "crawl/url_filter.hpp"

#include <stdexcept>
#include <string>

#include <gtest/gtest.h>

namespace trawl::crawl {
namespace {

TEST(UrlFilter, ExclusionWinsAndOneInclusionIsNeeded) {
    const url_filter filter({"/docs/", "\\.pdf$"}, {"[?&]print=", "/private"});
    EXPECT_TRUE(filter.check("http://a/docs/x", true).is_good());
    EXPECT_TRUE(filter.check("http://a/x.pdf", true).is_good());
    EXPECT_EQ(filter.check("http://a/docs/?print=1", true).detail, "--exclude [?&]print=");
    EXPECT_EQ(filter.check("http://a/docs/private", true).why, reason::excluded);
    EXPECT_EQ(filter.check("http://a/x.pdf?", true).detail, "no --include matches");
    EXPECT_TRUE(filter.check("http://a/x.png", false).is_good()) << "what needs no inclusion";
    EXPECT_FALSE(filter.check("http://a/private.png", false).is_good());
}

TEST(UrlFilter, WithoutPatternsEverythingIsGood) {
    EXPECT_TRUE(url_filter({}, {}).check("http://a/", true).is_good());
}

TEST(UrlFilter, BadPatternIsNamed) {
    try {
        const url_filter filter({}, {"ok", "(a"});
        FAIL();
    } catch (const std::invalid_argument& bad) {
        EXPECT_EQ(std::string(bad.what()), "--exclude \"(a\" is no regular expression of RE2: missing ): (a");
    }
}

// A backtracking matcher would never come back.
TEST(UrlFilter, HostilePatternIsLinear) {
    const url_filter filter({}, {"(a+)+$"});
    EXPECT_TRUE(filter.check("http://h/" + std::string(2000, 'a') + "!", true).is_good());
}

}  // namespace
}  // namespace trawl::crawl
