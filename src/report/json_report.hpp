#pragma once

#include "report/check_record.hpp"

namespace trawl::report {

/// One JSON object: what is told of the run, its thresholds, and the checks as `append_check_line` has them, with `runs`, `failed_runs`,
/// `flaky_runs` and `skipped_runs` behind their members. docs/formats.md has the members.
///
/// Throws what `checks` and `take` throw.
void write_json_report(const run_record& run, const check_walk& checks, const text_sink& take);

}  // namespace trawl::report
