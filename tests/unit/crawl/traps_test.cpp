#include "crawl/traps.hpp"

#include <functional>
#include <random>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace trawl::crawl {
namespace {

http::url at(const std::string& path) {
    return *http::parse_url("http://h" + path);
}

verdict ask(traps& of, const std::string& path) {
    return of.ask(at(path), true);
}

/// How many of so many URLs are taken.
std::size_t taken(traps& of, int count, const std::function<std::string(int)>& path) {
    std::size_t good = 0;
    for (int i = 0; i < count; ++i) {
        good += ask(of, path(i)).is_good() ? 1U : 0U;
    }
    return good;
}

constexpr int year = 2026;

std::string two(int number) {
    return (number < 10 ? "0" : "") + std::to_string(number);
}

/// The `n`-th day from 2006 on, of months with 28 days.
std::string day(int n, const char* between) {
    return std::to_string(2006 + n / 336) + between + two(n / 28 % 12 + 1) + between + two(n % 28 + 1);
}

/// 40 hex digits.
std::string hash_of(int n) {
    std::mt19937_64 random(static_cast<std::uint64_t>(n) + 1);
    std::string hash = "7e";
    while (hash.size() < 40) {
        hash += "0123456789abcdef"[random() % 16];
    }
    return hash;
}

struct site {
    int count;
    std::function<std::string(int)> path;
};

std::string title(int n) {
    return std::to_string(n) + "-" + std::string(1, static_cast<char>('a' + n % 26)) + "-title";
}

void expect_all_taken(const std::vector<site>& sites, const trap_limits& limits) {
    for (const auto& each : sites) {
        traps under_test(limits, year);
        EXPECT_EQ(taken(under_test, each.count, each.path), static_cast<std::size_t>(each.count)) << each.path(0);
    }
}

// What must never be bitten.
TEST(Traps, HonestSitesAreTakenWholly) {
    expect_all_taken(
        {
            {10'000, [](int n) { return "/item/" + std::to_string(n); }},
            {10'000, [](int n) { return "/item?id=" + std::to_string(n); }},
            {20 * 336, [](int n) { return "/" + day(n, "/") + "/"; }},
            {4'096,
             [](int n) {
                 return "/shop?color=c" + std::to_string(n % 16) + "&size=s" + std::to_string(n / 16 % 16) +
                        "&brand=b" + std::to_string(n / 256);
             }},
            {3'000, [](int n) { return "/forum/" + std::to_string(n) + "/03"; }},
            {240, [](int n) { return "/archive/" + std::to_string(2006 + n / 12) + "/" + two(n % 12 + 1); }},
            {1, [](int) { return "/java/src/main/java/org/jenkins/core/jenkins/model/jenkins/Jenkins.java"; }},
            {1, [](int) { return "/grid/5/5/5/5/5/5/"; }},
            {1, [](int) { return "/search?f=a&f=b&f=c&g=1&h=1&i=1"; }},
        },
        {});
}

// So that the tests are quick, a tenth of the sites and of the budgets.
TEST(Traps, ListsWithManyParametersAreNotFiltersThatMultiply) {
    trap_limits limits;
    limits.dates = 1'000;
    limits.numbers = 5'000;
    limits.queries = 5'000;
    limits.combinations = 500;
    expect_all_taken(
        {
            {1'000, [](int n) { return "/viewtopic.php?f=" + std::to_string(n % 40) + "&t=" + std::to_string(n); }},
            {4'000,
             [](int n) {
                 return "/show?id=" + std::to_string(n / 4) + "&lang=" + (n % 2 == 0 ? "de" : "en") +
                        "&view=" + (n % 4 < 2 ? "full" : "print");
             }},
            {1'000,
             [](int n) {
                 return "/index.php?option=com_content&view=article&id=" + title(n) +
                        "&Itemid=" + std::to_string(n % 20);
             }},
            {1'000, [](int n) { return "/wiki/index.php?title=" + title(n) + "&action=history"; }},
            {672, [](int n) { return "/archive?date=" + day(n, "-"); }},
            {2'000, [](int n) { return "/blog/" + day(n / 3, "/") + "/" + title(n); }},
            {2'000, [](int n) { return "/station?sid=" + std::to_string(n); }},
            {4'096,
             [](int n) { return "/tiles/12/" + std::to_string(n / 64) + "/" + std::to_string(n % 64) + ".png"; }},
        },
        limits);
}

TEST(Traps, ShapesThatNothingHonestHasAreRefused) {
    struct row {
        std::string path;
        std::string detail;
    };
    const std::vector<row> shapes = {
        {"/" + std::string(2100, 'x'), "the URL has 2109 bytes, over 2048; --trap-length allows more"},
        {"/1/2/3/4/5/6/7/8/9/10/11/12/13/14/15/16/17/18/19/20/21",
         "the path has 21 segments, over 20; --trap-segments allows more"},
        {"/x/a/a/a", "the path repeats /a 3 times in a row; --trap-repeats allows more"},
        {"/a/b/a/b/a/b/", "the path repeats /a/b 3 times in a row; --trap-repeats allows more"},
        {"/x////y", "the path repeats / 3 times in a row; --trap-repeats allows more"},
        {"/a/b/a/c/a/d/a/e/a", "the path has /a 5 times; --trap-repeats allows more"},
        {"/?x=1&a=2&x=1&x=1", "the query has x=1 3 times; --trap-repeats allows more"},
        {"/?a&amp;amp;amp;b", "the query has amp 3 times; --trap-repeats allows more"},
        {"/cal?month=3&year=2040", "a date in 2040, over 5 years ahead; --trap-years allows more"},
        {"/cal?date=20320517", "a date in 2032, over 5 years ahead; --trap-years allows more"},
    };
    traps under_test({}, year);
    for (const auto& [path, detail] : shapes) {
        const auto why = ask(under_test, path);
        EXPECT_EQ(why.why, reason::trap) << path;
        EXPECT_EQ(why.detail, detail);
    }
    EXPECT_EQ(under_test.refused(), (std::array<std::uint64_t, trap_count>{1, 1, 6, 0, 2, 0, 0, 0, 0, 0}));
    for (const char* fine : {"/cal?year=2031", "/tile?x=1200&y=2500", "/part/2040-77", "/item/2040/5", "/id20400512",
                             "/x?id=20400512", "/a/b/a/b/", "/a/b/a/c/a/d/a"}) {
        EXPECT_TRUE(ask(under_test, fine).is_good()) << fine;
    }
}

TEST(Traps, CalendarEndsAFewYearsAhead) {
    for (const char* between : {"/", "-"}) {
        traps under_test({}, year);
        EXPECT_EQ(
            taken(under_test, 200,
                  [between](int n) { return "/cal/" + std::to_string(2026 + n / 12) + between + two(n % 12 + 1); }),
            72U);
        EXPECT_EQ(ask(under_test, std::string("/cal/2032") + between + "01").detail,
                  "a date in 2032, over 5 years ahead; --trap-years allows more");
    }
}

TEST(Traps, CompactDatesEndAFewYearsAheadToo) {
    traps under_test({}, year);
    EXPECT_EQ(
        taken(under_test, 12 * 20,
              [](int n) { return "/day.php?d=" + std::to_string(2026 + n / 12) + two(n % 12 + 1) + "15&view=day"; }),
        72U);
    EXPECT_EQ(taken(under_test, 100, [](int n) { return "/item/" + std::to_string(20'405'000 + n); }), 100U);
}

TEST(Traps, NamesThatPeopleGiveAreNoTokens) {
    trap_limits limits;
    limits.numbers = 2;
    traps under_test(limits, year);
    for (const char* name : {"internationalization", "HowToWriteCppCode2020Edition", "deadbeefcafe", "windows11release",
                             "my-article-about-2020-things", "Beekeeping101ForBeginners"}) {
        EXPECT_TRUE(ask(under_test, std::string("/wiki/") + name).is_good()) << name;
    }
}

TEST(Traps, EndlessFamiliesEndAtTheirBudgets) {
    trap_limits limits;
    limits.dates = 100;
    limits.numbers = 300;
    limits.queries = 400;
    limits.combinations = 50;
    struct row {
        trap which;
        std::size_t count;
        std::function<std::string(int)> path;
        std::string detail;
    };
    const std::vector<row> families = {
        {trap::dates, 100,
         [](int n) { return "/cal/" + std::to_string(2026 - n / 12) + "/" + std::to_string(n % 12 + 1); },
         "100 URLs like h/cal/#/# are taken; --trap-dates allows more"},
        {trap::dates, 100, [](int n) { return "/cal?day=" + day(n, "") + "&view=day"; },
         "100 URLs like h/cal?day=#&view=day are taken; --trap-dates allows more"},
        {trap::numbers, 300, [](int n) { return "/list?page=" + std::to_string(n); },
         "300 URLs like h/list?page=# are taken; --trap-numbers allows more"},
        {trap::numbers, 300, [](int n) { return "/" + hash_of(n).substr(0, 32) + "/home"; },
         "300 URLs like h/#/home are taken; --trap-numbers allows more"},
        {trap::numbers, 300, [](int n) { return "/k?key=" + hash_of(n); },
         "300 URLs like h/k?key=# are taken; --trap-numbers allows more"},
        {trap::numbers, 300, [](int n) { return "/z/a1" + hash_of(n).substr(0, 10) + ".html"; },
         "300 URLs like h/z/#.html are taken; --trap-numbers allows more"},
        {trap::numbers, 300,
         [](int n) {
             const auto hash = hash_of(n);
             return "/u/" + hash.substr(0, 8) + "-" + hash.substr(8, 4) + "-4abc-8def-" + hash.substr(12, 12);
         },
         "300 URLs like h/u/# are taken; --trap-numbers allows more"},
        {trap::queries, 400,
         [](int n) {
             return "/find?q=" + std::string(static_cast<std::size_t>(n / 26 + 1), 'x') +
                    static_cast<char>('a' + n % 26);
         },
         "400 URLs like h/find?... are taken; --trap-queries allows more"},
        {trap::sessions, 3, [](int n) { return "/page;jsessionid=" + std::to_string(n); },
         "3 session ids of this URL are taken; --trap-sessions allows more"},
    };
    for (const auto& [which, count, path, detail] : families) {
        traps under_test(limits, year);
        EXPECT_EQ(taken(under_test, 600, path), count) << detail;
        EXPECT_EQ(ask(under_test, path(599)).detail, detail);
        EXPECT_EQ(under_test.refused().at(static_cast<std::size_t>(which)), 601 - count);
    }
}

// Ten filters with nine values each, in any order: more than a thousand million URLs.
TEST(Traps, FiltersThatMultiplyEnd) {
    trap_limits limits;
    limits.combinations = 1000;
    traps under_test(limits, year);
    std::minstd_rand random(7);  // NOLINT: the same every time
    const auto good = taken(under_test, 4'000, [&random](int) {
        std::string query = "/shop?";
        for (char filter = 'a'; filter < 'k'; ++filter) {
            query += filter < 'c' || random() % 3 == 0
                         ? std::string(1, filter) + "=" + static_cast<char>('1' + random() % 9) + "&"
                         : "";
        }
        return query;
    });
    EXPECT_GE(good, 1000U);
    EXPECT_LE(good, 1000U + 90U) << "and those with new values";
    EXPECT_NE(under_test.refused().at(static_cast<std::size_t>(trap::combinations)), 0U);
}

TEST(Traps, WhatAnEarlierRunTookCounts) {
    trap_limits limits;
    limits.numbers = 10;
    limits.combinations = 2;
    limits.sessions = 1;
    const auto path = [](int n) { return "/" + std::to_string(5000 + n); };
    traps under_test(limits, year);
    for (int i = 0; i < 7; ++i) {
        under_test.remember(at(path(i)));
    }
    under_test.remember(at("/p?PHPSESSID=1"));
    for (int i = 0; i < 17; ++i) {
        under_test.remember(at("/f?a=x&b=x"));
    }
    EXPECT_EQ(taken(under_test, 100, [&path](int n) { return path(100 + n); }), 3U);
    EXPECT_FALSE(ask(under_test, "/f?b=x&a=x").is_good());
    EXPECT_TRUE(ask(under_test, "/f?b=x&a=y").is_good()) << "something new";
    EXPECT_FALSE(ask(under_test, "/p?PHPSESSID=2").is_good());
}

TEST(Traps, WithoutCountingOnlyTheShapeIsJudged) {
    trap_limits limits;
    limits.numbers = 1;
    traps under_test(limits, year);
    for (int i = 0; i < 5; ++i) {
        EXPECT_TRUE(under_test.ask(at("/image/" + std::to_string(i)), false).is_good());
    }
    EXPECT_FALSE(under_test.ask(at("/a/a/a/"), false).is_good());
    EXPECT_EQ(taken(under_test, 2, [](int n) { return "/image/" + std::to_string(n); }), 1U);
}

TEST(Traps, HostsAndPathsHaveBudgetsOfTheirOwn) {
    trap_limits limits;
    limits.numbers = 1;
    traps under_test(limits, year);
    EXPECT_TRUE(ask(under_test, "/a/1").is_good());
    EXPECT_TRUE(ask(under_test, "/b/1").is_good());
    EXPECT_TRUE(under_test.ask(*http::parse_url("http://other/a/1"), true).is_good());
    EXPECT_FALSE(under_test.ask(*http::parse_url("https://other/a/2"), true).is_good()) << "whatever the scheme";
}

TEST(Traps, LimitOfZeroIsNone) {
    trap_limits limits;
    for (std::size_t i = 0; i < trap_count; ++i) {
        limits.of(static_cast<trap>(i)) = 0;
    }
    traps under_test(limits, year);
    for (const std::string& path :
         {"/" + std::string(5000, 'x'), std::string("/a/a/a/a/a"), std::string("/cal/2999/05/"),
          std::string("/1/2/3/4/5/6/7/8/9/10/11/12/13/14/15/16/17/18/19/20/21/22")}) {
        EXPECT_TRUE(ask(under_test, path).is_good());
    }
    EXPECT_EQ(taken(under_test, 6'000,
                    [](int n) { return "/d/2020/" + std::to_string(n % 12 + 1) + "/" + std::to_string(n); }),
              6'000U);
}

}  // namespace
}  // namespace trawl::crawl
