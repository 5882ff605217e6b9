#include "http/rate_limit.hpp"

#include <string_view>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

namespace trawl::http {
namespace {

using namespace std::chrono_literals;
using pause = std::optional<std::chrono::milliseconds>;

constexpr std::chrono::system_clock::time_point now{1'700'000'000s};

pause pause_of(const std::vector<std::pair<std::string_view, std::string_view>>& fields) {
    headers all;
    for (const auto& [name, value] : fields) {
        all.add(name, value);
    }
    return rate_limit_pause(all, now);
}

TEST(RateLimit, NothingLeftIsAPauseUntilTheReset) {
    EXPECT_EQ(pause_of({{"RateLimit-Remaining", "0"}, {"RateLimit-Reset", "30"}}), 30s);
    EXPECT_EQ(pause_of({{"X-RateLimit-Remaining", "0"}, {"X-RateLimit-Reset", "30"}}), 30s);
    EXPECT_EQ(pause_of({{"x-ratelimit-remaining", " 0"}, {"x-ratelimit-reset", "1.25"}}), 2s);
    EXPECT_EQ(pause_of({{"RateLimit", "limit=100, remaining=0, reset=50"}}), 50s);
    EXPECT_EQ(pause_of({{"RateLimit", "limit=100"}, {"RateLimit", "remaining=0;x=1, reset=50"}}), 50s);
    EXPECT_EQ(pause_of({{"RateLimit", "\"default\";r=0;t=40"}}), 40s);
    EXPECT_EQ(pause_of({{"RateLimit", "\"a;r=0;t=1\";r=7;t=40, \"b\"; r=0; t=9, \"c\";r=0;t=5"}}), 9s);
}

TEST(RateLimit, AResetMayBeATime) {
    EXPECT_EQ(pause_of({{"X-RateLimit-Remaining", "0"}, {"X-RateLimit-Reset", "1700000060"}}), 60s);
    EXPECT_EQ(pause_of({{"X-RateLimit-Remaining", "0"}, {"X-RateLimit-Reset", "1700000060000"}}), 60s);
    EXPECT_EQ(pause_of({{"X-RateLimit-Remaining", "0"}, {"X-RateLimit-Reset", "1600000000"}}), 0s);
    EXPECT_EQ(pause_of({{"RateLimit-Remaining", "0"}, {"RateLimit-Reset", "999999999"}}), 365 * 24h);
}

TEST(RateLimit, OtherwiseThereIsNoPause) {
    EXPECT_EQ(pause_of({}), std::nullopt);
    EXPECT_EQ(pause_of({{"RateLimit-Remaining", "1"}, {"RateLimit-Reset", "30"}}), std::nullopt);
    EXPECT_EQ(pause_of({{"RateLimit-Remaining", "0"}}), std::nullopt);
    EXPECT_EQ(pause_of({{"RateLimit-Reset", "30"}}), std::nullopt);
    EXPECT_EQ(pause_of({{"RateLimit-Remaining", "-1"}, {"RateLimit-Reset", "30"}}), std::nullopt);
    EXPECT_EQ(pause_of({{"RateLimit-Remaining", "0"}, {"RateLimit-Reset", "soon"}}), std::nullopt);
    EXPECT_EQ(pause_of({{"RateLimit", "limit=100, remaining=1, reset=50"}}), std::nullopt);
    EXPECT_EQ(pause_of({{"RateLimit", "\"default\";r=0"}}), std::nullopt);
    EXPECT_EQ(pause_of({{"RateLimit", ",,;;==\"\"\"r=0;t="}}), std::nullopt);
}

}  // namespace
}  // namespace trawl::http
