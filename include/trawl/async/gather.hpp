#pragma once

#include <cstddef>
#include <optional>
#include <tuple>
#include <utility>
#include <vector>

#include "trawl/async/awaitable.hpp"
#include "trawl/async/detail/run_all.hpp"
#include "trawl/async/detail/store.hpp"

namespace trawl::async {

/// Runs all of them at once and waits for all: asyncio's gather.
///
/// Result      Their values, in the order they were given. Nothing for `void`, `std::monostate` in a tuple.
/// Errors      The first failure (by time) cancels the others; once all have ended it is thrown, values are dropped.
/// Cancelling  Cancels all (terminal), waits for them to end and reports `operation_aborted`; if all of them had a
///             value by then, the values are returned.
/// Lifetime    What they refer to must live until this returns.
/// Threads     All run on the caller's executor.
/// Limits      All start at once: a `semaphore` in them bounds how many work.
/// Example     examples/say_after.cpp
template <class T>
[[nodiscard]] awaitable<std::vector<T>> gather(std::vector<awaitable<T>> operations);

[[nodiscard]] awaitable<void> gather(std::vector<awaitable<void>> operations);

template <class... Ts>
[[nodiscard]] awaitable<std::tuple<detail::stored_t<Ts>...>> gather(awaitable<Ts>... operations);

template <class T>
awaitable<std::vector<T>> gather(std::vector<awaitable<T>> operations) {
    std::vector<std::optional<T>> values(operations.size());
    std::vector<awaitable<void>> all;
    all.reserve(operations.size());
    for (std::size_t i = 0; i < operations.size(); ++i) {
        all.push_back(detail::store(std::move(operations[i]), values[i]));
    }
    co_await detail::run_all(std::move(all));
    std::vector<T> result;
    result.reserve(values.size());
    for (auto& value : values) {
        result.push_back(std::move(*value));
    }
    co_return result;
}

template <class... Ts>
awaitable<std::tuple<detail::stored_t<Ts>...>> gather(awaitable<Ts>... operations) {
    std::tuple<std::optional<detail::stored_t<Ts>>...> values;
    std::vector<awaitable<void>> all;
    all.reserve(sizeof...(Ts));
    std::apply([&](auto&... value) { (all.push_back(detail::store(std::move(operations), value)), ...); }, values);
    co_await detail::run_all(std::move(all));
    co_return std::apply([](auto&... value) { return std::tuple<detail::stored_t<Ts>...>(std::move(*value)...); },
                         values);
}

}  // namespace trawl::async
