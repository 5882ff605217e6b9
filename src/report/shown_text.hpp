#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "report/check_record.hpp"

namespace trawl::report {

// Pieces of the reports for people. Text from outside is safe in them for a terminal.

/// "12 checks: 10 passed, 1 flaky, 1 failed in 1.2 s", its trouble behind it.
[[nodiscard]] std::string totals_text(const run_record& of);

/// "passed: 2 of 100 runs failed, within 'failed <= 2%'"; empty: none failed, or the run did.
[[nodiscard]] std::string verdict_text(const run_record& of);

/// "p50 12 ms, p95 80 ms, p99 95 ms, slowest 100 ms; 12 requests over 3 connections".
[[nodiscard]] std::string cost_text(const run_record& of);

/// "p95(time) < 500ms: 120 ms", or what is wrong and where that stands.
[[nodiscard]] std::string threshold_text(const run_record::judged_threshold& of);

[[nodiscard]] std::string milliseconds_text(double milliseconds);

/// How long a check took, without its wait for its turn; "-": it was not run.
[[nodiscard]] std::string took_text(const check_record& of);

/// The status, "-" without one.
[[nodiscard]] std::string status_text(const check_record& of);

/// What is known of a check that did not pass, as `failure_text` has it, in lines that are safe; of one that is flaky how often it was
/// tried, and its first failure. No more of the body than ten lines.
[[nodiscard]] std::vector<std::string> detail_lines(const check_record& of);

/// It failed or could not be asked.
[[nodiscard]] inline bool is_bad(check::standing how) noexcept {
    return how == check::standing::failed || how == check::standing::error;
}

}  // namespace trawl::report
