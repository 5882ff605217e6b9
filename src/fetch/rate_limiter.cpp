#include "fetch/rate_limiter.hpp"

#include <algorithm>

namespace trawl::fetch {

using namespace std::chrono_literals;

namespace {

constexpr double longest_seconds = 365 * 86'400.0;
/// So that many long waits, one behind the other, stay within the clock.
constexpr std::chrono::hours furthest{24 * 365 * 20};

}  // namespace

rate_limiter rate_limiter::of_requests(const rate& allowed) noexcept {
    const double per_second = allowed.count / std::chrono::duration<double>(allowed.per).count();
    return {per_second, per_second > 100 ? duration(10ms) : duration::zero()};
}

rate_limiter rate_limiter::of_bytes(std::uint64_t per_second) noexcept {
    return {static_cast<double>(std::max<std::uint64_t>(per_second, 1)), 100ms};
}

void rate_limiter::take(double units, time_point when) noexcept {
    const std::chrono::duration<double> cost(std::min(units / per_second_, longest_seconds));
    const auto next = std::max(next_, when - burst_) + std::chrono::duration_cast<duration>(cost);
    next_ = std::min(next, when + furthest);
}

}  // namespace trawl::fetch
