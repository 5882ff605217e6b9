#pragma once

#include <cstddef>
#include <exception>
#include <utility>
#include <vector>

#include <boost/intrusive/list.hpp>

#include "trawl/async/awaitable.hpp"
#include "trawl/async/detail/suspended.hpp"

namespace trawl::async::detail {

/// Coroutines that run for one owner, which waits for all of them to end: under task_group, gather, with_timeout and
/// shield. The first failure cancels the others.
///
/// Lifetime    Empty when destroyed (asserted).
/// Threads     Not thread-safe: all calls on `ex`.
class task_set {
public:
    explicit task_set(executor ex) : executor_(std::move(ex)) {}
    task_set(const task_set&) = delete;
    task_set& operator=(const task_set&) = delete;
    ~task_set();

    /// Runs it as far as its first wait. Destroys it unstarted if the set has been cancelled.
    void spawn(awaitable<void> operation);

    /// Cancels every task (terminal), and those spawned later.
    void cancel();

    /// What a wait does when the waiting coroutine is cancelled.
    enum class when_cancelled { cancel_tasks, keep_waiting };

    /// Waits until the set is empty. True if the caller has been cancelled; throws nothing of the tasks, nor that.
    [[nodiscard]] awaitable<bool> wait(when_cancelled policy);

    /// Spawns all, then waits: nothing can throw in between.
    [[nodiscard]] awaitable<bool> run(std::vector<awaitable<void>> operations, when_cancelled policy);

    /// The same for one.
    [[nodiscard]] awaitable<bool> run(awaitable<void> operation, when_cancelled policy);

    [[nodiscard]] std::size_t size() const noexcept { return size_; }
    [[nodiscard]] bool is_cancelled() const noexcept { return cancelled_; }

    /// The first failure by time, null if none: any exception but the `operation_aborted` of a task that was cancelled.
    [[nodiscard]] const std::exception_ptr& error() const noexcept { return error_; }

    /// How many tasks returned normally.
    [[nodiscard]] std::size_t finished() const noexcept { return finished_; }

    /// Ready for new tasks: neither cancelled nor failed. Requires an empty set.
    void reset() noexcept;

private:
    class task;
    class completion;
    struct start_wait;
    using hook = boost::intrusive::list_base_hook<boost::intrusive::link_mode<boost::intrusive::auto_unlink>>;
    using list = boost::intrusive::list<hook, boost::intrusive::constant_time_size<false>>;

    task& take_record();
    void give_back_record(task& record) noexcept;
    void ended(task& record, const std::exception_ptr& failure);
    void abandoned(task& record);
    void wake_if_empty();

    executor executor_;
    list running_;
    list cancelled_running_;
    list spare_;  // records of ended tasks, for the next spawn
    std::size_t size_ = 0;
    std::size_t finished_ = 0;
    bool cancelled_ = false;
    std::exception_ptr error_;
    suspended waiting_;
};

}  // namespace trawl::async::detail
