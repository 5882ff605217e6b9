#include "robots/directives.hpp"

#include <string_view>

#include <gtest/gtest.h>

namespace {

namespace robots = trawl::robots;

void expect(const robots::directives& said, std::string_view what) {
    EXPECT_EQ(said.nofollow, what.find("nofollow") != std::string_view::npos);
    EXPECT_EQ(said.noindex, what.find("noindex") != std::string_view::npos);
}

TEST(RobotsDirectives, WordsOfAMetaElement) {
    struct {
        std::string_view content;
        std::string_view said;
    } const cases[] = {
        {"", ""},
        {"index, follow", ""},
        {"NoFollow", "nofollow"},
        {" noindex ,nofollow ", "noindex nofollow"},
        {"none", "noindex nofollow"},
        {"noindex nofollow", "noindex nofollow"},
        {"noindex;\tnofollow", "noindex nofollow"},
        {"nofollow, follow, all", "nofollow"},
        {"nofollowed, x-noindex, max-snippet:none", ""},
        {"unavailable_after: 25 Jun 2030 15:00:00 PST", ""},
    };
    for (const auto& each : cases) {
        SCOPED_TRACE(each.content);
        expect(robots::parse_directives(each.content), each.said);
    }
}

TEST(RobotsDirectives, FieldsNameAgents) {
    struct {
        std::string_view field;
        std::string_view said;
    } const cases[] = {
        {"nofollow", "nofollow"},
        {"trawl: nofollow", "nofollow"},
        {"TRAWL/2.0: nofollow", "nofollow"},
        {"otherbot/2.0: nofollow", ""},
        {"otherbot: nofollow", ""},
        {"trawler: none", ""},
        {"*: none", "noindex nofollow"},
        {"otherbot: noindex, nofollow", ""},
        {"otherbot: noindex, Trawl: nofollow, noarchive", "nofollow"},
        {"noindex, otherbot: nofollow", "noindex"},
        {"trawl: noindex, otherbot: nofollow", "noindex"},
        {"max-snippet: 20, nofollow", "nofollow"},
        {"unavailable_after: Wed, 25 Jun 2030 15:00:00 GMT, nofollow", "nofollow"},
        {"otherbot: unavailable_after: 25 Jun 2030 15:00:00 PST, nofollow", ""},
        {" , ,none", "noindex nofollow"},
    };
    for (const auto& each : cases) {
        SCOPED_TRACE(each.field);
        expect(robots::parse_robots_tag(each.field, "trawl/0.4 (+https://example.org/)"), each.said);
    }
}

TEST(RobotsDirectives, MetaElementsNameAgents) {
    EXPECT_TRUE(robots::is_meant_for(" Robots ", "trawl"));
    EXPECT_TRUE(robots::is_meant_for("TRAWL", "trawl/0.4"));
    EXPECT_FALSE(robots::is_meant_for("googlebot", "trawl"));
    EXPECT_FALSE(robots::is_meant_for("", "trawl"));
}

TEST(RobotsDirectives, AddUpToWhatOneOfThemForbids) {
    robots::directives said = robots::parse_directives("nofollow");
    said.add(robots::parse_directives("noindex, follow"));
    expect(said, "nofollow noindex");
}

}  // namespace
