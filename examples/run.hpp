#pragma once

#include <cstdlib>
#include <exception>
#include <iostream>
#include <utility>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include "trawl/async/awaitable.hpp"
#include "trawl/async/clock.hpp"

/// asyncio.run: runs `program` on a loop of its own; the exit status of the process.
inline int run(trawl::async::awaitable<void> program) {
    boost::asio::io_context loop(1);
    int status = EXIT_SUCCESS;
    boost::asio::co_spawn(loop, std::move(program), [&status](const std::exception_ptr& failure) {
        try {
            if (failure) {
                std::rethrow_exception(failure);
            }
        } catch (const std::exception& error) {
            std::cerr << error.what() << '\n';
            status = EXIT_FAILURE;
        }
    });
    loop.run();
    return status;
}

/// asyncio.sleep.
inline trawl::async::awaitable<void> sleep_for(trawl::async::clock::duration time) {
    trawl::async::timer timer(co_await boost::asio::this_coro::executor, trawl::async::clock::now() + time);
    co_await timer.async_wait(boost::asio::use_awaitable);
}
