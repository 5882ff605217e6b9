#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "simulation/run_story.hpp"
#include "simulation/world.hpp"

namespace trawl::simulation {

/// What a seed makes of a list, of the options, and of the fate of a `trawl fetch`.
struct list_plan {
    list_plan(std::uint64_t seed, const world& from);

    std::vector<std::string> inputs;  ///< some twice, some no URLs
    fetch::engine_options engine;
    std::vector<interruption> interruptions;
};

/// All that fetching a list into a folder leaves to be looked at.
struct list_story : story {
    std::vector<run_story> runs;
    /// What stands in the folder at the end, by its path: SHA-256 of its bytes.
    std::map<std::string, std::string> files;
};

/// Fetches the seed's list as its plan has it, run after run into one folder, and looks at what that came to: `problems` is empty if
/// all is well.
///
/// `log_lines` How many of the last events are kept as text.
[[nodiscard]] list_story simulate_list(std::uint64_t seed, std::size_t log_lines);

/// Adds to the story's problems.
void check_list(const world& truth, const list_plan& plan, list_story& story);

}  // namespace trawl::simulation
