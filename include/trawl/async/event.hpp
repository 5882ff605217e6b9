#pragma once

#include "trawl/async/awaitable.hpp"
#include "trawl/async/detail/waiter_list.hpp"

namespace trawl::async {

/// A flag that coroutines wait for: asyncio's Event.
///
/// Cancelling  A cancelled `wait` reports `operation_aborted`; one that was woken before it was cancelled returns.
/// Lifetime    Destroyed with waiters, it ends their waits with `operation_aborted`.
/// Threads     Not thread-safe: all calls on one executor.
/// Example     examples/event.cpp
class event {
public:
    /// Wakes all that wait, in the order they came; later waits return at once.
    void set() {
        set_ = true;
        waiters_.notify_all();
    }

    /// Later waits wait again. Those already woken return all the same.
    void clear() noexcept { set_ = false; }

    [[nodiscard]] bool is_set() const noexcept { return set_; }

    /// Waits until it is set; does not suspend if it is.
    [[nodiscard]] awaitable<void> wait();

private:
    bool set_ = false;
    detail::waiter_list waiters_;
};

}  // namespace trawl::async
