#pragma once

#include <algorithm>
#include <cassert>
#include <cstddef>
#include <deque>
#include <optional>
#include <utility>
#include <vector>

#include <boost/system/system_error.hpp>

#include "trawl/async/awaitable.hpp"
#include "trawl/async/cancellation.hpp"
#include "trawl/async/detail/waiter_list.hpp"
#include "trawl/async/errors.hpp"

namespace trawl::async {

/// A bounded queue between coroutines, with back-pressure both ways: asyncio's Queue with a close.
///
/// Errors      `async_errc::closed` from `push` once it is closed. `pop` gives nothing once it is closed and drained.
/// Cancelling  A cancelled `push` has not pushed and a cancelled `pop` has taken nothing: an item or a place kept for
///             it goes to the next one. Both report `operation_aborted`.
/// Lifetime    Destroyed with waiters, it ends their waits with `operation_aborted`.
/// Threads     Not thread-safe: all calls on one executor.
/// Limits      `capacity` items. Waiters on each side are served first come, first served.
/// Example     examples/producer_consumer.cpp
template <class T>
class queue {
public:
    /// Requires `capacity` > 0.
    explicit queue(std::size_t capacity) : capacity_(capacity) { assert(capacity > 0); }

    /// Waits for a place; does not suspend if there is one. Throws `closed` if it is closed before that.
    [[nodiscard]] awaitable<void> push(T item);

    /// Pushes if there is a place and it is not closed; `item` is moved from only when it returns true.
    [[nodiscard]] bool try_push(T&& item);

    /// Waits for an item; does not suspend if there is one. Nothing once the queue is closed and drained.
    [[nodiscard]] awaitable<std::optional<T>> pop();

    /// An item if there is one that nobody waits for.
    [[nodiscard]] std::optional<T> try_pop();

    /// Waits for one item and takes as many as there are, up to `max`. Empty once the queue is closed and drained.
    /// Requires `max` > 0.
    [[nodiscard]] awaitable<std::vector<T>> pop_batch(std::size_t max);

    /// Takes no more items: waiting pushes throw `closed`, pops get what is left and then nothing.
    void close();

    /// Says that the work on one popped item is done. Requires one call at most for each item.
    void task_done();

    /// Waits until `task_done` has been called for every item that was pushed.
    [[nodiscard]] awaitable<void> join();

    [[nodiscard]] bool is_closed() const noexcept { return closed_; }
    [[nodiscard]] std::size_t size() const noexcept { return items_.size(); }
    [[nodiscard]] bool is_empty() const noexcept { return items_.empty(); }
    [[nodiscard]] std::size_t capacity() const noexcept { return capacity_; }

private:
    // What is there for a newcomer: without what is kept for those already notified.
    [[nodiscard]] std::size_t free_items() const noexcept {
        return items_.size() - std::min(items_.size(), poppers_.notified_count());
    }
    [[nodiscard]] bool has_free_place() const noexcept { return items_.size() + pushers_.notified_count() < capacity_; }

    void put(T&& item);
    [[nodiscard]] T take();
    void offer_item();
    void offer_place();
    awaitable<void> wait_for_place();
    awaitable<void> wait_for_item();

    std::size_t capacity_;
    std::deque<T> items_;
    bool closed_ = false;
    std::size_t unfinished_ = 0;
    detail::waiter_list pushers_;
    detail::waiter_list poppers_;
    detail::waiter_list joiners_;
};

template <class T>
awaitable<void> queue<T>::push(T item) {
    if (!closed_ && !has_free_place()) {
        co_await wait_for_place();
    }
    if (closed_) {
        throw boost::system::system_error(make_error_code(async_errc::closed));
    }
    put(std::move(item));
}

template <class T>
bool queue<T>::try_push(T&& item) {
    if (closed_ || !has_free_place()) {
        return false;
    }
    put(std::move(item));
    return true;
}

template <class T>
awaitable<std::optional<T>> queue<T>::pop() {
    if (free_items() == 0 && !closed_) {
        co_await wait_for_item();
    }
    if (items_.empty()) {
        co_return std::nullopt;
    }
    co_return take();
}

template <class T>
std::optional<T> queue<T>::try_pop() {
    if (free_items() == 0) {
        return std::nullopt;
    }
    return take();
}

template <class T>
awaitable<std::vector<T>> queue<T>::pop_batch(std::size_t max) {
    assert(max > 0);
    std::vector<T> batch;
    if (auto first = co_await pop()) {
        batch.push_back(std::move(*first));
        while (batch.size() < max && free_items() > 0) {
            batch.push_back(take());
        }
    }
    co_return batch;
}

template <class T>
void queue<T>::close() {
    closed_ = true;
    pushers_.notify_all();
    poppers_.notify_all();
}

template <class T>
void queue<T>::task_done() {
    assert(unfinished_ > 0);
    if (--unfinished_ == 0) {
        joiners_.notify_all();
    }
}

template <class T>
awaitable<void> queue<T>::join() {
    if (unfinished_ > 0) {
        co_await joiners_.wait();
    }
}

template <class T>
void queue<T>::put(T&& item) {
    items_.push_back(std::move(item));
    ++unfinished_;
    offer_item();
}

template <class T>
T queue<T>::take() {
    T item = std::move(items_.front());
    items_.pop_front();
    offer_place();
    return item;
}

template <class T>
void queue<T>::offer_item() {
    if (free_items() > 0) {
        poppers_.notify_one();
    }
}

template <class T>
void queue<T>::offer_place() {
    if (has_free_place()) {
        pushers_.notify_one();
    }
}

template <class T>
awaitable<void> queue<T>::wait_for_place() {
    co_await pushers_.wait();
    if (detail::was_cancelled(co_await boost::asio::this_coro::cancellation_state)) {
        offer_place();
        throw_cancelled();
    }
}

template <class T>
awaitable<void> queue<T>::wait_for_item() {
    co_await poppers_.wait();
    if (detail::was_cancelled(co_await boost::asio::this_coro::cancellation_state)) {
        offer_item();
        throw_cancelled();
    }
}

}  // namespace trawl::async
