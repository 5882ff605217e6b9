#include "fetch/adaptive_limit.hpp"

#include <algorithm>

namespace trawl::fetch {

namespace {

using duration = async::clock::duration;

constexpr std::size_t first_limit = 2;
/// What answers may vary by without saying anything.
constexpr duration noise = std::chrono::milliseconds{20};

}  // namespace

adaptive_limit::adaptive_limit(std::size_t ceiling) noexcept
    : ceiling_(ceiling), limit_(std::min(first_limit, ceiling)) {
}

void adaptive_limit::learn(load_sign sign, duration first_byte, std::size_t in_flight) noexcept {
    if (outdated_ > 0) {
        --outdated_;
    } else if (sign == load_sign::answered) {
        answered(first_byte, in_flight);
    } else if (sign == load_sign::overloaded) {
        overloaded(in_flight);
    } else {
        good_ = 0;
    }
}

void adaptive_limit::answered(duration first_byte, std::size_t in_flight) noexcept {
    smoothed_ = smoothed_ ? *smoothed_ + (first_byte - *smoothed_) / 4 : first_byte;
    if (in_flight >= limit_) {
        ++good_;
    }
    if (good_ < limit_) {
        return;
    }
    good_ = 0;
    best_ = std::min(best_, *smoothed_);
    if (*smoothed_ <= std::max(2 * best_, best_ + noise)) {
        limit_ = std::min(limit_ + 1, ceiling_);
    }
}

void adaptive_limit::overloaded(std::size_t in_flight) noexcept {
    limit_ = std::max<std::size_t>(limit_ / 2, 1);
    good_ = 0;
    outdated_ = in_flight > 0 ? in_flight - 1 : 0;
}

}  // namespace trawl::fetch
