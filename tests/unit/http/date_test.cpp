#include "http/date.hpp"

#include <gtest/gtest.h>

namespace trawl::http {
namespace {

using namespace std::chrono_literals;
using std::chrono::sys_days;
using std::chrono::sys_seconds;

constexpr sys_seconds now = sys_days{2026y / 11 / 23};
constexpr sys_seconds example = sys_days{1994y / 11 / 6} + 8h + 49min + 37s;

TEST(ParseDate, TakesTheThreeForms) {
    EXPECT_EQ(parse_date("Sun, 06 Nov 1994 08:49:37 GMT", now), example);
    EXPECT_EQ(parse_date("Sunday, 06-Nov-94 08:49:37 GMT", now), example);
    EXPECT_EQ(parse_date("Sun Nov  6 08:49:37 1994", now), example);
    EXPECT_EQ(parse_date("Sun Nov 16 08:49:37 1994", now), example + 240h);
}

TEST(ParseDate, NamesCompareWithoutCaseAndTheWeekdayNeedNotFit) {
    EXPECT_EQ(parse_date("mon, 06 NOV 1994 08:49:37 gmt", now), example);
}

TEST(ParseDate, AYearOfTwoDigitsIsTheLatestNotOverFiftyYearsAhead) {
    EXPECT_EQ(parse_date("Monday, 23-Nov-76 00:00:00 GMT", now), sys_days{2076y / 11 / 23});
    EXPECT_EQ(parse_date("Monday, 23-Nov-77 00:00:00 GMT", now), sys_days{1977y / 11 / 23});
    EXPECT_EQ(parse_date("Monday, 01-Jan-00 00:00:00 GMT", now), sys_days{2000y / 1 / 1});
    EXPECT_EQ(parse_date("Monday, 01-Jan-01 00:00:00 GMT", sys_days{1999y / 1 / 1}), sys_days{2001y / 1 / 1});
}

TEST(ParseDate, ALeapSecondIsTheSecondAfterIt) {
    EXPECT_EQ(parse_date("Sat, 31 Dec 2016 23:59:60 GMT", now), sys_days{2017y / 1 / 1});
}

TEST(ParseDate, RefusesEverythingElse) {
    for (const auto* bad : {"",
                            "0",
                            "Sun, 06 Nov 1994 08:49:37",
                            "Sun, 06 Nov 1994 08:49:37 UTC",
                            "Sun, 06 Nov 1994 08:49:37 GMT ",
                            "Sun, 6 Nov 1994 08:49:37 GMT",
                            "Sun, 31 Feb 1994 08:49:37 GMT",
                            "Sun, 06 Nov 1994 24:00:00 GMT",
                            "Sun, 06 Nov 1994 08:60:00 GMT",
                            "Sun, 06 Nov 1994 08:49:61 GMT",
                            "Sun, 06 Xxx 1994 08:49:37 GMT",
                            "Sun, +6 Nov 1994 08:49:37 GMT",
                            "Sun, 00 Nov 1994 08:49:37 GMT",
                            "Sun,06 Nov 1994 08:49:37 GMT",
                            "Xxx, 06 Nov 1994 08:49:37 GMT",
                            "Sun, 06-Nov-94 08:49:37 GMT",
                            "1994-11-06T08:49:37Z",
                            "Sun Nov 6 08:49:37 1994",
                            "Sunday",
                            "Sun, "}) {
        EXPECT_EQ(parse_date(bad, now), std::nullopt) << bad;
    }
}

TEST(ParseDate, RefusesEachPrefixOfADate) {
    for (const std::string_view whole :
         {"Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994"}) {
        for (std::size_t size = 0; size < whole.size(); ++size) {
            EXPECT_EQ(parse_date(whole.substr(0, size), now), std::nullopt) << whole.substr(0, size);
        }
    }
}

TEST(FormatDate, GivesTheFormThatIsSent) {
    EXPECT_EQ(format_date(example), "Sun, 06 Nov 1994 08:49:37 GMT");
    EXPECT_EQ(format_date(sys_days{1960y / 2 / 29} + 1s), "Mon, 29 Feb 1960 00:00:01 GMT");
}

TEST(FormatDate, IsReadBack) {
    for (sys_seconds when = sys_days{1970y / 1 / 1}; when < sys_days{2100y / 1 / 1}; when += 997h + 61s) {
        EXPECT_EQ(parse_date(format_date(when), now), when);
    }
}

}  // namespace
}  // namespace trawl::http
