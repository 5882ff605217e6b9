#pragma once

#include "trawl/async/clock.hpp"

namespace trawl::async::detail {

/// Under a manual source: when the earliest timer is due of the loop that has looked at its timers last. One that was cancelled
/// since counts until the loop looks again. For who moves the clock: between now and then nothing happens by itself.
///
/// Threads     As for `clock::now`.
/// Limits      Says nothing of a loop without timers.
[[nodiscard]] clock::time_point next_due() noexcept;

}  // namespace trawl::async::detail
