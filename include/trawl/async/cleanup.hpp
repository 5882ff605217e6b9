#pragma once

#include <optional>
#include <utility>

#include "trawl/async/awaitable.hpp"
#include "trawl/async/detail/store.hpp"

namespace trawl::async {

/// Runs `body`, then `cleanup`, however the body ended: asyncio's try/finally with an await in the finally.
///
/// Result      The body's value, even when the caller is cancelled while `cleanup` runs.
/// Errors      The body's exception; the one of `cleanup` when the body had none.
/// Cancelling  Cancels the body and then reports `operation_aborted`. `cleanup` does not notice any cancellation.
///             A caller that has been cancelled before starts neither of them, so let the body acquire what
///             `cleanup` gives back.
/// Lifetime    What both refer to must live until this returns.
/// Threads     Runs on the caller's executor.
/// Limits      None: a clean-up that may hang needs its own `with_timeout`.
/// Example     tests/unit/async/cleanup_test.cpp
template <class T>
[[nodiscard]] awaitable<T> with_cleanup(awaitable<T> body, awaitable<void> cleanup);

[[nodiscard]] awaitable<void> with_cleanup(awaitable<void> body, awaitable<void> cleanup);

template <class T>
awaitable<T> with_cleanup(awaitable<T> body, awaitable<void> cleanup) {
    std::optional<T> value;
    co_await with_cleanup(detail::store(std::move(body), value), std::move(cleanup));
    co_return std::move(*value);
}

}  // namespace trawl::async
