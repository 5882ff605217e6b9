#pragma once

#include <cstdint>

#include "fetch/host_limits.hpp"
#include "trawl/async/clock.hpp"

namespace trawl::fetch {

/// Spaces units out in time, so that only so many of them go by: a token bucket, kept as the time when the next unit may go.
///
/// Threads     Not thread-safe.
class rate_limiter {
public:
    using duration = async::clock::duration;
    using time_point = async::clock::time_point;

    /// `burst`: how much idle time may be made up for. Requires per_second > 0.
    rate_limiter(double per_second, duration burst) noexcept : per_second_(per_second), burst_(burst) {}

    /// Never two closer together than the rate says; one that is over 100/s may make up for 10 ms, which is about what
    /// timers and a busy loop lose.
    [[nodiscard]] static rate_limiter of_requests(const rate& allowed) noexcept;
    /// May make up for 100 ms.
    [[nodiscard]] static rate_limiter of_bytes(std::uint64_t per_second) noexcept;

    /// When the next unit may go; one long past for the first.
    [[nodiscard]] time_point next() const noexcept { return next_; }

    /// So many units go at `when`, whether they may or not: the next have to wait for them.
    ///
    /// Limits      At most a year for each call.
    void take(double units, time_point when) noexcept;

private:
    double per_second_;
    duration burst_;
    time_point next_ = time_point::min();
};

}  // namespace trawl::fetch
