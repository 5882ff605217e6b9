#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace trawl::async {

/// What every coroutine of the library returns. It starts when it is awaited, not when it is called.
template <class T = void>
using awaitable = boost::asio::awaitable<T>;

/// The executor a coroutine runs on: `co_await boost::asio::this_coro::executor`.
using executor = boost::asio::any_io_executor;

}  // namespace trawl::async
