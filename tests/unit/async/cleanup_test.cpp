#include "trawl/async/cleanup.hpp"

#include <stdexcept>
#include <string>
#include <vector>

#include "support/co_assert.hpp"
#include "support/run_coroutine.hpp"
#include "trawl/async/cancellation.hpp"
#include "trawl/async/event.hpp"
#include "unit/async/spawned.hpp"

namespace {

namespace asio = boost::asio;
using trawl::async::awaitable;
using trawl::async::event;
using trawl::async::shield;
using trawl::async::with_cleanup;
using trawl::test::let_others_run;
using trawl::test::run;
using trawl::test::spawned;

using notes = std::vector<std::string>;

awaitable<int> work(notes& seen) {
    co_await let_others_run(1);
    seen.emplace_back("work");
    co_return 5;
}

awaitable<void> fail(std::string reason) {
    co_await let_others_run(1);
    throw std::runtime_error(reason);
}

awaitable<void> tidy(notes& seen) {
    co_await let_others_run(3);
    seen.emplace_back("tidy");
}

awaitable<void> wait_and_tidy(event& never, notes& seen) {
    co_await with_cleanup(never.wait(), tidy(seen));
    seen.emplace_back("after");
}

awaitable<void> after_success() {
    notes seen;
    CO_ASSERT_EQ(co_await with_cleanup(work(seen), tidy(seen)), 5);
    CO_ASSERT_EQ(seen, (notes{"work", "tidy"}));
}

TEST(WithCleanup, RunsAfterSuccess) {
    run(after_success());
}

awaitable<void> after_failure() {
    notes seen;
    std::string reason;
    try {
        co_await with_cleanup(fail("body"), tidy(seen));
    } catch (const std::runtime_error& error) {
        reason = error.what();
    }
    CO_ASSERT_EQ(reason, "body");
    CO_ASSERT_EQ(seen, notes{"tidy"});
}

TEST(WithCleanup, RunsAfterAFailureWhichPassesThrough) {
    run(after_failure());
}

awaitable<void> both_fail() {
    co_await with_cleanup(fail("body"), fail("cleanup"));
}
awaitable<void> cleanup_fails(notes& seen) {
    (void)co_await with_cleanup(work(seen), fail("cleanup"));
}

std::string failure_of(awaitable<void> operation) {
    try {
        run(std::move(operation));
    } catch (const std::runtime_error& error) {
        return error.what();
    }
    return "none";
}

TEST(WithCleanup, ReportsTheBodysFailureBeforeItsOwn) {
    notes seen;
    EXPECT_EQ(failure_of(both_fail()), "body");
    EXPECT_EQ(failure_of(cleanup_fails(seen)), "cleanup");
}

awaitable<void> body_cancelled() {
    event never;
    notes seen;
    spawned task(co_await asio::this_coro::executor, wait_and_tidy(never, seen));
    task.cancel();
    co_await let_others_run(2);
    task.cancel();  // again, while it tidies
    co_await let_others_run(10);
    CO_ASSERT_TRUE(task.was_cancelled());
    CO_ASSERT_EQ(seen, notes{"tidy"});
}

TEST(WithCleanup, RunsToItsEndAfterCancellationAndDuringAnother) {
    run(body_cancelled());
}

awaitable<void> tidy_when(event& tidying, event& go_on) {
    tidying.set();
    co_await go_on.wait();
}

awaitable<void> keep_value(notes& seen, event& tidying, event& go_on, int& value) {
    value = co_await with_cleanup(work(seen), tidy_when(tidying, go_on));
}

awaitable<void> cancelled_while_tidying() {
    notes seen;
    event tidying;
    event go_on;
    int value = 0;
    spawned task(co_await asio::this_coro::executor, keep_value(seen, tidying, go_on, value));
    co_await tidying.wait();
    task.cancel();
    go_on.set();
    co_await let_others_run();
    CO_ASSERT_TRUE(task.has_succeeded());
    CO_ASSERT_EQ(value, 5);
}

TEST(WithCleanup, KeepsTheValueWhenCancelledDuringCleanup) {
    run(cancelled_while_tidying());
}

awaitable<void> shielded(event& ready, notes& seen) {
    co_await shield(ready.wait());
    seen.emplace_back("not reached when cancelled");
}

awaitable<void> shield_from_cancellation() {
    event ready;
    notes seen;
    spawned task(co_await asio::this_coro::executor, shielded(ready, seen));
    task.cancel();
    co_await let_others_run();
    CO_ASSERT_FALSE(task.has_ended());
    ready.set();
    co_await let_others_run();
    CO_ASSERT_TRUE(task.was_cancelled());
    CO_ASSERT_TRUE(seen.empty());
}

TEST(Shield, OperationEndsBeforeTheCancellationIsReported) {
    run(shield_from_cancellation());
}

awaitable<void> shield_value() {
    notes seen;
    CO_ASSERT_EQ(co_await shield(work(seen)), 5);
}

TEST(Shield, GivesTheValue) {
    run(shield_value());
}

awaitable<void> shield_failure() {
    co_await shield(fail("inner"));
}

TEST(Shield, PassesTheFailure) {
    EXPECT_EQ(failure_of(shield_failure()), "inner");
}

TEST(IsCancelled, TellsAbortFromOtherFailures) {
    using trawl::async::is_cancelled;
    EXPECT_TRUE(is_cancelled(boost::system::error_code(asio::error::operation_aborted)));
    EXPECT_FALSE(is_cancelled(boost::system::error_code(asio::error::eof)));
    EXPECT_FALSE(is_cancelled(std::exception_ptr()));
    EXPECT_FALSE(is_cancelled(std::make_exception_ptr(std::runtime_error("other"))));
}

}  // namespace
