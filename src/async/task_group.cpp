#include "trawl/async/task_group.hpp"

#include <exception>

#include "trawl/async/cancellation.hpp"

namespace trawl::async {

awaitable<void> task_group::join() {
    const bool cancelled = co_await tasks_.wait(detail::task_set::when_cancelled::cancel_tasks);
    const std::exception_ptr error = tasks_.error();
    tasks_.reset();
    if (error) {
        std::rethrow_exception(error);
    }
    if (cancelled) {
        throw_cancelled();
    }
}

awaitable<void> task_group::cancel_and_join() {
    tasks_.cancel();
    co_await join();
}

}  // namespace trawl::async
