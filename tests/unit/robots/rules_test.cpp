#include "robots/rules.hpp"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <iterator>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

namespace {

namespace http = trawl::http;
namespace robots = trawl::robots;
using namespace std::chrono_literals;

http::url at(std::string_view path) {
    return http::parse_url("http://example.org" + std::string(path)).value();
}

bool allows(std::string_view robots_txt, std::string_view path, std::string_view agent = "trawl") {
    return robots::rules::parse(robots_txt, agent).check(at(path)).allowed;
}

TEST(RobotsRules, SaysWhichLineDecides) {
    const auto rules =
        robots::rules::parse("# ours\r\nUser-agent: *\r\nDisallow: /private  # no\rALLOW : /private/open\n", "trawl");
    auto answer = rules.check(at("/private/a"));
    EXPECT_FALSE(answer.allowed);
    EXPECT_EQ(answer.line, 3U);
    EXPECT_EQ(answer.rule, "Disallow: /private");
    answer = rules.check(at("/private/open/b"));
    EXPECT_TRUE(answer.allowed);
    EXPECT_EQ(answer.line, 4U);
    EXPECT_EQ(answer.rule, "ALLOW: /private/open");
    answer = rules.check(at("/other"));
    EXPECT_TRUE(answer.allowed);
    EXPECT_EQ(answer.line, 0U);
    EXPECT_EQ(rules.group(), "*");
    EXPECT_EQ(rules.group_line(), 2U);
}

TEST(RobotsRules, AgentIsItsProductToken) {
    constexpr std::string_view text =
        "User-agent: Trawl/1.0 (x)\nDisallow: /t\nUser-agent: traw\nDisallow: /w\nUser-agent: *\nDisallow: /all\n";
    for (const std::string_view agent : {"trawl", "TRAWL/0.4 (+https://example.org/)", "trawl/0.4"}) {
        EXPECT_FALSE(allows(text, "/t", agent));
        EXPECT_TRUE(allows(text, "/w", agent));
        EXPECT_TRUE(allows(text, "/all", agent));
    }
    EXPECT_FALSE(allows(text, "/all", "trawler"));
    EXPECT_FALSE(allows(text, "/all", ""));
    EXPECT_FALSE(allows(text, "/all", "*"));
}

TEST(RobotsRules, GroupsOfOneAgentAreOne) {
    constexpr std::string_view text =
        "User-agent: trawl\nDisallow: /a\n\nUser-agent: *\nDisallow: /\n\nUser-agent: other\nUser-agent: "
        "TRAWL\nDisallow: /b\n";
    EXPECT_FALSE(allows(text, "/a"));
    EXPECT_FALSE(allows(text, "/b"));
    EXPECT_TRUE(allows(text, "/c"));
}

TEST(RobotsRules, OnlyRulesEndTheNamesOfAGroup) {
    constexpr std::string_view text =
        "User-agent: trawl\nSitemap: /s.xml\nCrawl-delay: 2\nUnknown: x\nno colon\n\nUser-agent: other\nDisallow: "
        "/a\nUser-agent: third\nDisallow: /b\n";
    EXPECT_FALSE(allows(text, "/a"));
    EXPECT_TRUE(allows(text, "/b"));
    // An empty rule is one.
    EXPECT_TRUE(allows("User-agent: trawl\nDisallow:\nUser-agent: other\nDisallow: /\n", "/a"));
}

TEST(RobotsRules, AGroupWithoutRulesAllowsAll) {
    EXPECT_TRUE(allows("User-agent: *\nDisallow: /\nUser-agent: trawl\n", "/a"));
}

TEST(RobotsRules, WhatIsNotWrittenAsTheRfcSaysIsPassedOver) {
    for (const std::string_view line :
         {"Disallow /a", "Dissallow: /a", "Dis allow: /a", "Disallow: a", "Disallow: http://example.org/a", "Disallow:",
          "\xEF\xBB\xBF"
          "Disallow: /a",
          "Disallow\xC2\xA0: /a"}) {
        EXPECT_TRUE(allows("User-agent: *\n" + std::string(line) + "\n", "/a")) << line;
    }
    for (const std::string_view line :
         {"Useragent: *", "User agent: *", "User-agent *", "User-agent:", "User-agent: *bot"}) {
        EXPECT_TRUE(allows(std::string(line) + "\nDisallow: /a\n", "/a")) << line;
    }
    EXPECT_TRUE(allows("Disallow: /a\nUser-agent: *\n", "/a"));
}

TEST(RobotsRules, BlanksAndEndsOfLinesOfAllKinds) {
    EXPECT_FALSE(allows(" \tuser-AGENT \t:\t*  #x\r\n\x0B disallow\t: /a \t\r", "/a"));
    EXPECT_FALSE(allows("\xEF\xBB\xBFUser-agent: *\rDisallow: /a", "/a"));
    EXPECT_FALSE(allows(std::string_view("User-agent: *\nDisallow: /a\0\0", 28), "/a"));
    const std::string_view wide("\xFF\xFEU\0s\0e\0r\0-\0a\0g\0e\0n\0t\0:\0*\0\n\0D\0i\0s\0a\0l\0l\0o\0w\0:\0/\0a\0",
                                50);
    EXPECT_FALSE(allows(wide, "/a"));
}

TEST(RobotsRules, RobotsTxtItselfIsAllowed) {
    EXPECT_TRUE(allows("User-agent: *\nDisallow: /\n", "/robots.txt"));
    EXPECT_FALSE(allows("User-agent: *\nDisallow: /\n", "/robots.txt.bak"));
    EXPECT_FALSE(allows("User-agent: *\nDisallow: /\n", "/a/robots.txt"));
}

TEST(RobotsRules, LongestRuleDecidesAndAllowAmongEquals) {
    EXPECT_TRUE(allows("User-agent: *\nDisallow: /a\nAllow: /a\n", "/a"));
    EXPECT_FALSE(allows("User-agent: *\nAllow: /page\nDisallow: /*.htm\n", "/page.htm"));
    EXPECT_FALSE(allows("User-agent: *\nAllow: /p\nDisallow: /p*\n", "/page"));
    // An encoded character counts for what it is.
    EXPECT_TRUE(allows("User-agent: *\nDisallow: /%61%62\nAllow: /abc\n", "/abc"));
}

TEST(RobotsRules, LinesBehindTheLimitDoNotCount) {
    const std::string head = "User-agent: *\nDisallow: /first\n";
    std::string text = head + std::string(robots::rules::max_size - head.size() - 1, '#');
    text += "\nDisallow: /behind\n";
    EXPECT_FALSE(allows(text, "/first"));
    EXPECT_TRUE(allows(text, "/behind"));
    // A line that begins before it counts as a whole.
    text.replace(robots::rules::max_size - 5, 5, "\nDisa").insert(robots::rules::max_size, "llow: /across\n");
    EXPECT_FALSE(allows(text, "/across"));
    EXPECT_TRUE(allows(text, "/acros"));
}

TEST(RobotsRules, CrawlDelay) {
    const auto delay = [](std::string_view value) {
        return robots::rules::parse("User-agent: *\nCrawl-delay:" + std::string(value) + "\n", "trawl").crawl_delay();
    };
    EXPECT_EQ(delay(" 10"), 10s);
    EXPECT_EQ(delay("0.25"), 250ms);
    EXPECT_EQ(delay(".5"), 500ms);
    EXPECT_EQ(delay("0,5"), 500ms);
    EXPECT_EQ(delay("1.2345678"), 1234ms);
    EXPECT_EQ(delay("10<BR>"), 10s);
    EXPECT_EQ(delay("0"), 0s);
    EXPECT_EQ(delay(std::string(400, '9')), 24h);
    for (const std::string_view none : {"", "-1", "x", ".", "inf"}) {
        EXPECT_EQ(delay(none), std::nullopt) << none;
    }
}

TEST(RobotsRules, CrawlDelayIsThatOfTheGroup) {
    constexpr std::string_view text =
        "User-agent: trawl\nCrawl-delay: x\nCrawl-delay: 3\nCrawl-delay: 5\nUser-agent: a\nCrawl-delay: 9\nDisallow: "
        "/\n"
        "User-agent: *\nCrawl-delay: 7\nUser-agent: b\nAllow: /\n";
    EXPECT_EQ(robots::rules::parse(text, "trawl").crawl_delay(), 3s);
    EXPECT_EQ(robots::rules::parse(text, "a").crawl_delay(), 9s);
    EXPECT_EQ(robots::rules::parse(text, "b").crawl_delay(), std::nullopt);
    EXPECT_EQ(robots::rules::parse(text, "c").crawl_delay(), 7s);
}

TEST(RobotsRules, SitemapsStandAnywhereEachOnce) {
    const auto rules = robots::rules::parse(
        "Sitemap: https://cdn.example.net/s.xml?a=1#f\nuser-agent: x\nsitemap:/s.xml\nSITEMAP : "
        "https://cdn.example.net/s.xml?a=1#f\n"
        "Sitemap:\nSitemap: mailto:x\nhttps://example.org/sitemap-2.xml\n",
        "trawl");
    std::vector<std::string> found;
    for (const http::url& each : robots::sitemap_urls(rules, at("/robots.txt"))) {
        found.push_back(each.href());
    }
    // '#' begins a comment, in a URL too.
    EXPECT_EQ(found, (std::vector<std::string>{"https://cdn.example.net/s.xml?a=1", "http://example.org/s.xml",
                                               "https://example.org/sitemap-2.xml"}));
}

TEST(RobotsRules, WhateverStandsThereTheAnswerNamesALineOfIt) {
    constexpr std::string_view pieces[] = {"user-agent",
                                           "allow",
                                           "disallow",
                                           "sitemap",
                                           "crawl-delay",
                                           ":",
                                           ": ",
                                           "*",
                                           "trawl",
                                           "/",
                                           "/a",
                                           "%61",
                                           "%2",
                                           "$",
                                           "#",
                                           " ",
                                           "\r",
                                           "\n",
                                           "\r\n",
                                           "\n",
                                           "\xFF",
                                           "http",
                                           std::string_view("\0", 1),
                                           "\xEF\xBB\xBF",
                                           "9",
                                           "."};
    std::mt19937 random(9309);
    for (int round = 0; round < 3000; ++round) {
        std::string text;
        for (auto left = random() % 60; left > 0; --left) {
            text += pieces[random() % std::size(pieces)];
        }
        const auto rules = robots::rules::parse(text, "trawl");
        const auto answer = rules.check(at("/aa$a"));
        const std::size_t lines = 1 + static_cast<std::size_t>(std::count_if(
                                          text.begin(), text.end(), [](char c) { return c == '\r' || c == '\n'; }));
        EXPECT_EQ(answer.line == 0, answer.rule.empty());
        EXPECT_LE(answer.line, lines);
        EXPECT_LE(rules.group_line(), lines);
        EXPECT_TRUE(answer.allowed || answer.rule.find(": ") != std::string::npos) << text;
    }
}

}  // namespace
