#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "crawl/frontier.hpp"
#include "crawl/traps.hpp"
#include "output/link_report.hpp"
#include "output/summary.hpp"

namespace trawl::app {

/// What a run of a crawl came to.
struct crawl_end {
    output::run_cost cost;
    crawl::frontier_counts before;  ///< what earlier runs had come to
    crawl::frontier_counts now;
    std::vector<std::string> remarks;
    std::string spent_budget;          ///< that ended it; empty: none
    std::string spent_budget_of_host;  ///< of one that has URLs left; empty: none
    std::array<std::uint64_t, crawl::trap_count> trapped{};
    std::optional<output::link_totals> checked;  ///< with --check-links
    bool ignores_robots = false;
    bool is_interrupted = false;
};

/// For people: several lines, safe for a terminal.
[[nodiscard]] std::string crawl_summary(const crawl_end& ended, const output::summary& totals);

/// What is left, and how to go on; a line.
[[nodiscard]] std::string how_to_go_on(const crawl_end& ended);

}  // namespace trawl::app
