#pragma once

#include <cstddef>
#include <exception>
#include <optional>
#include <utility>
#include <vector>

#include "trawl/async/awaitable.hpp"
#include "trawl/async/detail/run_all.hpp"
#include "trawl/async/detail/store.hpp"

namespace trawl::async {

/// How one operation ended: its value or its exception.
template <class T>
class settled {
public:
    explicit settled(detail::stored_t<T> value) : value_(std::move(value)) {}
    explicit settled(std::exception_ptr error) : error_(std::move(error)) {}

    [[nodiscard]] bool has_value() const noexcept { return value_.has_value(); }

    /// The value (`std::monostate` for void); throws the exception when there is none.
    [[nodiscard]] detail::stored_t<T>& value() & {
        require_value();
        return *value_;
    }
    [[nodiscard]] const detail::stored_t<T>& value() const& {
        require_value();
        return *value_;
    }
    [[nodiscard]] detail::stored_t<T>&& value() && {
        require_value();
        return std::move(*value_);
    }

    /// Null when it has a value.
    [[nodiscard]] const std::exception_ptr& error() const noexcept { return error_; }

private:
    void require_value() const {
        if (!value_) {
            std::rethrow_exception(error_);
        }
    }

    std::optional<detail::stored_t<T>> value_;
    std::exception_ptr error_;
};

/// Runs all of them at once and waits for all, failures included: asyncio's gather with return_exceptions.
///
/// Result      One `settled` each, in the order they were given.
/// Errors      None of theirs is thrown.
/// Cancelling  Cancels all (terminal) and waits for them to end; reports `operation_aborted` unless each of them ended
///             otherwise than by being cancelled.
/// Lifetime    What they refer to must live until this returns.
/// Threads     All run on the caller's executor.
/// Limits      All start at once.
/// Example     examples/gather_exceptions.cpp
template <class T>
[[nodiscard]] awaitable<std::vector<settled<T>>> gather_settled(std::vector<awaitable<T>> operations);

namespace detail {

template <class T>
awaitable<void> settle(awaitable<T> operation, std::optional<stored_t<T>>& value, std::exception_ptr& error) {
    try {
        co_await store(std::move(operation), value);
    } catch (...) {
        error = std::current_exception();
    }
}

}  // namespace detail

template <class T>
awaitable<std::vector<settled<T>>> gather_settled(std::vector<awaitable<T>> operations) {
    std::vector<std::optional<detail::stored_t<T>>> values(operations.size());
    std::vector<std::exception_ptr> errors(operations.size());
    std::vector<awaitable<void>> all;
    all.reserve(operations.size());
    for (std::size_t i = 0; i < operations.size(); ++i) {
        all.push_back(detail::settle(std::move(operations[i]), values[i], errors[i]));
    }
    co_await detail::run_all_settled(std::move(all), errors);
    std::vector<settled<T>> result;
    result.reserve(values.size());
    for (std::size_t i = 0; i < values.size(); ++i) {
        if (values[i]) {
            result.emplace_back(std::move(*values[i]));
        } else {
            result.emplace_back(std::move(errors[i]));
        }
    }
    co_return result;
}

}  // namespace trawl::async
