#include <cstddef>
#include <cstdlib>
#include <filesystem>
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

TEST(Simulation, OtherSeedsHappenOtherwise) {
    EXPECT_NE(simulate_crawl(1, 0).hash, simulate_crawl(2, 0).hash);
}

}  // namespace
}  // namespace trawl::simulation
