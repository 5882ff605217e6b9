#pragma once

#include <cstdint>

#include "app/fail_threshold.hpp"
#include "output/summary.hpp"

namespace trawl::app {

/// What the program's end tells the shell.
enum exit_status : int {
    all_done = 0,
    internal_error = 1,
    usage = 2,        ///< command line, config file, suite or input list
    network = 3,      ///< DNS, connect, TLS, timeout, protocol, a body that is not what it had to be
    http_status = 4,  ///< or another expectation that does not hold
    write_failed = 5,
    interrupted = 130  ///< SIGINT; SIGTERM and SIGHUP: 128 and the signal's number
};

/// All that a run's exit status depends on.
struct run_end {
    output::failure_counts failures;
    std::uint64_t inputs = 0;
    /// Below it, the failures of inputs do not count.
    fail_threshold fail_on;
    /// Records or another output of the run, or a command told of its jobs.
    bool is_output_lost = false;
    bool is_list_broken = false;
    /// What was expected of the run as a whole is not so.
    bool is_threshold_missed = false;
    bool is_internal_error = false;
    bool had_nothing_to_do = false;
    /// 0: it was not interrupted.
    int signal = 0;
};

/// Several at once: interrupted, then internal_error, write_failed, network, http_status, usage. The order in which things
/// happened does not count.
[[nodiscard]] int exit_status_of(const run_end& end) noexcept;

}  // namespace trawl::app
