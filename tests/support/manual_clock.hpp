#pragma once

#include <atomic>
#include <chrono>

#include "trawl/async/clock.hpp"

namespace trawl::test {

/// While it lives, `async::clock` stands still and moves only when it is told to. Timers follow at the next rounds of
/// the loop (`let_others_run`). One at a time.
class manual_clock {
public:
    manual_clock() noexcept {
        now_.store(start, std::memory_order_relaxed);
        async::clock::set_source(&read);
    }
    manual_clock(const manual_clock&) = delete;
    manual_clock& operator=(const manual_clock&) = delete;
    ~manual_clock() { async::clock::set_source(nullptr); }

    void advance(async::clock::duration by) noexcept { now_.fetch_add(by.count(), std::memory_order_relaxed); }

private:
    static constexpr async::clock::rep start = 1'000'000'000'000;

    static async::clock::time_point read() noexcept {
        return async::clock::time_point(async::clock::duration(now_.load(std::memory_order_relaxed)));
    }

    static inline std::atomic<async::clock::rep> now_ = start;
};

}  // namespace trawl::test
