#include "trawl/async/queue.hpp"

#include <algorithm>
#include <memory>
#include <numeric>
#include <optional>
#include <string>
#include <vector>

#include "support/co_assert.hpp"
#include "support/run_coroutine.hpp"
#include "trawl/async/task_group.hpp"
#include "unit/async/spawned.hpp"

namespace {

namespace asio = boost::asio;
using trawl::async::async_errc;
using trawl::async::awaitable;
using trawl::async::queue;
using trawl::async::task_group;
using trawl::test::let_others_run;
using trawl::test::run;
using trawl::test::spawned;

awaitable<void> produce(queue<int>& items, int from, int to) {
    for (int i = from; i < to; ++i) {
        co_await items.push(i);
    }
}

awaitable<void> consume(queue<int>& items, std::vector<int>& taken) {
    while (const auto item = co_await items.pop()) {
        taken.push_back(*item);
        items.task_done();
    }
}

awaitable<void> pop_one(queue<int>& items, std::vector<int>& taken) {
    if (const auto item = co_await items.pop()) {
        taken.push_back(*item);
    }
}

awaitable<void> close_after(queue<int>& items, awaitable<void> producer) {
    co_await std::move(producer);
    co_await items.join();
    items.close();
}

awaitable<void> through_a_small_queue() {
    constexpr int count = 10'000;
    queue<int> items(3);
    std::vector<int> taken;
    task_group tasks(co_await asio::this_coro::executor);
    tasks.spawn(close_after(items, produce(items, 0, count)));
    tasks.spawn(consume(items, taken));
    co_await tasks.join();
    std::vector<int> expected(count);
    std::iota(expected.begin(), expected.end(), 0);
    CO_ASSERT_EQ(taken, expected);
}

TEST(Queue, DeliversEachItemOnceAndInOrder) {
    run(through_a_small_queue());
}

awaitable<void> many_on_both_sides() {
    queue<int> items(2);
    std::vector<int> taken;
    const auto ex = co_await asio::this_coro::executor;
    task_group producers(ex);
    task_group consumers(ex);
    for (int i = 0; i < 2'000; ++i) {
        consumers.spawn(consume(items, taken));
    }
    for (int i = 0; i < 2'000; ++i) {
        producers.spawn(produce(items, i * 3, i * 3 + 3));
    }
    co_await producers.join();
    co_await items.join();
    items.close();
    co_await consumers.join();
    std::sort(taken.begin(), taken.end());
    CO_ASSERT_EQ(taken.size(), 6'000U);
    for (std::size_t i = 0; i < taken.size(); ++i) {
        CO_ASSERT_EQ(taken[i], static_cast<int>(i));
    }
}

TEST(Queue, ServesThousandsOnBothSides) {
    run(many_on_both_sides());
}

awaitable<void> back_pressure() {
    queue<int> items(2);
    spawned producer(co_await asio::this_coro::executor, produce(items, 0, 4));
    co_await let_others_run();
    CO_ASSERT_EQ(items.size(), 2U);
    CO_ASSERT_FALSE(items.try_push(9));
    CO_ASSERT_EQ(*co_await items.pop(), 0);
    CO_ASSERT_FALSE(items.try_push(9));  // the place is the producer's
    co_await let_others_run();
    CO_ASSERT_EQ(items.size(), 2U);
    CO_ASSERT_EQ(*items.try_pop(), 1);
    co_await let_others_run();
    CO_ASSERT_TRUE(producer.has_succeeded());
}

TEST(Queue, HoldsTheProducerWhileFull) {
    run(back_pressure());
}

awaitable<void> first_come_first_served() {
    queue<int> items(5);
    std::vector<int> first;
    std::vector<int> second;
    const auto ex = co_await asio::this_coro::executor;
    spawned one(ex, pop_one(items, first));
    spawned two(ex, pop_one(items, second));
    co_await items.push(1);
    CO_ASSERT_FALSE(items.try_pop().has_value());  // it is kept for the first
    co_await items.push(2);
    co_await let_others_run();
    CO_ASSERT_EQ(first, std::vector<int>{1});
    CO_ASSERT_EQ(second, std::vector<int>{2});
}

TEST(Queue, ItemGoesToTheLongestWaiting) {
    run(first_come_first_served());
}

awaitable<void> cancelled_pop() {
    queue<int> items(5);
    std::vector<int> first;
    std::vector<int> second;
    std::vector<int> third;
    const auto ex = co_await asio::this_coro::executor;
    spawned one(ex, pop_one(items, first));
    spawned two(ex, pop_one(items, second));
    spawned three(ex, pop_one(items, third));
    one.cancel();
    co_await items.push(1);
    two.cancel();  // the item is on its way to it
    co_await let_others_run();
    CO_ASSERT_TRUE(one.was_cancelled());
    CO_ASSERT_TRUE(two.was_cancelled());
    CO_ASSERT_EQ(third, std::vector<int>{1});
    CO_ASSERT_TRUE(items.is_empty());
}

TEST(Queue, CancelledPopLosesNoItem) {
    run(cancelled_pop());
}

awaitable<void> cancelled_push() {
    queue<int> items(1);
    const auto ex = co_await asio::this_coro::executor;
    co_await items.push(0);
    spawned one(ex, items.push(1));
    spawned two(ex, items.push(2));
    spawned three(ex, items.push(3));
    one.cancel();
    CO_ASSERT_EQ(*items.try_pop(), 0);
    two.cancel();  // the place is on its way to it
    co_await let_others_run();
    CO_ASSERT_TRUE(one.was_cancelled());
    CO_ASSERT_TRUE(two.was_cancelled());
    CO_ASSERT_TRUE(three.has_succeeded());
    CO_ASSERT_EQ(*items.try_pop(), 3);
}

TEST(Queue, CancelledPushLeavesItsPlaceToTheNext) {
    run(cancelled_push());
}

awaitable<void> closing() {
    queue<int> items(2);
    const auto ex = co_await asio::this_coro::executor;
    co_await produce(items, 0, 2);
    spawned waiting(ex, items.push(2));
    items.close();
    CO_ASSERT_FALSE(items.try_push(3));
    co_await let_others_run();
    CO_ASSERT_TRUE(static_cast<bool>(waiting.error()));
    try {
        co_await items.push(3);
        ADD_FAILURE() << "it is closed";
    } catch (const boost::system::system_error& error) {
        CO_ASSERT_EQ(error.code(), make_error_code(async_errc::closed));
    }
    CO_ASSERT_EQ(*co_await items.pop(), 0);
    CO_ASSERT_EQ(*co_await items.pop(), 1);
    CO_ASSERT_FALSE((co_await items.pop()).has_value());
    CO_ASSERT_TRUE((co_await items.pop_batch(5)).empty());
}

TEST(Queue, CloseFailsPushesAndDrainsPops) {
    run(closing());
}

awaitable<void> closing_wakes_consumers() {
    queue<int> items(2);
    std::vector<int> taken;
    const auto ex = co_await asio::this_coro::executor;
    spawned one(ex, consume(items, taken));
    spawned two(ex, consume(items, taken));
    co_await items.push(1);
    items.close();
    co_await let_others_run();
    CO_ASSERT_TRUE(one.has_succeeded());
    CO_ASSERT_TRUE(two.has_succeeded());
    CO_ASSERT_EQ(taken, std::vector<int>{1});
}

TEST(Queue, CloseWakesWaitingConsumers) {
    run(closing_wakes_consumers());
}

awaitable<void> closing_with_cancelled_pop() {
    queue<int> items(2);
    std::vector<int> first;
    std::vector<int> second;
    const auto ex = co_await asio::this_coro::executor;
    spawned one(ex, pop_one(items, first));
    spawned two(ex, pop_one(items, second));
    co_await items.push(1);
    items.close();
    one.cancel();
    co_await let_others_run();
    CO_ASSERT_TRUE(one.was_cancelled());
    CO_ASSERT_EQ(second, std::vector<int>{1});
}

TEST(Queue, ItemOfACancelledPopIsNotLostWhenClosed) {
    run(closing_with_cancelled_pop());
}

awaitable<void> batches() {
    queue<int> items(10);
    co_await produce(items, 0, 5);
    CO_ASSERT_EQ(co_await items.pop_batch(3), (std::vector<int>{0, 1, 2}));
    CO_ASSERT_EQ(co_await items.pop_batch(3), (std::vector<int>{3, 4}));
    spawned producer(co_await asio::this_coro::executor, produce(items, 5, 7));
    CO_ASSERT_EQ(co_await items.pop_batch(1), std::vector<int>{5});
    co_await let_others_run();
    CO_ASSERT_TRUE(producer.has_succeeded());
}

TEST(Queue, BatchTakesWhatIsThereUpToItsLimit) {
    run(batches());
}

awaitable<void> finishing_items() {
    queue<int> items(10);
    co_await items.join();
    co_await produce(items, 0, 2);
    spawned joiner(co_await asio::this_coro::executor, items.join());
    CO_ASSERT_TRUE(items.try_pop().has_value());
    CO_ASSERT_TRUE(items.try_pop().has_value());
    items.task_done();
    co_await let_others_run();
    CO_ASSERT_FALSE(joiner.has_ended());
    items.task_done();
    co_await let_others_run();
    CO_ASSERT_TRUE(joiner.has_succeeded());
}

TEST(Queue, JoinWaitsUntilEveryItemIsDone) {
    run(finishing_items());
}

awaitable<void> items_that_only_move() {
    queue<std::unique_ptr<std::string>> items(1);
    co_await items.push(std::make_unique<std::string>("one"));
    auto refused = std::make_unique<std::string>("two");
    CO_ASSERT_FALSE(items.try_push(std::move(refused)));
    CO_ASSERT_EQ(*refused, "two");
    CO_ASSERT_EQ(**co_await items.pop(), "one");
}

TEST(Queue, TakesItemsThatOnlyMoveAndKeepsWhatItRefused) {
    run(items_that_only_move());
}

TEST(Queue, FreePlacesAndItemsDoNotSuspend) {
    asio::io_context context(1);
    queue<int> items(100);
    bool others_ran = false;
    const auto use = [&]() -> awaitable<void> {
        asio::post(context, [&] { others_ran = true; });
        co_await produce(items, 0, 100);
        for (int i = 0; i < 100; ++i) {
            EXPECT_EQ(co_await items.pop(), i);
        }
        EXPECT_FALSE(others_ran);
    };
    asio::co_spawn(context, use(), [](const std::exception_ptr& error) { EXPECT_FALSE(error); });
    context.run();
    EXPECT_TRUE(others_ran);
}

awaitable<void> pop_optional(std::optional<queue<int>>& items) {
    (void)co_await items->pop();
}
awaitable<void> push_optional(std::optional<queue<int>>& items) {
    co_await items->push(1);
}
awaitable<void> join_optional(std::optional<queue<int>>& items) {
    co_await items->join();
}

awaitable<void> destroyed_with_waiters() {
    const auto ex = co_await asio::this_coro::executor;
    std::optional<queue<int>> items(std::in_place, 1);
    spawned popping(ex, pop_optional(items));
    items.reset();
    items.emplace(1);
    co_await items->push(0);
    spawned pushing(ex, push_optional(items));
    spawned joining(ex, join_optional(items));
    items.reset();
    co_await let_others_run();
    CO_ASSERT_TRUE(popping.was_cancelled());
    CO_ASSERT_TRUE(pushing.was_cancelled());
    CO_ASSERT_TRUE(joining.was_cancelled());
}

TEST(Queue, DestructionEndsTheWaitsWithOperationAborted) {
    run(destroyed_with_waiters());
}

}  // namespace
