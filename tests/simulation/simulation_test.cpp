#include <cstddef>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <string>

#include <gtest/gtest.h>

#include "simulation/crawl_simulation.hpp"
#include "simulation/list_simulation.hpp"
#include "simulation/seeds.hpp"

namespace trawl::simulation {
namespace {

// Of a run that was asked for.
constexpr std::size_t events_shown = 400;
constexpr std::size_t failures_shown = 3;

/// Where states are: in memory, unless somebody wants them elsewhere.
struct in_memory : testing::Environment {
    void SetUp() override {
        constexpr const char* memory = "/dev/shm";
        if (std::filesystem::is_directory(memory)) {
            ::setenv("TMPDIR", memory, 0);
        }
    }
};

const auto* const environment = testing::AddGlobalTestEnvironment(new in_memory);

struct CrawlSimulation : testing::TestWithParam<std::uint64_t> {};
struct ListSimulation : testing::TestWithParam<std::uint64_t> {};

std::string text_of(const story& what) {
    std::string text;
    for (const auto& each : what.problems) {
        text += "  " + each + "\n";
    }
    return text;
}

template <class Simulate>
void try_all(seed_range seeds, Simulate simulate) {
    std::size_t failed = 0;
    for (std::uint64_t seed = seeds.from; seed <= seeds.to && failed < failures_shown; ++seed) {
        const seed_at_work at_work(seed);
        const auto came = simulate(seed, are_chosen() ? events_shown : 0);
        if (!came.problems.empty()) {
            ++failed;
            ADD_FAILURE() << "seed " << seed << ":\n"
                          << text_of(came) << came.log << "again: " << command_for(seed) << "\n";
        }
    }
}

TEST_P(CrawlSimulation, LosesNothingDoesNothingTwiceAndHoldsItsLimits) {
    try_all(seeds_of(GetParam(), crawl_seeds), &simulate_crawl);
}

TEST_P(ListSimulation, LosesNothingDoesNothingTwiceAndHoldsItsLimits) {
    try_all(seeds_of(GetParam(), list_seeds), &simulate_list);
}

INSTANTIATE_TEST_SUITE_P(Part, CrawlSimulation, testing::Range<std::uint64_t>(0, parts));
INSTANTIATE_TEST_SUITE_P(Part, ListSimulation, testing::Range<std::uint64_t>(0, parts));

TEST(Simulation, OneSeedHappensTheSameEachTime) {
    for (std::uint64_t seed = 1; seed <= 10; ++seed) {
        if (!crawl_plan(seed).has_kill()) {
            EXPECT_EQ(simulate_crawl(seed, 0).hash, simulate_crawl(seed, 0).hash) << "crawl of seed " << seed;
        }
        EXPECT_EQ(simulate_list(seed, 0).hash, simulate_list(seed, 0).hash) << "list of seed " << seed;
    }
}

template <class Story>
void count(const Story& came, std::map<std::string, int>& met) {
    met["runs cut short"] += came.runs.size() > 1 ? 1 : 0;
    for (const auto& run : came.runs) {
        for (const auto& each : run.told) {
            ++met[each.outcome];
            met["retries"] += each.tries_before > 0 ? 1 : 0;
            met["parked"] += each.is_parked ? 1 : 0;
        }
        for (const auto& each : run.requests) {
            ++met["status " + std::to_string(each.status)];
            met["rests"] += each.retry_after ? 1 : 0;
            met["dead when used again"] += each.is_on_used_connection && each.is_fault && each.bytes == 0 ? 1 : 0;
        }
    }
}

TEST(Simulation, MeetsWhatItIsMadeFor) {
    std::map<std::string, int> crawls;
    std::map<std::string, int> lists;
    for (std::uint64_t seed = 1; seed <= 40; ++seed) {
        const crawl_story crawl = simulate_crawl(seed, 0);
        count(crawl, crawls);
        for (const auto& each : crawl.runs) {
            crawls["killed"] += each.is_killed ? 1 : 0;
        }
        count(simulate_list(seed, 0), lists);
    }
    for (const char* const each : {"runs cut short", "retries", "parked", "rests", "dead when used again", "ok",
                                   "http_error", "network_error", "truncated", "timeout", "cancelled"}) {
        EXPECT_GT(crawls[each], 0) << each << " in crawls";
        EXPECT_GT(lists[each], 0) << each << " in lists";
    }
    EXPECT_GT(crawls["killed"], 0);
    EXPECT_GT(crawls["robots_denied"], 0);
    EXPECT_GT(lists["already_complete"], 0);
    EXPECT_GT(lists["status 206"], 0);
}

TEST(Simulation, OtherSeedsHappenOtherwise) {
    EXPECT_NE(simulate_crawl(1, 0).hash, simulate_crawl(2, 0).hash);
}

}  // namespace
}  // namespace trawl::simulation
