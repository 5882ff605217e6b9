#pragma once

#include <chrono>
#include <exception>
#include <optional>
#include <stdexcept>
#include <utility>

#include <gtest/gtest.h>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>

#include "support/patience.hpp"
#include "trawl/async/awaitable.hpp"
#include "trawl/async/detail/store.hpp"

namespace trawl::test {

/// Runs `operation` on an io_context of its own and gives its value or its exception. Throws when it has not ended
/// within `limit` of real time; fails the test when it has left work behind.
inline void run(async::awaitable<void> operation, std::chrono::steady_clock::duration limit = patience) {
    boost::asio::io_context context(1);
    bool ended = false;
    std::exception_ptr failure;
    boost::asio::co_spawn(context, std::move(operation), [&](std::exception_ptr error) {
        ended = true;
        failure = std::move(error);
    });
    const auto latest = std::chrono::steady_clock::now() + limit;
    while (!ended && context.run_one_until(latest) > 0) {
    }
    if (!ended) {
        throw std::runtime_error(context.stopped() ? "the coroutine waits for what nobody will do"
                                                   : "the coroutine did not end in time");
    }
    context.run_until(latest);
    EXPECT_TRUE(context.stopped()) << "the coroutine has left work behind";
    if (failure) {
        std::rethrow_exception(failure);
    }
}

template <class T>
T run(async::awaitable<T> operation, std::chrono::steady_clock::duration limit = patience) {
    std::optional<T> value;
    run(async::detail::store(std::move(operation), value), limit);
    return std::move(*value);
}

/// Lets everything go on that can: returns after `count` rounds of the loop.
inline async::awaitable<void> let_others_run(int count = 10) {
    for (int i = 0; i < count; ++i) {
        co_await boost::asio::post(boost::asio::use_awaitable);
    }
}

}  // namespace trawl::test
