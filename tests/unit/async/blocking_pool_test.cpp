#include "trawl/async/blocking_pool.hpp"

#include <atomic>
#include <future>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "support/co_assert.hpp"
#include "support/run_coroutine.hpp"
#include "trawl/async/gather.hpp"
#include "trawl/async/task_group.hpp"
#include "unit/async/spawned.hpp"

namespace {

namespace asio = boost::asio;
using trawl::async::awaitable;
using trawl::async::blocking_pool;
using trawl::async::task_group;
using trawl::test::let_others_run;
using trawl::test::run;
using trawl::test::spawned;

std::thread::id where_am_i() {
    return std::this_thread::get_id();
}

awaitable<void> other_thread() {
    blocking_pool pool(1);
    const auto here = std::this_thread::get_id();
    CO_ASSERT_TRUE(co_await pool.run(&where_am_i) != here);
    CO_ASSERT_TRUE(std::this_thread::get_id() == here);
}

TEST(BlockingPool, RunsOnItsThreadAndResumesOnTheCallers) {
    run(other_thread());
}

void throw_reason() {
    throw std::runtime_error("on the thread");
}

awaitable<void> exception_on_thread() {
    blocking_pool pool(1);
    co_await pool.run(&throw_reason);
}

TEST(BlockingPool, PassesExceptions) {
    EXPECT_THROW(run(exception_on_thread()), std::runtime_error);
}

awaitable<void> owned_captures() {
    blocking_pool pool(1);
    auto text = std::make_unique<std::string>("owned");
    auto read = [text = std::move(text)] { return std::make_unique<std::string>(*text + " and returned"); };
    CO_ASSERT_EQ(*co_await pool.run(std::move(read)), "owned and returned");
}

TEST(BlockingPool, TakesAndGivesWhatOnlyMoves) {
    run(owned_captures());
}

awaitable<int> square_on(blocking_pool& pool, int number) {
    const auto square = [number] { return number * number; };
    co_return co_await pool.run(square);
}

awaitable<void> thousands() {
    blocking_pool pool(2, 4);
    std::vector<awaitable<int>> squares;
    for (int i = 0; i < 3'000; ++i) {
        squares.push_back(square_on(pool, i));
    }
    const auto results = co_await trawl::async::gather(std::move(squares));
    for (std::size_t i = 0; i < results.size(); ++i) {
        CO_ASSERT_EQ(results[i], static_cast<int>(i * i));
    }
}

TEST(BlockingPool, ServesThousandsThroughAShortQueue) {
    run(thousands());
}

// Blocks the functions of a test until it lets them go on.
struct gate {
    std::promise<void> opened;
    std::shared_future<void> open = opened.get_future().share();
    std::atomic<int> passed = 0;
};

awaitable<void> pass(blocking_pool& pool, gate& through) {
    const auto wait = [&through] {
        through.open.wait();
        ++through.passed;
    };
    co_await pool.run(wait);
}

awaitable<void> waiter_leaves() {
    gate through;
    {
        blocking_pool pool(1, 1);
        const auto ex = co_await asio::this_coro::executor;
        spawned running(ex, pass(pool, through));
        spawned queued(ex, pass(pool, through));
        spawned without_place(ex, pass(pool, through));
        running.cancel();
        queued.cancel();
        without_place.cancel();
        co_await let_others_run();
        CO_ASSERT_TRUE(running.was_cancelled());
        CO_ASSERT_TRUE(queued.was_cancelled());
        CO_ASSERT_TRUE(without_place.was_cancelled());
        CO_ASSERT_EQ(through.passed.load(), 0);
        through.opened.set_value();
    }
    CO_ASSERT_EQ(through.passed.load(), 2);
}

TEST(BlockingPool, CancelledWaiterLeavesAndTheFunctionGoesOn) {
    run(waiter_leaves());
}

awaitable<void> place_after_cancellation() {
    gate through;
    blocking_pool pool(1, 1);
    const auto ex = co_await asio::this_coro::executor;
    spawned first(ex, pass(pool, through));
    spawned second(ex, pass(pool, through));
    first.cancel();
    second.cancel();
    co_await let_others_run();
    through.opened.set_value();
    CO_ASSERT_EQ(co_await square_on(pool, 3), 9);
    CO_ASSERT_EQ(through.passed.load(), 2);
}

TEST(BlockingPool, AbandonedFunctionsGiveTheirPlacesBack) {
    run(place_after_cancellation());
}

awaitable<void> loop_goes_on() {
    gate through;
    blocking_pool pool(1);
    spawned blocked(co_await asio::this_coro::executor, pass(pool, through));
    co_await let_others_run(100);
    CO_ASSERT_FALSE(blocked.has_ended());
    through.opened.set_value();
    while (!blocked.has_ended()) {
        co_await let_others_run(1);
    }
    CO_ASSERT_TRUE(blocked.has_succeeded());
}

TEST(BlockingPool, LoopGoesOnWhileAFunctionBlocks) {
    run(loop_goes_on());
}

TEST(BlockingPool, OutlivesTheRunOfItsLoop) {
    gate through;
    asio::io_context context(1);
    {
        blocking_pool pool(1);
        asio::co_spawn(context, pass(pool, through), [](const std::exception_ptr&) {});
        context.poll();
        context.stop();
        through.opened.set_value();
    }
    EXPECT_EQ(through.passed.load(), 1);
}

}  // namespace
