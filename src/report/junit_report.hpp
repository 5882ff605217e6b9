#pragma once

#include "report/check_record.hpp"

namespace trawl::report {

/// JUnit's XML, of which every reader knows this much: a `testsuite` a suite file (or list), a `testcase` a check with at most one
/// `failure` (an assertion), `error` (no reply) or `skipped`; times in seconds. `classname` and `name` together come once. A
/// suite "thresholds" has those of the run. docs/formats.md says more.
///
/// Goes through the checks twice. Throws what `checks` and `take` throw.
void write_junit_report(const run_record& run, const check_walk& checks, const text_sink& take);

}  // namespace trawl::report
