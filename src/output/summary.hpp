#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "fetch/host_pause.hpp"
#include "fetch/outcome.hpp"
#include "trawl/async/clock.hpp"

namespace trawl::output {

/// What a run cost, for the summary's first line.
struct run_cost {
    async::clock::duration elapsed{};
    std::uint64_t requests = 0;
    std::uint64_t connections = 0;
};

/// Jobs that did not end well, by what the exit status tells apart. Interrupted ones are none of these.
struct failure_counts {
    std::uint64_t output = 0;   ///< the body could not be written
    std::uint64_t network = 0;  ///< no whole and right body came, or the host was given up
    std::uint64_t status = 0;   ///< HTTP status
    std::uint64_t input = 0;    ///< no URL that can be fetched

    [[nodiscard]] std::uint64_t all() const noexcept { return output + network + status + input; }
};

/// Counts what became of the jobs of a run.
///
/// Limits      Constant memory: the failures told by name are the first ten of the list, whichever ended first.
class summary {
public:
    void add(const fetch::report& done);

    [[nodiscard]] std::uint64_t done() const noexcept { return done_; }
    /// Of those, the ones that did not end well.
    [[nodiscard]] std::uint64_t failed() const noexcept { return done_ - fetched_ - not_modified_ - complete_; }
    /// Of those, the ones that robots.txt, --content-type or --max-size leave out: no failures.
    [[nodiscard]] std::uint64_t denied() const noexcept { return denied_; }
    /// Of those, the ones that were interrupted.
    [[nodiscard]] std::uint64_t cancelled() const noexcept { return failed() - denied_ - failures().all(); }
    [[nodiscard]] std::uint64_t not_modified() const noexcept { return not_modified_; }
    [[nodiscard]] const failure_counts& failures() const noexcept { return counts_; }
    /// Of the failures, those that another try may mend: what is tried again by default.
    [[nodiscard]] std::uint64_t passing() const noexcept { return passing_; }
    /// Whether one did not end well for this reason, an error's name as in records.
    [[nodiscard]] bool has(std::string_view reason) const { return reasons_.contains(reason); }
    /// Of those that did not end well, the ones that left a part to go on with.
    [[nodiscard]] std::uint64_t parts() const noexcept { return parts_; }
    /// Of bodies that came, decoded.
    [[nodiscard]] std::uint64_t bytes() const noexcept { return bytes_; }

    /// For people; several lines, safe for a terminal.
    [[nodiscard]] std::string text(const run_cost& cost) const;

    /// The first failures, and how many more there are; a line each, as in `text`. Empty if there are none.
    [[nodiscard]] std::string failures_text() const;

private:
    struct failure {
        std::uint64_t number;
        std::string text;
    };
    void keep(const fetch::report& done);
    [[nodiscard]] std::string reasons_text() const;

    std::uint64_t done_ = 0;
    std::uint64_t fetched_ = 0;
    std::uint64_t bytes_ = 0;
    std::uint64_t not_modified_ = 0;
    std::uint64_t complete_ = 0;
    std::uint64_t denied_ = 0;
    std::uint64_t passing_ = 0;
    std::uint64_t parts_ = 0;
    failure_counts counts_;
    std::map<std::string, std::uint64_t, std::less<>> reasons_;
    std::vector<failure> failures_;  // in the order of the list
};

/// "example.org asked us to wait 3 times, 12 s in all", a line a host, safe for a terminal; of many hosts those that cost
/// most.
[[nodiscard]] std::string pauses_text(const std::vector<fetch::host_pause>& pauses);

}  // namespace trawl::output
