#pragma once

#include <functional>

#include "trawl/async/awaitable.hpp"

namespace trawl::fetch {

/// Calls `what` on another loop, and goes on when it has returned; throws what it threw.
///
/// Cancelling  Not heeded: it is for what takes a moment.
/// Lifetime    That loop must run until this returns.
[[nodiscard]] async::awaitable<void> run_at(async::executor where, std::function<void()> what);

}  // namespace trawl::fetch
