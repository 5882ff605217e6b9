#pragma once

#include <string>
#include <vector>

#include "report/check_record.hpp"

namespace trawl::report::test {

/// Of smoke.toml, lines 10, 20, 30, 40: one that passed, one that failed, one that was flaky, one that was skipped; and, of a
/// list, one that was not answered.
[[nodiscard]] std::vector<check_record> sample_checks();

/// What a run with these comes to, with a threshold that holds and one that does not.
[[nodiscard]] run_record sample_run();

/// A check that failed, everything in it as a server would have it that means harm.
[[nodiscard]] check_record nasty_check();

using report_writer = void (*)(const run_record&, const check_walk&, const text_sink&);

/// The whole report.
[[nodiscard]] std::string written(report_writer write, const run_record& run, const std::vector<check_record>& checks);

}  // namespace trawl::report::test
