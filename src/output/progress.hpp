#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <string>

#include "output/terminal.hpp"
#include "trawl/async/awaitable.hpp"
#include "trawl/async/clock.hpp"

namespace trawl::output {

/// How far a run is.
struct progress_counts {
    std::uint64_t done = 0;  ///< ended, well or not
    std::uint64_t failed = 0;
    std::uint64_t in_flight = 0;
    std::uint64_t bytes = 0;
    std::optional<std::uint64_t> total;      ///< of jobs, once the whole list has been read
    std::optional<std::uint64_t> waiting{};  ///< of a crawl: known and not begun
};

/// How fast it has been lately, a second.
struct progress_rates {
    double bytes = 0;
    double jobs = 0;
};

/// The rates of the last few seconds.
class rate_meter {
public:
    /// Takes a measurement. Times must not go backwards.
    [[nodiscard]] progress_rates add(async::clock::time_point when, const progress_counts& counts);

private:
    struct sample {
        async::clock::time_point when;
        std::uint64_t bytes;
        std::uint64_t done;
    };
    std::deque<sample> samples_;
};

/// "120/500 done  3 failed  64 in flight  900 waiting  1.2 MiB  300 KiB/s  ETA 5s", in at most `width` columns: what matters least
/// is left out first. With `colour`, failures are red.
[[nodiscard]] std::string progress_text(const progress_counts& counts, const progress_rates& rates, std::size_t width,
                                        bool colour);

/// Shows on stderr how far a run is: on a terminal one line, drawn again at most ten times a second and only if it
/// changed; elsewhere a line every five seconds.
///
/// Cancelling  `run` ends when it is cancelled, with the line wiped; that is how it is meant to end.
/// Lifetime    `counts` is called on the loop's thread as long as `run` runs.
class progress {
public:
    using counts_source = std::function<progress_counts()>;

    progress(terminal where, counts_source counts);

    [[nodiscard]] async::awaitable<void> run();

private:
    void draw();
    void wipe();

    terminal where_;
    counts_source counts_;
    rate_meter rates_;
    std::string shown_;
};

}  // namespace trawl::output
