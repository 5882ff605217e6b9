#pragma once

#include <cstddef>
#include <memory>

#include <boost/intrusive/set_hook.hpp>

#include "trawl/async/awaitable.hpp"
#include "trawl/async/deadline.hpp"

namespace trawl::net {

/// Deadlines for many connections with one timer: setting one again and again is a store, not a system call.
///
/// Lifetime    Must outlive its entries (asserted).
/// Threads     Not thread-safe: all calls on the executor's one thread.
/// Limits      Calls a little after the deadline, as timers do; never before it. While an entry is armed, the loop has
///             work.
/// Example     tests/unit/net/watchdog_test.cpp
class watchdog {
public:
    class entry;

    explicit watchdog(async::executor executor);
    ~watchdog();
    watchdog(const watchdog&) = delete;
    watchdog& operator=(const watchdog&) = delete;

    /// Entries that have a deadline now.
    [[nodiscard]] std::size_t armed() const noexcept;

private:
    class schedule;
    // Shared with the timer's handler, which may still run when the watchdog is gone.
    std::shared_ptr<schedule> schedule_;
};

/// One deadline at a time, and what to call when it passes. Owned by what it watches, stays where it is.
class watchdog::entry : public boost::intrusive::set_base_hook<> {
public:
    using callback = void (*)(void* context) noexcept;

    /// Not armed. `on_expired(context)` is called from the loop, the entry disarmed; it may arm it for later, or
    /// destroy it.
    entry(watchdog& owner, callback on_expired, void* context) noexcept;
    ~entry();
    entry(const entry&) = delete;
    entry& operator=(const entry&) = delete;

    /// Takes the place of the deadline before. `never` is as `disarm`.
    void arm(async::deadline when);

    void disarm();

    [[nodiscard]] bool is_armed() const noexcept { return !when_.is_never(); }

private:
    friend class watchdog::schedule;

    schedule& schedule_;
    callback on_expired_;
    void* context_;
    async::deadline when_;
    // When the schedule looks at it next: at its deadline, or before it if that has been put off meanwhile.
    async::clock::time_point check_;
};

}  // namespace trawl::net
