#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "check/check_result.hpp"
#include "report/redactor.hpp"

namespace trawl::report {

/// What reports tell of a check, with nothing secret in it. Text is as it came, valid UTF-8: each report makes it fit.
struct check_record {
    std::string name;
    std::string file;  ///< of the suite or list; empty: the command line
    std::uint32_t line = 0;
    std::vector<std::string> tags;
    std::string method;
    std::string url;
    std::string final_url;
    check::standing stands = check::standing::not_run;
    check::blame blamed = check::blame::nobody;
    std::string outcome;  ///< the record's word
    int status = 0;
    std::string message;
    std::vector<check::expectation_result> expectations;
    std::string body_start;
    bool is_body_cut = false;
    std::optional<std::uint64_t> binary_size;  ///< of a body that is no text
    unsigned tries = 1;
    std::string first_failure;
    std::string started;  ///< ISO 8601, UTC
    /// Milliseconds; nullopt: it did not happen.
    struct timings {
        std::optional<double> queue, dns, connect, tls, ttfb, transfer, total;
    } took;
    /// Milliseconds that the last try took, the waits for its turn left out: what `time` is judged by. nullopt: nothing was asked.
    std::optional<double> time;
    /// Of all runs of the check; that were skipped or not begun are none.
    std::uint64_t runs = 1;
    std::uint64_t failed_runs = 0;
    std::uint64_t flaky_runs = 0;
    /// Beside them.
    std::uint64_t skipped_runs = 0;
    /// The line that it was read from, without its line feed: of the runs, the one that is told.
    std::string json;
};

/// Appends a run of a check as one JSON object and a line feed: the record of `output::append_record`, and behind its members
///
///     name suite tags[] result blame message expectations[{text,file,line,result,actual,message}] body_start body_cut body_binary
///     tries first_failure time_ms
///
/// `suite` is the file that it stands in, the record's `line` where in there (the job's line must be it). `result` of an
/// expectation is "passed", "failed" or "not_evaluated". Null is what there is none of. Requires a report with a `check_result`
/// that says of which entry it is.
///
/// Limits      Of `body_start` 1 KiB, and nothing that may be the start of a secret that was cut off.
void append_check_line(std::string& out, const fetch::report& done, const redactor& secrets);

/// Reads such a line back, as the only run of its check. Throws `std::runtime_error` if it is none.
[[nodiscard]] check_record read_check_line(std::string_view line);

/// What is told of the whole run.
struct run_record {
    struct judged_threshold {
        std::string text;
        check::place where;
        bool holds = false;
        std::string actual;
        std::string message;
    };

    std::string name;  ///< of the suite; "trawl check" if there is none, or more than one
    std::string started;
    double seconds = 0;
    /// Checks; of one that is repeated, all its runs count once.
    std::uint64_t checks = 0, passed = 0, flaky = 0, failed = 0, errors = 0, skipped = 0, not_run = 0;
    std::uint64_t runs = 0;
    std::uint64_t failed_runs = 0;
    /// Beside them: skipped, as what they need has failed.
    std::uint64_t skipped_runs = 0;
    std::vector<judged_threshold> thresholds;
    /// Milliseconds, of the runs with a reply; nullopt: there was none.
    std::optional<double> p50, p95, p99, slowest;
    std::uint64_t requests = 0;
    std::uint64_t connections = 0;
    bool is_interrupted = false;
    /// As the exit status says, of all but the reports themselves.
    bool has_passed = true;
    /// What lets it pass though checks did not: "'failed <= 2%'", "--fail-on 5%". Empty: none failed, or they count.
    std::string tolerance;
    /// Why it says less of what was asked for than it ought to: "interrupted". Empty: it says all.
    std::string trouble;

    /// Whether a check did not pass and the run did: no fault that anything is to stop for.
    [[nodiscard]] bool tolerates(const check_record& each) const noexcept {
        return has_passed && (each.stands == check::standing::failed || each.stands == check::standing::error);
    }

    [[nodiscard]] bool thresholds_hold() const noexcept {
        for (const auto& each : thresholds) {
            if (!each.holds) {
                return false;
            }
        }
        return true;
    }
};

/// The checks of a run, in the order of its inputs. May be gone through many times. Blocks: meant for the end of a run.
using check_walk = std::function<void(const std::function<void(const check_record&)>& take)>;

/// Takes a piece of a report. Throws if it cannot be written.
using text_sink = std::function<void(std::string_view text)>;

}  // namespace trawl::report
