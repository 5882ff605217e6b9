#include "trawl/async/task_group.hpp"

#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "support/co_assert.hpp"
#include "support/run_coroutine.hpp"
#include "trawl/async/cleanup.hpp"
#include "trawl/async/event.hpp"
#include "unit/async/spawned.hpp"

namespace {

namespace asio = boost::asio;
using trawl::async::awaitable;
using trawl::async::event;
using trawl::async::task_group;
using trawl::async::with_cleanup;
using trawl::test::let_others_run;
using trawl::test::run;
using trawl::test::spawned;

awaitable<void> count_after(event& start, int& count) {
    co_await start.wait();
    ++count;
}

awaitable<void> count_now(int& count) {
    ++count;
    co_return;
}

awaitable<void> fail(std::string reason) {
    co_await let_others_run(1);
    throw std::runtime_error(reason);
}

awaitable<void> wait_for_ever(int& cancelled) {
    event never;
    try {
        co_await never.wait();
    } catch (...) {
        ++cancelled;
        throw;
    }
}

awaitable<void> wait_then_fail(std::string reason) {
    event never;
    try {
        co_await never.wait();
    } catch (const boost::system::system_error&) {
        throw std::runtime_error(reason);
    }
}

awaitable<void> thousands() {
    task_group tasks(co_await asio::this_coro::executor);
    event start;
    int count = 0;
    for (int i = 0; i < 10'000; ++i) {
        tasks.spawn(count_after(start, count));
    }
    CO_ASSERT_EQ(tasks.size(), 10'000U);
    start.set();
    co_await tasks.join();
    CO_ASSERT_EQ(count, 10'000);
    CO_ASSERT_EQ(tasks.size(), 0U);
}

TEST(TaskGroup, JoinWaitsForThousandsOfTasks) {
    run(thousands());
}

awaitable<void> used_again() {
    task_group tasks(co_await asio::this_coro::executor);
    int count = 0;
    co_await tasks.join();
    for (int round = 0; round < 100; ++round) {
        tasks.spawn(count_now(count));
        tasks.spawn(count_now(count));
        co_await tasks.join();
    }
    CO_ASSERT_EQ(count, 200);
}

TEST(TaskGroup, IsUsedAgainAfterJoin) {
    run(used_again());
}

awaitable<void> spawn_more(task_group& tasks, int left, int& count) {
    co_await let_others_run(1);
    ++count;
    if (left > 0) {
        tasks.spawn(spawn_more(tasks, left - 1, count));
    }
}

awaitable<void> spawned_by_tasks() {
    task_group tasks(co_await asio::this_coro::executor);
    int count = 0;
    tasks.spawn(spawn_more(tasks, 50, count));
    co_await tasks.join();
    CO_ASSERT_EQ(count, 51);
}

TEST(TaskGroup, JoinWaitsForTasksThatTasksSpawned) {
    run(spawned_by_tasks());
}

awaitable<void> starts_at_once() {
    task_group tasks(co_await asio::this_coro::executor);
    int count = 0;
    event start;
    start.set();
    tasks.spawn(count_after(start, count));
    CO_ASSERT_EQ(count, 1);
    co_await tasks.join();
}

TEST(TaskGroup, SpawnRunsTheTaskToItsFirstWait) {
    run(starts_at_once());
}

awaitable<void> one_fails() {
    task_group tasks(co_await asio::this_coro::executor);
    int cancelled = 0;
    int count = 0;
    for (int i = 0; i < 100; ++i) {
        tasks.spawn(wait_for_ever(cancelled));
    }
    tasks.spawn(fail("first"));
    tasks.spawn(wait_then_fail("second"));
    std::string reason;
    try {
        co_await tasks.join();
    } catch (const std::runtime_error& error) {
        reason = error.what();
    }
    CO_ASSERT_EQ(reason, "first");
    CO_ASSERT_EQ(cancelled, 100);
    tasks.spawn(count_now(count));
    co_await tasks.join();
    CO_ASSERT_EQ(count, 1);
}

TEST(TaskGroup, FirstFailureCancelsTheOthersAndSurfacesAtJoin) {
    run(one_fails());
}

awaitable<void> spawned_after_failure() {
    task_group tasks(co_await asio::this_coro::executor);
    int count = 0;
    tasks.spawn(fail("early"));
    co_await let_others_run();
    CO_ASSERT_TRUE(tasks.is_cancelled());
    tasks.spawn(count_now(count));
    CO_ASSERT_EQ(tasks.size(), 0U);
    bool failed = false;
    try {
        co_await tasks.join();
    } catch (const std::runtime_error&) {
        failed = true;
    }
    CO_ASSERT_TRUE(failed);
    CO_ASSERT_EQ(count, 0);
}

TEST(TaskGroup, TaskSpawnedAfterAFailureIsNotStarted) {
    run(spawned_after_failure());
}

awaitable<void> cancelled_by_owner() {
    task_group tasks(co_await asio::this_coro::executor);
    int cancelled = 0;
    for (int i = 0; i < 1'000; ++i) {
        tasks.spawn(wait_for_ever(cancelled));
    }
    co_await tasks.cancel_and_join();
    CO_ASSERT_EQ(cancelled, 1'000);
}

TEST(TaskGroup, CancelAndJoinEndsAllWithoutAnError) {
    run(cancelled_by_owner());
}

awaitable<void> abort_alone() {
    co_await let_others_run(1);
    trawl::async::throw_cancelled();
}

awaitable<void> aborted_by_nobody() {
    task_group tasks(co_await asio::this_coro::executor);
    tasks.spawn(abort_alone());
    co_await tasks.join();
}

TEST(TaskGroup, AbortThatNobodyAskedForIsAFailure) {
    EXPECT_THROW(run(aborted_by_nobody()), boost::system::system_error);
}

awaitable<void> join_many(int& cancelled) {
    task_group tasks(co_await asio::this_coro::executor);
    for (int i = 0; i < 10; ++i) {
        tasks.spawn(wait_for_ever(cancelled));
    }
    co_await tasks.join();
}

awaitable<void> joiner_cancelled() {
    int cancelled = 0;
    spawned parent(co_await asio::this_coro::executor, join_many(cancelled));
    parent.cancel();
    CO_ASSERT_FALSE(parent.has_ended());
    co_await let_others_run();
    CO_ASSERT_TRUE(parent.was_cancelled());
    CO_ASSERT_EQ(cancelled, 10);
}

TEST(TaskGroup, CancelledJoinerCancelsTheTasksAndWaitsForThem) {
    run(joiner_cancelled());
}

awaitable<void> spawn_then_wait(task_group& tasks, int& cancelled) {
    tasks.spawn(wait_for_ever(cancelled));
    co_await wait_for_ever(cancelled);
}

awaitable<void> group_under_cleanup(int& cancelled) {
    task_group tasks(co_await asio::this_coro::executor);
    co_await with_cleanup(spawn_then_wait(tasks, cancelled), tasks.cancel_and_join());
}

awaitable<void> cancelled_between_spawn_and_join() {
    int cancelled = 0;
    spawned parent(co_await asio::this_coro::executor, group_under_cleanup(cancelled));
    parent.cancel();
    co_await let_others_run();
    CO_ASSERT_TRUE(parent.was_cancelled());
    CO_ASSERT_EQ(cancelled, 2);
}

TEST(TaskGroup, IsJoinedByCleanupWhenCancelledBeforeJoin) {
    run(cancelled_between_spawn_and_join());
}

awaitable<void> hold(std::shared_ptr<int> held) {
    event never;
    co_await never.wait();
    *held = 0;
}

awaitable<void> join_holders(std::shared_ptr<int> held) {
    task_group tasks(co_await asio::this_coro::executor);
    for (int i = 0; i < 10; ++i) {
        tasks.spawn(hold(held));
    }
    co_await tasks.join();
}

TEST(TaskGroup, LoopDestroyedWhileJoiningDestroysAllCoroutines) {
    const auto held = std::make_shared<int>(1);
    {
        asio::io_context context(1);
        asio::co_spawn(context, join_holders(held), [](const std::exception_ptr&) { FAIL(); });
        context.poll();
        EXPECT_GT(held.use_count(), 10);
    }
    EXPECT_EQ(held.use_count(), 1);
}

#ifndef NDEBUG
TEST(TaskGroupDeathTest, MustBeJoined) {
    const auto forget = [] {
        asio::io_context context(1);
        int cancelled = 0;
        task_group tasks(context.get_executor());
        tasks.spawn(wait_for_ever(cancelled));
    };
    EXPECT_DEATH(forget(), "join");
}
#endif

}  // namespace
