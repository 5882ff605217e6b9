#include "base/duration_text.hpp"

#include <gtest/gtest.h>

namespace trawl::base {
namespace {

using namespace std::chrono_literals;

TEST(DurationText, ReadsPlainNumbersAsSeconds) {
    EXPECT_EQ(parse_duration("0"), 0s);
    EXPECT_EQ(parse_duration("10"), 10s);
    EXPECT_EQ(parse_duration("0.5"), 500ms);
}

TEST(DurationText, ReadsUnits) {
    EXPECT_EQ(parse_duration("500ms"), 500ms);
    EXPECT_EQ(parse_duration("10s"), 10s);
    EXPECT_EQ(parse_duration("2m"), 2min);
    EXPECT_EQ(parse_duration("1h30m"), 90min);
    EXPECT_EQ(parse_duration("1.5h"), 90min);
    EXPECT_EQ(parse_duration("1d2h3m4s5ms"), 26h + 3min + 4s + 5ms);
    EXPECT_EQ(parse_duration("1m0.25s"), 60s + 250ms);
    EXPECT_EQ(parse_duration("36525d"), 24h * 36525);
}

TEST(DurationText, RefusesAllElse) {
    for (const auto* text : {"",
                             "s",
                             "-1",
                             "+1s",
                             "1.",
                             ".5",
                             "1..5s",
                             "1.2.3",
                             "1 s",
                             "1S",
                             "1x",
                             "30m1h",
                             "1s1s",
                             "1.5h3m",
                             "1m30",
                             "1e3",
                             "36526d",
                             "99999999999999999999s",
                             "9999999999999ms0",
                             "inf"}) {
        EXPECT_EQ(parse_duration(text), std::nullopt) << '"' << text << '"';
    }
}

TEST(DurationText, IsWrittenWithTheTwoLargestUnits) {
    EXPECT_EQ(to_text(-5s), "0 ms");
    EXPECT_EQ(to_text(0s), "0 ms");
    EXPECT_EQ(to_text(350ms), "350 ms");
    EXPECT_EQ(to_text(1500ms), "1.5 s");
    EXPECT_EQ(to_text(9970ms), "10 s") << "not 10.0 s";
    EXPECT_EQ(to_text(12s), "12 s");
    EXPECT_EQ(to_text(59900ms), "1m 00s");
    EXPECT_EQ(to_text(125s), "2m 05s");
    EXPECT_EQ(to_text(65min), "1h 05m");
    EXPECT_EQ(to_text(76h), "3d 04h");
}

}  // namespace
}  // namespace trawl::base
