#pragma once

#include <algorithm>
#include <cstddef>
#include <optional>

#include "fetch/adaptive_limit.hpp"
#include "fetch/host_limits.hpp"
#include "trawl/async/clock.hpp"

namespace trawl::fetch {

/// How far apart the requests to one host start, and how long it is left alone when it fails: from what the user said,
/// what its robots.txt asks for, and how it answers.
///
/// Lifetime    Refers to its limits.
/// Threads     Not thread-safe.
class host_pace {
public:
    using duration = async::clock::duration;
    using time_point = async::clock::time_point;

    /// No delay that a host causes itself, and no back-off, is longer.
    static constexpr duration longest = std::chrono::seconds{60};
    /// One that answers so fast is bounded well enough by its slots: a shorter adaptive delay is none.
    static constexpr duration least_adaptive = std::chrono::milliseconds{10};

    explicit host_pace(const host_limits& limits) noexcept : limits_(limits), delay_(limits.delay) {}

    /// Between the starts of two requests: the longest of the user's, the one asked for, and the adaptive one.
    [[nodiscard]] duration delay() const noexcept { return delay_; }

    /// What the host asks for (Crawl-delay); zero: nothing. At most `longest` of it counts.
    void ask_for(duration wish) noexcept;
    [[nodiscard]] duration asked_for() const noexcept { return asked_for_; }

    /// An attempt has ended.
    ///
    /// `first_byte` From the request to the first byte of the answer.
    void learn(load_sign sign, duration first_byte) noexcept;

    /// An attempt that began at `began` has failed by the host's fault. Those that were under way when the last back-off
    /// began count as one with it.
    ///
    /// Result      How long the host is to be left alone; zero: not at all.
    duration fail(time_point began, time_point now) noexcept;

    /// An attempt has not: it was answered.
    void succeed() noexcept { failures_ = 0; }

    /// In a row.
    [[nodiscard]] std::size_t failures() const noexcept { return failures_; }
    [[nodiscard]] bool is_to_be_parked() const noexcept {
        return limits_.max_failures_in_a_row > 0 && failures_ >= limits_.max_failures_in_a_row;
    }
    /// What an earlier run, or this one before it forgot the host, has counted.
    void resume(duration wish, std::size_t failures) noexcept;

private:
    void set_adaptive(duration wish) noexcept;
    void choose_delay() noexcept { delay_ = std::max({limits_.delay, asked_for_, adaptive_}); }

    const host_limits& limits_;
    duration delay_;
    duration asked_for_{};
    duration adaptive_{};
    std::optional<duration> smoothed_;
    std::size_t failures_ = 0;
    time_point failed_at_ = time_point::min();
};

}  // namespace trawl::fetch
