#pragma once

#include <cstdint>
#include <deque>

#include "trawl/async/clock.hpp"

namespace trawl::fetch {

/// Whether a body comes fast enough: so many bytes a second over each window of time that was spent waiting for it.
/// Time spent otherwise (a rate, the disk) is not told to it, and so does not count.
class speed_watch {
public:
    using duration = async::clock::duration;

    /// Requires a window over zero.
    speed_watch(std::uint64_t bytes_per_second, duration window);

    /// So many bytes came after so long.
    void add(std::uint64_t bytes, duration waited);

    /// How long the next byte may take; zero or less: it is too slow already.
    [[nodiscard]] duration patience() const noexcept;

private:
    struct sample {
        duration at;
        std::uint64_t bytes;
    };

    duration window_;
    std::uint64_t least_;
    duration now_{};
    std::uint64_t sum_ = 0;
    std::deque<sample> samples_;  // of the window; those close to each other are one
};

}  // namespace trawl::fetch
