#pragma once

#include <optional>
#include <utility>
#include <variant>

#include "trawl/async/awaitable.hpp"

namespace trawl::async::detail {

// Makes one kind of coroutine of all: what runs them is compiled once, and T needs no default constructor.
template <class T>
awaitable<void> store(awaitable<T> operation, std::optional<T>& value) {
    value.emplace(co_await std::move(operation));
}

inline awaitable<void> store(awaitable<void> operation, std::optional<std::monostate>& value) {
    co_await std::move(operation);
    value.emplace();
}

template <class T>
struct stored {
    using type = T;
};
template <>
struct stored<void> {
    using type = std::monostate;
};
template <class T>
using stored_t = typename stored<T>::type;

}  // namespace trawl::async::detail
