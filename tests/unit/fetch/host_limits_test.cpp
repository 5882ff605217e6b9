#include "fetch/host_limits.hpp"

#include <gtest/gtest.h>

namespace trawl::fetch {
namespace {

using namespace std::chrono_literals;

TEST(Rate, IsReadAsPeopleWriteIt) {
    EXPECT_EQ(parse_rate("100/s"), (rate{100, 1s}));
    EXPECT_EQ(parse_rate("0.5/s"), (rate{0.5, 1s}));
    EXPECT_EQ(parse_rate("30/m"), (rate{30, 1min}));
    EXPECT_EQ(parse_rate("5000/h"), (rate{5000, 1h}));
    EXPECT_EQ(parse_rate("2/15s"), (rate{2, 15s}));
    EXPECT_EQ(parse_rate("1/100ms"), (rate{1, 100ms}));
}

TEST(Rate, OtherTextIsNone) {
    for (const char* text : {"", "/", "5", "5/", "/s", "0/s", "-1/s", "5/0s", "5/fortnight", "x/s", "inf/s", "nan/s",
                             "1e3/s", "5 /s", "5/s/s"}) {
        EXPECT_FALSE(parse_rate(text).has_value()) << text;
    }
}

TEST(HostRules, FirstPatternThatMatchesCounts) {
    host_rules rules;
    rules.otherwise.concurrency = 1;
    for (const char* pattern : {"a.example.org", "*.example.org", "example.net", "10.0.0.1"}) {
        host_limits limits;
        limits.concurrency = 2 + rules.special.size();
        rules.special.emplace_back(pattern, limits);
    }
    EXPECT_EQ(rules.of("a.example.org").concurrency, 2U);
    EXPECT_EQ(rules.of("b.example.org").concurrency, 3U);
    EXPECT_EQ(rules.of("c.b.example.org").concurrency, 3U);
    EXPECT_EQ(rules.of("example.org").concurrency, 1U);
    EXPECT_EQ(rules.of("anexample.org").concurrency, 1U);
    EXPECT_EQ(rules.of("example.net").concurrency, 4U);
    EXPECT_EQ(rules.of("10.0.0.1").concurrency, 5U);
    rules.special.insert(rules.special.begin(), {"*", {}});
    EXPECT_EQ(rules.of("example.net").concurrency, 6U);
}

}  // namespace
}  // namespace trawl::fetch
