#pragma once

#include <functional>

#include "trawl/async/awaitable.hpp"

namespace trawl::app {

/// Tells the number of each SIGINT, SIGTERM and SIGHUP as it comes, until it is cancelled; those that were
/// ignored when the program started stay so. The third ends the program at once with 128 and its number: what is recorded
/// done is on disk at any moment.
///
/// Lifetime    `told` must outlive it.
[[nodiscard]] async::awaitable<void> watch_signals(const std::function<void(int)>& told);

}  // namespace trawl::app
