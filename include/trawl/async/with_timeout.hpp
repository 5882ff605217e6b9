#pragma once

#include <optional>
#include <utility>

#include "trawl/async/awaitable.hpp"
#include "trawl/async/clock.hpp"
#include "trawl/async/deadline.hpp"
#include "trawl/async/detail/store.hpp"
#include "trawl/async/errors.hpp"

namespace trawl::async {

/// Runs `operation` and gives it until `limit` to finish.
///
/// Result      The operation's own value or exception, even when it finishes after the limit: nothing received is
///             dropped.
/// Errors      `async_errc::timed_out` if the limit passed and the operation ended cancelled. Other exceptions pass
///             through.
/// Cancelling  Cancelling the caller cancels the operation (terminal) and reports `operation_aborted`, never a timeout.
///             Returns only once the operation has ended; one that ignores cancellation holds the caller.
/// Lifetime    Takes the operation by value; what its arguments refer to must live until this returns.
/// Threads     Runs on the caller's executor; one thread or one strand at a time.
/// Limits      A limit that has passed starts the operation and cancels it at once. Under `deadline::never()` the
///             operation is awaited as if it stood there alone.
/// Example     examples/timeout.cpp
template <class T>
[[nodiscard]] awaitable<T> with_timeout(awaitable<T> operation, deadline limit);

[[nodiscard]] awaitable<void> with_timeout(awaitable<void> operation, deadline limit);

/// The same with a limit counted from the moment that this is awaited.
template <class T>
[[nodiscard]] awaitable<T> with_timeout(awaitable<T> operation, clock::duration limit);

template <class T>
awaitable<T> with_timeout(awaitable<T> operation, deadline limit) {
    std::optional<T> value;
    co_await with_timeout(detail::store(std::move(operation), value), limit);
    co_return std::move(*value);
}

template <class T>
awaitable<T> with_timeout(awaitable<T> operation, clock::duration limit) {
    co_return co_await with_timeout(std::move(operation), deadline::after(limit));
}

}  // namespace trawl::async
