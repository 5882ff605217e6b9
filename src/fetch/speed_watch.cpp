#include "fetch/speed_watch.hpp"

#include <algorithm>
#include <cassert>

namespace trawl::fetch {

namespace {

constexpr int samples_in_window = 64;

}  // namespace

speed_watch::speed_watch(std::uint64_t bytes_per_second, duration window)
    : window_(window),
      least_(std::max(std::uint64_t{1},
                      static_cast<std::uint64_t>(std::min(1e18, static_cast<double>(bytes_per_second) *
                                                                    std::chrono::duration<double>(window).count())))) {
    assert(window > duration::zero());
}

void speed_watch::add(std::uint64_t bytes, duration waited) {
    now_ += waited;
    while (!samples_.empty() && samples_.front().at + window_ <= now_) {
        sum_ -= samples_.front().bytes;
        samples_.pop_front();
    }
    sum_ += bytes;
    if (!samples_.empty() && now_ - samples_.back().at < window_ / samples_in_window) {
        samples_.back().bytes += bytes;
    } else {
        samples_.push_back({now_, bytes});
    }
}

speed_watch::duration speed_watch::patience() const noexcept {
    std::uint64_t left = sum_;
    duration until = window_;
    for (const sample& oldest : samples_) {
        if (left < least_) {
            break;
        }
        left -= oldest.bytes;
        until = std::max(until, oldest.at + window_);
    }
    return until - now_;
}

}  // namespace trawl::fetch
