#pragma once

#include <exception>
#include <optional>
#include <utility>

#include <boost/system/error_code.hpp>

#include "trawl/async/awaitable.hpp"
#include "trawl/async/detail/store.hpp"

namespace trawl::async {

/// Whether this is how an operation reports that it was cancelled.
[[nodiscard]] bool is_cancelled(const boost::system::error_code& code) noexcept;

/// Whether it is a `system_error` of that code; false for null.
[[nodiscard]] bool is_cancelled(const std::exception_ptr& failure) noexcept;

/// The exception that reports a cancellation: `system_error(operation_aborted)`.
[[noreturn]] void throw_cancelled();

/// Runs `operation` to its end although the caller is cancelled meanwhile.
///
/// Result      The operation's value.
/// Errors      The operation's exception.
/// Cancelling  The operation does not notice. Once it has ended, the cancellation is reported with `operation_aborted`
///             and the value is dropped; an exception of the operation is reported instead. A caller that has been
///             cancelled before does not start the operation: `with_cleanup` is for that.
/// Lifetime    What the operation refers to must live until this returns.
/// Threads     Runs on the caller's executor.
/// Limits      None: an operation that may hang needs its own `with_timeout`.
template <class T>
[[nodiscard]] awaitable<T> shield(awaitable<T> operation);

[[nodiscard]] awaitable<void> shield(awaitable<void> operation);

template <class T>
awaitable<T> shield(awaitable<T> operation) {
    std::optional<T> value;
    co_await shield(detail::store(std::move(operation), value));
    co_return std::move(*value);
}

}  // namespace trawl::async
