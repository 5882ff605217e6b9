#pragma once

#include <optional>

#include "trawl/async/awaitable.hpp"
#include "trawl/async/semaphore.hpp"

namespace trawl::async {

/// One coroutine at a time, first come, first served: asyncio's Lock. For what stays locked over an await; between two
/// awaits on one thread nothing needs a lock.
///
/// Cancelling  A cancelled waiter leaves no hole: the lock goes to the next one. Reports `operation_aborted`.
/// Lifetime    Must outlive its guards (asserted). Destroyed with waiters, it ends their waits with
///             `operation_aborted`.
/// Threads     Not thread-safe: all calls on one executor. It does not keep threads apart.
/// Example     examples/lock.cpp
class mutex {
public:
    /// Holds the lock until it is destroyed or `release`d.
    using guard = semaphore::permit;

    /// Waits for the lock; does not suspend if it is free. Not recursive.
    [[nodiscard]] awaitable<guard> lock() { return turn_.acquire(); }

    /// The lock if it is free.
    [[nodiscard]] std::optional<guard> try_lock() noexcept { return turn_.try_acquire(); }

    [[nodiscard]] bool is_locked() const noexcept { return turn_.available() == 0; }

private:
    semaphore turn_{1};
};

}  // namespace trawl::async
