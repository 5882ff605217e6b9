#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "trawl/async/clock.hpp"

namespace trawl::check {

/// Counts how long things took, for percentiles: exact up to 1,024 of them, from there on within 0.05 %, as HdrHistogram does
/// it: each power of two nanoseconds is cut into 1,024 equal parts.
///
/// Threads     One at a time.
/// Limits      8 KiB for each power of two that occurs: 200 KiB for times between 1 us and a minute.
class latency_histogram {
public:
    using duration = async::clock::duration;

    /// Requires `took` >= 0.
    void add(duration took);

    [[nodiscard]] std::uint64_t count() const noexcept { return count_; }
    /// The time that `percent` of them stayed within, by the nearest-rank method: of 4, the 50th percentile is the second.
    /// Requires 0 < percent <= 100 and one that was added.
    [[nodiscard]] duration percentile(double percent) const;
    /// Exact. Requires one that was added.
    [[nodiscard]] duration slowest() const noexcept { return most_; }

private:
    static constexpr std::size_t parts = 1024;
    using octave_counts = std::array<std::uint64_t, parts>;

    void count_in(std::uint64_t nanoseconds);
    [[nodiscard]] std::uint64_t find(std::uint64_t rank) const;

    std::vector<std::uint64_t> exact_;  // until there are too many
    // The first one: below 1,024 ns; null: none came.
    std::vector<std::unique_ptr<octave_counts>> octaves_;
    std::uint64_t count_ = 0;
    duration least_{};
    duration most_{};
};

}  // namespace trawl::check
