#pragma once

#include <cstdint>
#include <optional>

#include "fetch/host_limits.hpp"
#include "fetch/host_pace.hpp"
#include "fetch/rate_limiter.hpp"
#include "trawl/async/awaitable.hpp"
#include "trawl/async/clock.hpp"

namespace trawl::fetch {

/// The rates that all hosts of a run share.
struct run_rates {
    std::optional<rate_limiter> requests;
    std::optional<rate_limiter> bytes;
};

/// When requests to one host may start, and how fast their bodies may come. Waiting bodies are served in the order they came.
///
/// Lifetime    Refers to both arguments of its constructor.
/// Threads     Not thread-safe: all calls on the executor's one thread.
class host_lane {
public:
    using time_point = async::clock::time_point;
    /// Before any time there is.
    static constexpr time_point at_once = time_point::min();

    host_lane(const host_limits& limits, run_rates& run);
    host_lane(const host_lane&) = delete;
    host_lane& operator=(const host_lane&) = delete;

    /// When the host's next request may start, as far as the host is concerned; `at_once` if nothing holds it back.
    [[nodiscard]] time_point earliest() const noexcept;

    /// A request starts. Requires that it may, or that limits do not matter any more.
    void start();

    /// As `traffic` has it.
    void set_delay(async::clock::duration wish);
    [[nodiscard]] host_pace& pace() noexcept { return pace_; }
    [[nodiscard]] const host_pace& pace() const noexcept { return pace_; }

    /// No request starts before `until`.
    void pause(time_point until) noexcept;

    /// Until when it makes a difference to a new request that there were others; `at_once`: it makes none.
    [[nodiscard]] time_point busy_until() const noexcept;

    /// As `traffic` has them, for this host.
    [[nodiscard]] async::awaitable<void> pass(std::uint64_t bytes);
    [[nodiscard]] bool limits_bytes() const noexcept;
    [[nodiscard]] async::awaitable<void> start_another();

private:
    time_point reserve_start(time_point now);

    run_rates& run_;
    host_pace pace_;
    std::optional<rate_limiter> requests_;
    std::optional<rate_limiter> bytes_;
    time_point delayed_until_ = at_once;
    time_point paused_until_ = at_once;
};

}  // namespace trawl::fetch
