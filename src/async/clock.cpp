#include "trawl/async/clock.hpp"

#include <algorithm>
#include <atomic>

#include "trawl/async/deadline.hpp"
#include "trawl/async/detail/next_due.hpp"

namespace trawl::async {

namespace {

std::atomic<clock::source> manual_source{nullptr};
std::atomic<clock::rep> earliest_timer{0};

}  // namespace

clock::time_point clock::now() noexcept {
    if (const source manual = manual_source.load(std::memory_order_relaxed)) {
        return manual();
    }
    return time_point(std::chrono::duration_cast<duration>(std::chrono::steady_clock::now().time_since_epoch()));
}

void clock::set_source(source manual) noexcept {
    manual_source.store(manual, std::memory_order_relaxed);
}

bool clock::is_manual() noexcept {
    return manual_source.load(std::memory_order_relaxed) != nullptr;
}

clock::duration wait_traits::to_wait_duration(clock::duration left) noexcept {
    if (!clock::is_manual()) {
        return left;
    }
    earliest_timer.store((clock::now() + left).time_since_epoch().count(), std::memory_order_relaxed);
    return std::min(left, clock::duration::zero());
}

clock::duration wait_traits::to_wait_duration(clock::time_point when) noexcept {
    return to_wait_duration(deadline::at(when).remaining());
}

clock::time_point detail::next_due() noexcept {
    return clock::time_point(clock::duration(earliest_timer.load(std::memory_order_relaxed)));
}

}  // namespace trawl::async
