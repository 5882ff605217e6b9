#include "trawl/async/deadline.hpp"

#include <chrono>

#include "support/co_assert.hpp"
#include "support/manual_clock.hpp"
#include "support/run_coroutine.hpp"
#include "trawl/async/errors.hpp"

namespace {

using namespace std::chrono_literals;
using trawl::async::awaitable;
using trawl::async::clock;
using trawl::async::deadline;
using trawl::async::earliest;
using trawl::test::manual_clock;

TEST(Deadline, IsNeverByDefault) {
    const deadline never;
    EXPECT_TRUE(never.is_never());
    EXPECT_FALSE(never.is_reached());
    EXPECT_EQ(never.remaining(), clock::duration::max());
    EXPECT_EQ(never, deadline::never());
}

TEST(Deadline, IsReachedWhenItsTimeHasCome) {
    manual_clock time;
    const auto limit = deadline::after(10s);
    EXPECT_EQ(limit.remaining(), 10s);
    time.advance(9s);
    EXPECT_FALSE(limit.is_reached());
    EXPECT_EQ(limit.remaining(), 1s);
    time.advance(2s);
    EXPECT_TRUE(limit.is_reached());
    EXPECT_EQ(limit.remaining(), 0s);
}

TEST(Deadline, OfNoTimeIsReachedAtOnce) {
    manual_clock time;
    EXPECT_TRUE(deadline::after(0s).is_reached());
    EXPECT_TRUE(deadline::after(clock::duration::min()).is_reached());
}

TEST(Deadline, TooLongForTheClockIsNever) {
    EXPECT_TRUE(deadline::after(clock::duration::max()).is_never());
}

TEST(Deadline, EarliestTakesTheSoonerAndAnyBeforeNever) {
    manual_clock time;
    const auto soon = deadline::after(1s);
    const auto later = deadline::at(clock::now() + 2s);
    EXPECT_EQ(earliest(later, soon), soon);
    EXPECT_EQ(earliest(deadline::never(), later), later);
    EXPECT_TRUE(earliest(deadline::never(), deadline::never()).is_never());
}

awaitable<void> timer_follows() {
    manual_clock time;
    bool fired = false;
    trawl::async::timer alarm(co_await boost::asio::this_coro::executor, 1h);
    alarm.async_wait([&fired](const boost::system::error_code& error) { fired = !error; });
    co_await trawl::test::let_others_run();
    CO_ASSERT_FALSE(fired);
    time.advance(1h);
    co_await trawl::test::let_others_run();
    CO_ASSERT_TRUE(fired);
}

TEST(Clock, TimersFollowAManualSource) {
    trawl::test::run(timer_follows());
}

TEST(Clock, IsTheSteadyClockOtherwise) {
    EXPECT_FALSE(clock::is_manual());
    const auto before = std::chrono::steady_clock::now().time_since_epoch();
    const auto now = clock::now().time_since_epoch();
    EXPECT_LE(before, now);
    EXPECT_LE(now, std::chrono::steady_clock::now().time_since_epoch());
}

TEST(AsyncErrors, HaveNamesAndTexts) {
    const boost::system::error_code timed_out = trawl::async::async_errc::timed_out;
    EXPECT_STREQ(timed_out.category().name(), "trawl.async");
    EXPECT_EQ(timed_out.message(), "the operation did not finish in time");
    EXPECT_EQ(make_error_code(trawl::async::async_errc::closed).message(), "the queue is closed");
}

}  // namespace
