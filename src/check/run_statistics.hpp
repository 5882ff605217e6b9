#pragma once

#include <array>
#include <cstdint>

#include "check/check_result.hpp"
#include "check/latency_histogram.hpp"
#include "expect/threshold.hpp"

namespace trawl::check {

/// Counts the runs of checks, and how long their replies took. `failed` are those that an expectation or the network has
/// failed, and those that were skipped because what they need has. What else was skipped, or not run, does not count.
///
/// Threads     One at a time.
/// Limits      A `latency_histogram` for each of the six phases: 1.3 MiB at most for times between 1 us and a minute.
class run_statistics final : public expect::run_figures {
public:
    void add(const check_result& how);

    [[nodiscard]] std::uint64_t runs() const override { return runs_ + behind_failures_; }
    [[nodiscard]] std::uint64_t failed() const override { return failed_ + behind_failures_; }
    /// Of these, the ones that were skipped.
    [[nodiscard]] std::uint64_t behind_failures() const noexcept { return behind_failures_; }
    [[nodiscard]] std::uint64_t flaky() const override { return flaky_; }
    /// Of the last try of each run. A phase that did not happen took no time.
    [[nodiscard]] async::clock::duration percentile(expect::timed_phase of, double percent) const override;
    [[nodiscard]] std::uint64_t replies() const override;
    /// Requires a reply.
    [[nodiscard]] async::clock::duration slowest() const noexcept;

private:
    std::uint64_t runs_ = 0;
    std::uint64_t failed_ = 0;
    std::uint64_t behind_failures_ = 0;
    std::uint64_t flaky_ = 0;
    std::array<latency_histogram, expect::timed_phases> phases_;
};

}  // namespace trawl::check
