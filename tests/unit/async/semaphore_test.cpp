#include "trawl/async/semaphore.hpp"

#include <algorithm>
#include <deque>
#include <optional>
#include <stdexcept>
#include <vector>

#include "support/co_assert.hpp"
#include "support/run_coroutine.hpp"
#include "trawl/async/task_group.hpp"
#include "trawl/async/with_timeout.hpp"
#include "unit/async/spawned.hpp"

namespace {

namespace asio = boost::asio;
using trawl::async::awaitable;
using trawl::async::semaphore;
using trawl::async::task_group;
using trawl::test::let_others_run;
using trawl::test::run;
using trawl::test::spawned;

struct load {
    int running = 0;
    int highest = 0;
    std::vector<int> order;
};

awaitable<void> work(semaphore& permits, load& seen, int number) {
    const auto permit = co_await permits.acquire();
    seen.order.push_back(number);
    seen.highest = std::max(seen.highest, ++seen.running);
    co_await let_others_run(2);
    --seen.running;
}

awaitable<void> hold_until(semaphore& permits, std::vector<int>& order, int number) {
    auto permit = co_await permits.acquire();
    order.push_back(number);
}

awaitable<void> many_workers(int count) {
    semaphore permits(4);
    load seen;
    task_group tasks(co_await asio::this_coro::executor);
    for (int i = 0; i < count; ++i) {
        tasks.spawn(work(permits, seen, i));
    }
    co_await tasks.join();
    CO_ASSERT_EQ(seen.highest, 4);
    CO_ASSERT_EQ(static_cast<int>(seen.order.size()), count);
    CO_ASSERT_TRUE(std::is_sorted(seen.order.begin(), seen.order.end()));
    CO_ASSERT_EQ(permits.used(), 0U);
}

TEST(Semaphore, AdmitsItsLimitFirstComeFirstServed) {
    run(many_workers(5'000));
}

awaitable<void> free_permit() {
    semaphore permits(2);
    auto first = co_await permits.acquire();
    auto second = permits.try_acquire();
    CO_ASSERT_TRUE(second.has_value());
    CO_ASSERT_FALSE(permits.try_acquire().has_value());
    CO_ASSERT_EQ(permits.available(), 0U);
    first.release();
    first.release();
    CO_ASSERT_EQ(permits.available(), 1U);
    first = std::move(*second);
    CO_ASSERT_TRUE(static_cast<bool>(first));
    CO_ASSERT_EQ(permits.used(), 1U);
}

TEST(Semaphore, PermitsAreMovedAndGivenBackOnce) {
    run(free_permit());
}

TEST(Semaphore, AcquireOfAFreePermitDoesNotSuspend) {
    asio::io_context context(1);
    semaphore permits(1'000);
    bool others_ran = false;
    const auto take_all = [&]() -> awaitable<void> {
        asio::post(context, [&] { others_ran = true; });
        for (int i = 0; i < 1'000; ++i) {
            const auto permit = co_await permits.acquire();
        }
        EXPECT_FALSE(others_ran);
    };
    asio::co_spawn(context, take_all(), [](const std::exception_ptr& error) { EXPECT_FALSE(error); });
    context.run();
    EXPECT_TRUE(others_ran);
}

awaitable<void> newcomer_waits_its_turn() {
    semaphore permits(1);
    std::vector<int> order;
    const auto ex = co_await asio::this_coro::executor;
    auto held = co_await permits.acquire();
    spawned first(ex, hold_until(permits, order, 1));
    held.release();
    CO_ASSERT_FALSE(permits.try_acquire().has_value());
    spawned second(ex, hold_until(permits, order, 2));
    co_await let_others_run();
    CO_ASSERT_EQ(order, (std::vector<int>{1, 2}));
    CO_ASSERT_EQ(permits.available(), 1U);
}

TEST(Semaphore, APermitOnItsWayIsNotTakenByANewcomer) {
    run(newcomer_waits_its_turn());
}

awaitable<void> cancelled_waiter() {
    semaphore permits(1);
    std::vector<int> order;
    const auto ex = co_await asio::this_coro::executor;
    auto held = co_await permits.acquire();
    spawned first(ex, hold_until(permits, order, 1));
    spawned second(ex, hold_until(permits, order, 2));
    spawned third(ex, hold_until(permits, order, 3));
    second.cancel();
    held.release();
    co_await let_others_run();
    CO_ASSERT_TRUE(second.was_cancelled());
    CO_ASSERT_EQ(order, (std::vector<int>{1, 3}));
    CO_ASSERT_EQ(permits.available(), 1U);
}

TEST(Semaphore, CancelledWaiterLeavesNoHole) {
    run(cancelled_waiter());
}

awaitable<void> cancelled_after_hand_over() {
    semaphore permits(1);
    std::vector<int> order;
    const auto ex = co_await asio::this_coro::executor;
    auto held = co_await permits.acquire();
    spawned first(ex, hold_until(permits, order, 1));
    spawned second(ex, hold_until(permits, order, 2));
    held.release();
    first.cancel();
    co_await let_others_run();
    CO_ASSERT_TRUE(first.was_cancelled());
    CO_ASSERT_EQ(order, std::vector<int>{2});
    CO_ASSERT_EQ(permits.available(), 1U);
}

TEST(Semaphore, APermitHandedToACancelledWaiterGoesToTheNext) {
    run(cancelled_after_hand_over());
}

awaitable<void> thousands_cancelled() {
    semaphore permits(1);
    std::vector<int> order;
    const auto ex = co_await asio::this_coro::executor;
    auto held = co_await permits.acquire();
    std::deque<spawned> waiters;
    for (int i = 0; i < 5'000; ++i) {
        waiters.emplace_back(ex, hold_until(permits, order, i));
    }
    for (std::size_t i = 0; i < waiters.size(); i += 2) {
        waiters[i].cancel();
    }
    held.release();
    for (std::size_t i = 1; i < waiters.size(); i += 4) {
        waiters[i].cancel();
    }
    co_await let_others_run(20'000);
    CO_ASSERT_EQ(order.size(), 1'250U);
    CO_ASSERT_TRUE(std::is_sorted(order.begin(), order.end()));
    CO_ASSERT_EQ(permits.available(), 1U);
}

TEST(Semaphore, KeepsCountWhenMostOfThousandsAreCancelled) {
    run(thousands_cancelled());
}

awaitable<void> take_with_limit(semaphore& permits) {
    (void)co_await with_timeout(permits.acquire(), std::chrono::milliseconds(1));
}

awaitable<void> under_a_timeout() {
    semaphore permits(1);
    {
        auto held = co_await permits.acquire();
        spawned waiter(co_await asio::this_coro::executor, take_with_limit(permits));
        while (!waiter.has_ended()) {
            co_await let_others_run(1);
        }
        CO_ASSERT_TRUE(static_cast<bool>(waiter.error()));
        CO_ASSERT_FALSE(waiter.was_cancelled());
    }
    CO_ASSERT_EQ(permits.available(), 1U);
}

TEST(Semaphore, TimedOutWaiterLeavesNoPermitBehind) {
    run(under_a_timeout());
}

awaitable<void> changing_limit() {
    semaphore permits(0);
    std::vector<int> order;
    const auto ex = co_await asio::this_coro::executor;
    load seen;
    task_group tasks(ex);
    for (int i = 0; i < 6; ++i) {
        tasks.spawn(work(permits, seen, i));
    }
    co_await let_others_run();
    CO_ASSERT_EQ(seen.running, 0);
    permits.set_limit(3);
    co_await let_others_run(1);
    CO_ASSERT_EQ(seen.running, 3);
    permits.set_limit(1);
    CO_ASSERT_EQ(permits.used(), 3U);
    CO_ASSERT_EQ(permits.available(), 0U);
    seen.highest = 0;
    co_await tasks.join();
    CO_ASSERT_EQ(seen.highest, 1);
    CO_ASSERT_EQ(seen.order.size(), 6U);
}

TEST(Semaphore, LimitMayChangeWhileInUse) {
    run(changing_limit());
}

awaitable<void> throw_holding(semaphore& permits) {
    const auto permit = co_await permits.acquire();
    throw std::runtime_error("while holding it");
}

awaitable<void> exception_while_held() {
    semaphore permits(1);
    spawned failing(co_await asio::this_coro::executor, throw_holding(permits));
    co_await let_others_run();
    CO_ASSERT_TRUE(static_cast<bool>(failing.error()));
    CO_ASSERT_EQ(permits.available(), 1U);
}

TEST(Semaphore, ExceptionGivesThePermitBack) {
    run(exception_while_held());
}

awaitable<void> hold_optional(std::optional<semaphore>& permits) {
    const auto permit = co_await permits->acquire();
}

awaitable<void> destroyed_with_waiters() {
    std::optional<semaphore> permits(std::in_place, 0);
    const auto ex = co_await asio::this_coro::executor;
    spawned waiting(ex, hold_optional(permits));
    permits.reset();
    co_await let_others_run();
    CO_ASSERT_TRUE(waiting.was_cancelled());

    permits.emplace(0);
    spawned handed(ex, hold_optional(permits));
    permits->set_limit(1);
    permits.reset();
    co_await let_others_run();
    CO_ASSERT_TRUE(handed.was_cancelled());
}

TEST(Semaphore, DestructionEndsTheWaitsWithOperationAborted) {
    run(destroyed_with_waiters());
}

#ifndef NDEBUG
TEST(SemaphoreDeathTest, MustOutliveItsPermits) {
    EXPECT_DEATH(
        {
            semaphore::permit left;
            semaphore permits(1);
            left = std::move(*permits.try_acquire());
        },
        "outlives");
}
#endif

}  // namespace
