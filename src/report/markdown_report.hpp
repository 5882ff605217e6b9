#pragma once

#include <cstddef>
#include <limits>

#include "report/check_record.hpp"

namespace trawl::report {

/// GitHub's Markdown, as a step summary and a comment show it: the totals, thresholds, a table of what did not pass or was
/// flaky, and for each of these what is known of it, folded away. Text from outside is in code, where nothing means anything
/// but itself: no table, HTML, link or mention comes of it.
///
/// Goes through the checks up to five times. Throws what `checks` and `take` throw.
/// Limits      At most `most` bytes, if that is at least 4 KiB: whole rows and then whole details are left out, and a line says
///             how many.
void write_markdown_report(const run_record& run, const check_walk& checks, const text_sink& take,
                           std::size_t most = std::numeric_limits<std::size_t>::max());

}  // namespace trawl::report
