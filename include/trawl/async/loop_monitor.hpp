#pragma once

#include <chrono>
#include <functional>

#include <boost/asio/io_context.hpp>

#include "trawl/async/clock.hpp"

namespace trawl::async {

/// A handler that kept the loop from serving anything else.
struct slow_handler {
    /// As given to `loop_label`; "unnamed" if nobody did.
    const char* name;
    clock::duration held;
};

/// Names the handler that is running for `run_monitored`: code that may hold the loop calls it before. The last name
/// given in a handler counts. A thread outside `run_monitored` may call it too.
///
/// Lifetime    `name` is a string literal, or lives as long as the loop runs.
void loop_label(const char* name) noexcept;

/// Runs `context` as its own `run` does, handler by handler, and reports each that held the loop for `threshold` or
/// longer: asyncio's slow_callback_duration.
///
/// Result      Returns when the context is out of work or stopped.
/// Errors      What a handler throws passes through; the context can be run again.
/// Threads     One thread a context. `report` runs on it, between two handlers.
/// Limits      Two clock reads a handler at most. When the loop had nothing to do before the handler, what it waited
///             for it cannot be told apart from the handler's own time within an eighth of the threshold: it is
///             reported from nine eighths on, and `held` is then the least it can have been.
void run_monitored(boost::asio::io_context& context, clock::duration threshold,
                   const std::function<void(const slow_handler&)>& report);

/// What asyncio takes for slow.
inline constexpr clock::duration default_slow_handler_threshold = std::chrono::milliseconds(100);

}  // namespace trawl::async
