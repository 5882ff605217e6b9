#include "trawl/async/event.hpp"

#include <deque>
#include <memory>
#include <optional>
#include <vector>

#include <boost/asio/io_context.hpp>

#include "support/co_assert.hpp"
#include "support/run_coroutine.hpp"
#include "trawl/async/task_group.hpp"
#include "unit/async/spawned.hpp"

namespace {

namespace asio = boost::asio;
using trawl::async::awaitable;
using trawl::async::event;
using trawl::async::task_group;
using trawl::test::let_others_run;
using trawl::test::run;
using trawl::test::spawned;

awaitable<void> wait_and_note(event& flag, std::vector<int>& order, int number) {
    co_await flag.wait();
    order.push_back(number);
}

awaitable<void> wait_for_any_cancellation(event& flag) {
    co_await asio::this_coro::reset_cancellation_state(asio::enable_total_cancellation());
    co_await flag.wait();
}

awaitable<void> wakes_in_order(int count) {
    event flag;
    std::vector<int> order;
    task_group tasks(co_await asio::this_coro::executor);
    for (int i = 0; i < count; ++i) {
        tasks.spawn(wait_and_note(flag, order, i));
    }
    co_await let_others_run();
    CO_ASSERT_TRUE(order.empty());
    flag.set();
    CO_ASSERT_TRUE(order.empty());
    co_await tasks.join();
    CO_ASSERT_EQ(static_cast<int>(order.size()), count);
    for (int i = 0; i < count; ++i) {
        CO_ASSERT_EQ(order[static_cast<std::size_t>(i)], i);
    }
}

TEST(Event, SetWakesAllInTheOrderTheyCameAndNeverInline) {
    run(wakes_in_order(3));
}

TEST(Event, ServesThousandsOfWaiters) {
    run(wakes_in_order(20'000));
}

awaitable<void> set_before_wait() {
    event flag;
    flag.set();
    co_await flag.wait();
    flag.clear();
    CO_ASSERT_FALSE(flag.is_set());
    spawned waiter(co_await asio::this_coro::executor, flag.wait());
    co_await let_others_run();
    CO_ASSERT_FALSE(waiter.has_ended());
    flag.set();
    flag.clear();
    co_await let_others_run();
    CO_ASSERT_TRUE(waiter.has_succeeded());
}

TEST(Event, WaitReturnsAtOnceWhenSetAndWaitsAgainAfterClear) {
    run(set_before_wait());
}

awaitable<void> cancelled_in_the_middle() {
    event flag;
    std::vector<int> order;
    const auto ex = co_await asio::this_coro::executor;
    spawned first(ex, wait_and_note(flag, order, 1));
    spawned second(ex, wait_and_note(flag, order, 2));
    spawned third(ex, wait_and_note(flag, order, 3));
    second.cancel();
    co_await let_others_run();
    CO_ASSERT_TRUE(second.was_cancelled());
    flag.set();
    third.cancel();  // woken already
    co_await let_others_run();
    CO_ASSERT_TRUE(first.has_succeeded());
    CO_ASSERT_TRUE(third.has_succeeded());
    CO_ASSERT_EQ(order, (std::vector<int>{1, 3}));
}

TEST(Event, CancelledWaiterLeavesAndAWokenOneReturns) {
    run(cancelled_in_the_middle());
}

awaitable<void> each_type_of_cancellation() {
    event flag;
    const auto ex = co_await asio::this_coro::executor;
    for (const auto type :
         {asio::cancellation_type::terminal, asio::cancellation_type::partial, asio::cancellation_type::total}) {
        spawned waiter(ex, wait_for_any_cancellation(flag));
        waiter.cancel(type);
        co_await let_others_run();
        CO_ASSERT_TRUE(waiter.was_cancelled());
    }
}

TEST(Event, HonoursTerminalPartialAndTotalCancellation) {
    run(each_type_of_cancellation());
}

awaitable<void> destroyed_with_waiters() {
    std::optional<event> flag(std::in_place);
    const auto ex = co_await asio::this_coro::executor;
    std::deque<spawned> waiters;
    for (int i = 0; i < 1000; ++i) {
        waiters.emplace_back(ex, flag->wait());
    }
    flag.reset();
    CO_ASSERT_FALSE(waiters.front().has_ended());
    co_await let_others_run();
    for (const auto& waiter : waiters) {
        CO_ASSERT_TRUE(waiter.was_cancelled());
    }
}

TEST(Event, DestructionEndsTheWaitsWithOperationAborted) {
    run(destroyed_with_waiters());
}

awaitable<void> destroyed_while_waking() {
    std::optional<event> flag(std::in_place);
    spawned waiter(co_await asio::this_coro::executor, flag->wait());
    flag->set();
    flag.reset();
    co_await let_others_run();
    CO_ASSERT_TRUE(waiter.was_cancelled());
}

TEST(Event, DestructionReachesAWaiterThatWasWokenAndHasNotRun) {
    run(destroyed_while_waking());
}

awaitable<void> wait_holding(event& flag, std::shared_ptr<int> held) {
    co_await flag.wait();
    *held = 0;
}

awaitable<void> wait_for_own_event(std::shared_ptr<int> held) {
    event flag;
    co_await wait_holding(flag, std::move(held));
}

TEST(Event, LoopDestroyedFirstDestroysTheWaitingCoroutines) {
    const auto held = std::make_shared<int>(1);
    event flag;
    {
        asio::io_context context(1);
        const auto ignore = [](const std::exception_ptr&) { FAIL() << "nobody resumes it"; };
        asio::co_spawn(context, wait_holding(flag, held), ignore);
        asio::co_spawn(context, wait_for_own_event(held), ignore);
        context.poll();
        EXPECT_EQ(held.use_count(), 3);
    }
    EXPECT_EQ(held.use_count(), 1);
    flag.set();
    run(flag.wait());
}

TEST(Event, ServesASecondLoopAfterTheFirst) {
    event flag;
    {
        asio::io_context context(1);
        asio::co_spawn(context, flag.wait(), [](const std::exception_ptr&) {});
        context.poll();
    }
    asio::io_context context(1);
    bool ended = false;
    asio::co_spawn(context, flag.wait(), [&ended](const std::exception_ptr& error) { ended = !error; });
    context.poll();
    flag.set();
    context.run();
    EXPECT_TRUE(ended);
}

}  // namespace
