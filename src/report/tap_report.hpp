#pragma once

#include "report/check_record.hpp"

namespace trawl::report {

/// TAP 14: a test point a check and a threshold, with a block of YAML below those that did not simply pass. A run that was
/// interrupted bails out at the end.
///
/// The plan is `run.checks` and the thresholds: a check whose result was lost fails the report. Throws what `checks` and `take` throw.
void write_tap_report(const run_record& run, const check_walk& checks, const text_sink& take);

}  // namespace trawl::report
