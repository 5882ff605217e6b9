#include "trawl/async/with_timeout.hpp"

#include <chrono>
#include <deque>
#include <stdexcept>
#include <string>

#include <boost/system/system_error.hpp>

#include "support/co_assert.hpp"
#include "support/manual_clock.hpp"
#include "support/run_coroutine.hpp"
#include "trawl/async/event.hpp"
#include "unit/async/spawned.hpp"

namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;
using trawl::async::async_errc;
using trawl::async::awaitable;
using trawl::async::deadline;
using trawl::async::event;
using trawl::async::with_timeout;
using trawl::test::let_others_run;
using trawl::test::manual_clock;
using trawl::test::run;
using trawl::test::spawned;

awaitable<std::string> answer_when(event& ready) {
    co_await ready.wait();
    co_return "answer";
}

awaitable<std::string> answer_although_cancelled(event& never) {
    try {
        co_await never.wait();
    } catch (const boost::system::system_error&) {
    }
    co_return "late answer";
}

awaitable<void> fail() {
    co_await let_others_run(1);
    throw std::runtime_error("its own");
}

awaitable<void> fail_when_cancelled(event& never) {
    try {
        co_await never.wait();
    } catch (const boost::system::system_error&) {
        throw std::runtime_error("while ending");
    }
}

bool has_timed_out(const spawned& task) {
    try {
        std::rethrow_exception(task.error());
    } catch (const boost::system::system_error& error) {
        return error.code() == async_errc::timed_out;
    } catch (...) {
        return false;
    }
}

awaitable<void> wait_at_most(event& ready, trawl::async::clock::duration limit) {
    co_await with_timeout(ready.wait(), limit);
}

awaitable<void> in_time() {
    manual_clock clock;
    event ready;
    ready.set();
    CO_ASSERT_EQ(co_await with_timeout(answer_when(ready), 1s), "answer");
    CO_ASSERT_EQ(co_await with_timeout(answer_when(ready), deadline::never()), "answer");
}

TEST(WithTimeout, GivesTheValueOfAnOperationInTime) {
    run(in_time());
}

awaitable<void> too_late() {
    manual_clock clock;
    event never;
    spawned waiting(co_await asio::this_coro::executor, wait_at_most(never, 10s));
    clock.advance(9'999ms);
    co_await let_others_run();
    CO_ASSERT_FALSE(waiting.has_ended());
    clock.advance(1ms);
    co_await let_others_run();
    CO_ASSERT_TRUE(waiting.has_ended());
    CO_ASSERT_TRUE(has_timed_out(waiting));
}

TEST(WithTimeout, ThrowsTimedOutOnceTheLimitHasPassed) {
    run(too_late());
}

awaitable<void> real_time() {
    event never;
    co_await with_timeout(never.wait(), 5ms);
}

TEST(WithTimeout, WorksOnTheRealClock) {
    EXPECT_THROW(run(real_time()), boost::system::system_error);
}

awaitable<void> own_failure() {
    co_await with_timeout(fail(), 1h);
}

TEST(WithTimeout, PassesTheFailureOfTheOperationAtOnce) {
    EXPECT_THROW(run(own_failure()), std::runtime_error);
}

awaitable<void> failure_while_ending() {
    event never;
    co_await with_timeout(fail_when_cancelled(never), 0s);
}

TEST(WithTimeout, PassesAnotherFailureThanTheCancellation) {
    EXPECT_THROW(run(failure_while_ending()), std::runtime_error);
}

awaitable<void> late_value() {
    event never;
    CO_ASSERT_EQ(co_await with_timeout(answer_although_cancelled(never), 0s), "late answer");
}

TEST(WithTimeout, DoesNotDropAValueThatCameAfterTheLimit) {
    run(late_value());
}

awaitable<void> limit_and_value_at_once() {
    manual_clock clock;
    event ready;
    spawned waiting(co_await asio::this_coro::executor, wait_at_most(ready, 1s));
    clock.advance(1s);
    ready.set();
    co_await let_others_run();
    CO_ASSERT_TRUE(waiting.has_succeeded());
}

TEST(WithTimeout, ValueWinsWhenBothComeAtOnce) {
    run(limit_and_value_at_once());
}

awaitable<void> parent_cancelled() {
    manual_clock clock;
    event never;
    spawned waiting(co_await asio::this_coro::executor, wait_at_most(never, 1s));
    waiting.cancel();
    clock.advance(2s);
    co_await let_others_run();
    CO_ASSERT_TRUE(waiting.was_cancelled());
}

TEST(WithTimeout, CancelledCallerIsNotATimeout) {
    run(parent_cancelled());
}

awaitable<void> wait_nested(event& never) {
    co_await with_timeout(with_timeout(never.wait(), 1h), 1s);
}

awaitable<void> nested() {
    manual_clock clock;
    event never;
    spawned waiting(co_await asio::this_coro::executor, wait_nested(never));
    clock.advance(1s);
    co_await let_others_run(20);
    CO_ASSERT_TRUE(has_timed_out(waiting));
}

TEST(WithTimeout, OuterLimitEndsInnerOne) {
    run(nested());
}

awaitable<void> limit_passed_before() {
    event never;
    co_await with_timeout(never.wait(), deadline::after(-1s));
}

TEST(WithTimeout, PassedLimitCancelsAtOnce) {
    EXPECT_THROW(run(limit_passed_before()), boost::system::system_error);
}

awaitable<void> thousands() {
    manual_clock clock;
    event never;
    const auto ex = co_await asio::this_coro::executor;
    std::deque<spawned> waiting;
    for (int i = 0; i < 2'000; ++i) {
        waiting.emplace_back(ex, wait_at_most(never, std::chrono::seconds(i % 2 + 1)));
    }
    clock.advance(1s);
    co_await let_others_run(20);
    for (std::size_t i = 0; i < waiting.size(); ++i) {
        CO_ASSERT_EQ(waiting[i].has_ended(), i % 2 == 0);
    }
    clock.advance(1s);
    co_await let_others_run(20);
    for (const auto& each : waiting) {
        CO_ASSERT_TRUE(has_timed_out(each));
    }
}

TEST(WithTimeout, EndsThousandsEachAtItsOwnLimit) {
    run(thousands());
}

}  // namespace
