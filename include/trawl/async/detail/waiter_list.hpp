#pragma once

#include <cstddef>

#include <boost/asio/cancellation_state.hpp>
#include <boost/asio/execution_context.hpp>
#include <boost/intrusive/list.hpp>

#include "trawl/async/awaitable.hpp"

namespace trawl::async::detail {

/// The coroutines that wait for something, first come, first served: the one list under event, semaphore and queue.
///
/// A wait that is notified leaves the list at once and is resumed by a posted completion, never inline. Until it has
/// resumed it counts as notified, so that what it was notified for can be kept for it.
///
/// Cancelling  Terminal, partial and total all end a wait that has not been notified. One that has been returns
///             normally: its caller looks at its own cancellation state and hands on what it was given.
/// Lifetime    Destroyed with waiters, it ends their waits with `operation_aborted`, notified ones included; they do
///             not touch it any more. Destroying the io_context first destroys the waiting coroutines.
/// Threads     Not thread-safe: all calls on one executor.
class waiter_list
    : public boost::intrusive::list_base_hook<boost::intrusive::link_mode<boost::intrusive::auto_unlink>> {
public:
    waiter_list() = default;
    waiter_list(const waiter_list&) = delete;
    waiter_list& operator=(const waiter_list&) = delete;
    ~waiter_list();

    /// Waits to be notified; throws `operation_aborted` when that did not happen.
    [[nodiscard]] awaitable<void> wait();

    /// Notifies the longest waiting one; false if none waits.
    bool notify_one();

    void notify_all();

    [[nodiscard]] bool has_waiting() const noexcept { return !waiting_.empty(); }

    /// Waits that have been notified and not yet resumed.
    [[nodiscard]] std::size_t notified_count() const noexcept { return notified_count_; }

private:
    class waiter;
    class registry;
    struct start_wait;
    using hook = boost::intrusive::list_base_hook<boost::intrusive::link_mode<boost::intrusive::auto_unlink>>;
    using list = boost::intrusive::list<hook, boost::intrusive::constant_time_size<false>>;

    void register_at(boost::asio::execution_context& context);
    void abandon() noexcept;

    list waiting_;
    list notified_;
    std::size_t notified_count_ = 0;
    boost::asio::execution_context* context_ = nullptr;
};

/// Whether the coroutine with this `this_coro::cancellation_state` has been cancelled: for one that was notified and
/// has to hand on what it was given. Awaiting the state does not throw, awaiting a coroutine that does it would.
[[nodiscard]] inline bool was_cancelled(const boost::asio::cancellation_state& state) noexcept {
    return state.cancelled() != boost::asio::cancellation_type::none;
}

}  // namespace trawl::async::detail
