#pragma once

#include <cstddef>

#include "report/check_record.hpp"

namespace trawl::report {

struct terminal_style {
    bool has_colour = false;
    /// Only what did not pass, and the last line.
    bool is_quiet = false;
    std::size_t width = 100;  ///< columns; longer lines of a reply are cut

    terminal_style() = default;
};

/// For people: a line a check, in columns; below what did not pass why, below a flaky one its first failure; thresholds, times,
/// and at last "12 checks: 10 passed, 1 flaky, 1 failed in 1.2 s". Safe for a terminal, whatever a server says.
///
/// Goes through the checks twice. Throws what `checks` and `take` throw.
void write_terminal_report(const run_record& run, const check_walk& checks, const text_sink& take,
                           const terminal_style& style = {});

}  // namespace trawl::report
