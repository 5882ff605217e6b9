#include "trawl/async/cleanup.hpp"

#include <exception>

#include "trawl/async/detail/task_set.hpp"

namespace trawl::async {

awaitable<void> with_cleanup(awaitable<void> body, awaitable<void> cleanup) {
    std::exception_ptr failure;
    try {
        co_await std::move(body);
    } catch (...) {
        failure = std::current_exception();
    }

    // After a cancellation every await would throw; the clean-up runs as a task with a state of its own.
    const bool throws = co_await boost::asio::this_coro::throw_if_cancelled();
    co_await boost::asio::this_coro::throw_if_cancelled(false);
    detail::task_set task(co_await boost::asio::this_coro::executor);
    (void)co_await task.run(std::move(cleanup), detail::task_set::when_cancelled::keep_waiting);
    co_await boost::asio::this_coro::throw_if_cancelled(throws);

    if (failure) {
        std::rethrow_exception(failure);
    }
    if (task.error()) {
        std::rethrow_exception(task.error());
    }
}

}  // namespace trawl::async
