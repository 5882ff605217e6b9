#pragma once

#include <chrono>

#include <boost/asio/basic_waitable_timer.hpp>

namespace trawl::async {

/// The one clock of the library: the steady clock, unless a test or a simulation has put its own source in its place.
///
/// Threads     `now` may be called anywhere. `set_source` is for a moment when no timer is waiting.
struct clock {
    using duration = std::chrono::nanoseconds;
    using rep = duration::rep;
    using period = duration::period;
    using time_point = std::chrono::time_point<clock>;
    using source = time_point (*)() noexcept;
    static constexpr bool is_steady = true;

    [[nodiscard]] static time_point now() noexcept;

    /// Takes the time from `manual` from now on; from the steady clock again when it is null.
    static void set_source(source manual) noexcept;

    [[nodiscard]] static bool is_manual() noexcept;
};

/// How long the loop may sleep until a timer has to be looked at again: not at all under a manual source, whose time
/// moves without the loop being told.
struct wait_traits {
    [[nodiscard]] static clock::duration to_wait_duration(clock::duration left) noexcept;
    [[nodiscard]] static clock::duration to_wait_duration(clock::time_point when) noexcept;
};

/// Waits for a time of `clock`. Setting a new time or destroying it ends its waits with `operation_aborted`.
using timer = boost::asio::basic_waitable_timer<clock, wait_traits>;

}  // namespace trawl::async
