#pragma once

#include <cstddef>
#include <utility>

#include "trawl/async/awaitable.hpp"
#include "trawl/async/detail/task_set.hpp"

namespace trawl::async {

/// Owns the coroutines spawned in it: no task outlives its group, and no failure of one is lost. asyncio's TaskGroup.
///
///     task_group tasks(co_await boost::asio::this_coro::executor);
///     tasks.spawn(work(1));
///     tasks.spawn(work(2));
///     co_await tasks.join();
///
/// Errors      The first failure of a task cancels the others and surfaces at `join`. A task that ends with
///             `operation_aborted` after it was cancelled has not failed; one that nobody cancelled has.
/// Lifetime    Joined, or empty, when destroyed (asserted). Where something may throw between `spawn` and `join`, run
///             that under `with_cleanup(..., tasks.cancel_and_join())`. Declare it after what its tasks use.
/// Threads     Not thread-safe: all calls on its executor, where the tasks run as well.
/// Limits      None on the number of tasks. The records of ended tasks are used again for new ones.
/// Example     tests/unit/async/task_group_test.cpp
class task_group {
public:
    explicit task_group(executor ex) : tasks_(std::move(ex)) {}

    /// Starts `task`: it runs up to its first wait before this returns. In a group that has been cancelled or has
    /// failed, and is not joined yet, it is destroyed unstarted.
    void spawn(awaitable<void> task) { tasks_.spawn(std::move(task)); }

    /// Waits until no task is left, those spawned meanwhile included; then the group can be used again.
    ///
    /// Errors      The first failure of a task.
    /// Cancelling  Cancels the tasks, waits for all to end, and then reports `operation_aborted` if none failed.
    /// Limits      One caller at a time (asserted).
    [[nodiscard]] awaitable<void> join();

    /// Cancels every task (terminal). Returns at once: `join` waits for them.
    void cancel() { tasks_.cancel(); }

    /// `cancel`, then `join`.
    [[nodiscard]] awaitable<void> cancel_and_join();

    /// Tasks that have not ended.
    [[nodiscard]] std::size_t size() const noexcept { return tasks_.size(); }

    /// Whether it takes no new tasks until it is joined: cancelled, or one has failed.
    [[nodiscard]] bool is_cancelled() const noexcept { return tasks_.is_cancelled(); }

private:
    detail::task_set tasks_;
};

}  // namespace trawl::async
