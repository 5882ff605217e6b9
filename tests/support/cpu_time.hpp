#pragma once

#include <algorithm>
#include <chrono>

#include <ctime>

/// The processor time that `work` takes on this thread, the least of a few runs: what else the machine does counts as little as can be.
template <class Work>
std::chrono::nanoseconds cpu_time(const Work& work) {
    const auto now = [] {
        std::timespec time{};
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
        return std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec);
    };
    auto least = std::chrono::nanoseconds::max();
    for (int run = 0; run < 3; ++run) {
        const auto start = now();
        work();
        least = std::min(least, now() - start);
    }
    return least;
}
