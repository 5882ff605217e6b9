#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "crawl/budget.hpp"
#include "crawl/frontier.hpp"
#include "crawl/state.hpp"
#include "fetch/engine.hpp"
#include "simulation/run_story.hpp"
#include "simulation/world.hpp"

namespace trawl::simulation {

/// What a seed makes of the options of a crawl, and of its fate.
struct crawl_plan {
    explicit crawl_plan(std::uint64_t seed);

    fetch::engine_options engine;
    crawl::budget whole;
    crawl::budget of_host;
    std::optional<std::uint32_t> max_depth;
    std::vector<interruption> interruptions;  ///< one for each run but the last

    /// What a run that is killed has committed depends on real time, too: the state commits 250 ms after what it waits with.
    [[nodiscard]] bool has_kill() const;
};

/// One page as the outputs got it.
struct written_page {
    std::string url;
    int status = 0;
    std::string sha256;
    std::uint64_t size = 0;
};

struct crawl_run_story : run_story {
    bool is_killed = false;
    crawl::frontier_counts known;
    std::string spent_budget;
    std::string spent_budget_of_host;
};

/// One URL as the state has it at the end.
struct known_row {
    crawl::standing where{};
    crawl::reason why{};
    std::uint32_t depth = 0;
    std::size_t times = 1;
};

/// All that a simulated crawl leaves to be looked at.
struct crawl_story : story {
    std::vector<crawl_run_story> runs;
    std::vector<written_page> written;
    std::map<std::string, known_row> known;
};

/// Crawls the seed's world as its plan has it, run after run, and looks at what that came to: `problems` is empty if all is well.
///
/// `log_lines` How many of the last events are kept as text.
[[nodiscard]] crawl_story simulate_crawl(std::uint64_t seed, std::size_t log_lines);

/// Adds to the story's problems.
void check_crawl(const world& truth, const crawl_plan& plan, crawl_story& story);

}  // namespace trawl::simulation
