#include "simulation/crawl_simulation.hpp"

#include <cstddef>
#include <cstdlib>
#include <filesystem>
#include <string>

#include <gtest/gtest.h>

#include "simulation/seeds.hpp"

namespace trawl::simulation {
namespace {

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

std::string text_of(const crawl_story& story) {
    std::string text;
    for (const auto& each : story.problems) {
        text += "  " + each + "\n";
    }
    return text;
}

TEST_P(CrawlSimulation, LosesNothingDoesNothingTwiceAndHoldsItsLimits) {
    const seed_range seeds = seeds_of(GetParam());
    std::size_t failed = 0;
    for (std::uint64_t seed = seeds.from; seed <= seeds.to && failed < failures_shown; ++seed) {
        const seed_at_work at_work(seed);
        const crawl_story story = simulate_crawl(seed, are_chosen() && seeds.from == seeds.to ? events_shown : 0);
        if (!story.problems.empty()) {
            ++failed;
            ADD_FAILURE() << "seed " << seed << ":\n"
                          << text_of(story) << "again: " << command_for(seed) << "\n"
                          << story.log;
        }
    }
}

INSTANTIATE_TEST_SUITE_P(Part, CrawlSimulation, testing::Range<std::uint64_t>(0, parts));

TEST(Simulation, OneSeedHappensTheSameEachTime) {
    for (std::uint64_t seed = 1; seed <= 10; ++seed) {
        const crawl_story once = simulate_crawl(seed, 0);
        const crawl_story again = simulate_crawl(seed, 0);
        EXPECT_EQ(once.hash, again.hash) << "seed " << seed;
        EXPECT_EQ(once.events, again.events) << "seed " << seed;
    }
}

TEST(Simulation, OtherSeedsHappenOtherwise) {
    EXPECT_NE(simulate_crawl(1, 0).hash, simulate_crawl(2, 0).hash);
}

}  // namespace
}  // namespace trawl::simulation
