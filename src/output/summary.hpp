#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "fetch/outcome.hpp"
#include "trawl/async/clock.hpp"

namespace trawl::output {

/// What a run cost, for the summary's first line.
struct run_cost {
    async::clock::duration elapsed{};
    std::uint64_t requests = 0;
    std::uint64_t connections = 0;
};

/// Counts what became of the jobs of a run.
///
/// Limits      Constant memory: the failures told by name are the first ten of the list, whichever ended first.
class summary {
public:
    void add(const fetch::report& done);

    [[nodiscard]] std::uint64_t done() const noexcept { return done_; }
    /// Of those, the ones that did not end well.
    [[nodiscard]] std::uint64_t failed() const noexcept { return done_ - fetched_; }
    /// Of those, the ones that were interrupted.
    [[nodiscard]] std::uint64_t cancelled() const noexcept { return failed() - told(); }
    /// Of bodies that came, decoded.
    [[nodiscard]] std::uint64_t bytes() const noexcept { return bytes_; }

    /// The exit code that what happened asks for, whatever the order: 5 output could not be written, 3 network, 4 HTTP
    /// status, 2 input that is no URL; the first of these that applies, else 0. Interrupted jobs count for none.
    [[nodiscard]] int exit_code() const noexcept;

    /// For people; several lines, safe for a terminal.
    [[nodiscard]] std::string text(const run_cost& cost) const;

private:
    struct failure {
        std::uint64_t number;
        std::string text;
    };
    void keep(const fetch::report& done);
    /// The failures that are told by name.
    [[nodiscard]] std::uint64_t told() const noexcept {
        return written_badly_ + network_failures_ + http_errors_ + skipped_;
    }
    [[nodiscard]] std::string reasons_text() const;

    std::uint64_t done_ = 0;
    std::uint64_t fetched_ = 0;
    std::uint64_t bytes_ = 0;
    std::uint64_t written_badly_ = 0;
    std::uint64_t network_failures_ = 0;
    std::uint64_t http_errors_ = 0;
    std::uint64_t skipped_ = 0;
    std::map<std::string, std::uint64_t, std::less<>> reasons_;
    std::vector<failure> failures_;  // in the order of the list
};

}  // namespace trawl::output
