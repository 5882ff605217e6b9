#pragma once

#include <cstddef>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <type_traits>
#include <utility>
#include <variant>

#include "trawl/async/awaitable.hpp"
#include "trawl/async/detail/blocking_job.hpp"
#include "trawl/async/detail/store.hpp"

namespace trawl::async {

/// A few threads for what blocks or computes for long, so that no loop thread does: asyncio's to_thread.
///
/// Errors      What the function throws is thrown by `run`.
/// Cancelling  The waiter leaves with `operation_aborted`. A function not yet handed over never runs; one that was runs
///             to its end all the same, and its result is thrown away: it must own what it captured.
/// Lifetime    The destructor runs what was handed over to its end and joins the threads. The io_context outlives the
///             pool, which outlives every `run` that is awaited.
/// Threads     `run` on one executor only; functions run on the pool's threads, results are destroyed on the executor.
/// Limits      `threads` functions run and `queue_limit` wait in line; further calls of `run` wait, first come, first
///             served.
/// Example     tests/unit/async/blocking_pool_test.cpp
class blocking_pool {
public:
    /// Requires both > 0.
    explicit blocking_pool(std::size_t threads, std::size_t queue_limit = 1024);
    blocking_pool(const blocking_pool&) = delete;
    blocking_pool& operator=(const blocking_pool&) = delete;
    ~blocking_pool();

    /// Calls `function` on one of the threads and gives its result on the caller's executor.
    template <class F>
    [[nodiscard]] awaitable<std::invoke_result_t<F&>> run(F function);

private:
    class core;

    awaitable<void> perform(std::shared_ptr<detail::blocking_job> job);

    std::shared_ptr<core> core_;
};

template <class F>
awaitable<std::invoke_result_t<F&>> blocking_pool::run(F function) {
    auto job = std::make_shared<detail::function_job<F>>(std::move(function));
    co_await perform(job);
    if constexpr (std::is_void_v<std::invoke_result_t<F&>>) {
        job->take();
    } else {
        co_return job->take();
    }
}

}  // namespace trawl::async
