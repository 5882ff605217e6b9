#include "trawl/async/mutex.hpp"

#include <numeric>
#include <optional>
#include <stdexcept>
#include <vector>

#include "support/co_assert.hpp"
#include "support/run_coroutine.hpp"
#include "trawl/async/task_group.hpp"
#include "unit/async/spawned.hpp"

namespace {

namespace asio = boost::asio;
using trawl::async::awaitable;
using trawl::async::mutex;
using trawl::async::task_group;
using trawl::test::let_others_run;
using trawl::test::run;
using trawl::test::spawned;

awaitable<void> add_slowly(mutex& lock, std::vector<int>& order, int& inside, int number) {
    const auto guard = co_await lock.lock();
    EXPECT_EQ(++inside, 1);
    co_await let_others_run(1);
    --inside;
    order.push_back(number);
}

awaitable<void> many_in_order() {
    constexpr int count = 5'000;
    mutex lock;
    std::vector<int> order;
    int inside = 0;
    task_group tasks(co_await asio::this_coro::executor);
    for (int i = 0; i < count; ++i) {
        tasks.spawn(add_slowly(lock, order, inside, i));
    }
    co_await tasks.join();
    std::vector<int> expected(count);
    std::iota(expected.begin(), expected.end(), 0);
    CO_ASSERT_EQ(order, expected);
    CO_ASSERT_FALSE(lock.is_locked());
}

TEST(Mutex, LetsOneInAtATimeInTheOrderTheyCame) {
    run(many_in_order());
}

awaitable<void> try_lock() {
    mutex lock;
    auto guard = lock.try_lock();
    CO_ASSERT_TRUE(guard.has_value());
    CO_ASSERT_TRUE(lock.is_locked());
    CO_ASSERT_FALSE(lock.try_lock().has_value());
    guard.reset();
    CO_ASSERT_FALSE(lock.is_locked());
    const auto again = co_await lock.lock();
    CO_ASSERT_TRUE(lock.is_locked());
}

TEST(Mutex, TryLockTakesItOnlyWhenFree) {
    run(try_lock());
}

awaitable<void> cancelled_in_the_middle() {
    mutex lock;
    std::vector<int> order;
    int inside = 0;
    const auto ex = co_await asio::this_coro::executor;
    spawned first(ex, add_slowly(lock, order, inside, 1));
    spawned second(ex, add_slowly(lock, order, inside, 2));
    spawned third(ex, add_slowly(lock, order, inside, 3));
    second.cancel();
    co_await let_others_run();
    CO_ASSERT_TRUE(second.was_cancelled());
    CO_ASSERT_EQ(order, (std::vector<int>{1, 3}));
}

TEST(Mutex, CancelledWaiterLeavesNoHole) {
    run(cancelled_in_the_middle());
}

awaitable<void> throw_inside(mutex& lock) {
    const auto guard = co_await lock.lock();
    co_await let_others_run(1);
    throw std::runtime_error("inside");
}

awaitable<void> exception_inside() {
    mutex lock;
    std::vector<int> order;
    int inside = 0;
    const auto ex = co_await asio::this_coro::executor;
    spawned failing(ex, throw_inside(lock));
    spawned next(ex, add_slowly(lock, order, inside, 1));
    co_await let_others_run();
    CO_ASSERT_TRUE(static_cast<bool>(failing.error()));
    CO_ASSERT_TRUE(next.has_succeeded());
}

TEST(Mutex, ExceptionUnlocks) {
    run(exception_inside());
}

awaitable<void> lock_forever(mutex& lock) {
    const auto guard = co_await lock.lock();
    ADD_FAILURE() << "it was never unlocked";
}

TEST(Mutex, LoopDestroyedWithWaitersLeavesNothing) {
    mutex lock;
    auto held = lock.try_lock();
    asio::io_context context(1);
    for (int i = 0; i < 100; ++i) {
        asio::co_spawn(context, lock_forever(lock), [](const std::exception_ptr&) { FAIL(); });
    }
    context.poll();
}

}  // namespace
