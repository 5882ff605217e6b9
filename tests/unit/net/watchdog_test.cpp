#include "net/watchdog.hpp"

#include <chrono>
#include <functional>
#include <memory>
#include <vector>

#include <gtest/gtest.h>
#include <boost/asio/io_context.hpp>

#include "support/manual_clock.hpp"
#include "support/run_coroutine.hpp"

namespace trawl::net {
namespace {

using async::deadline;
using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::seconds;

/// An entry that notes that it was called.
class watched {
public:
    explicit watched(watchdog& by, std::function<void()> also = {})
        : also_(std::move(also)), entry_(by, &watched::expired, this) {}

    watchdog::entry& operator*() { return entry_; }
    watchdog::entry* operator->() { return &entry_; }
    [[nodiscard]] int calls() const { return calls_; }

private:
    static void expired(void* self) noexcept {
        auto& me = *static_cast<watched*>(self);
        ++me.calls_;
        if (me.also_) {
            const auto also = me.also_;
            also();
        }
    }

    int calls_ = 0;
    std::function<void()> also_;
    watchdog::entry entry_;
};

/// Runs what the loop has to do now, and no more.
class loop {
public:
    async::executor executor() { return context_.get_executor(); }

    void settle() {
        for (int i = 0; i < 5; ++i) {
            context_.restart();
            context_.poll();
        }
    }

    void advance(async::clock::duration by) {
        clock_.advance(by);
        settle();
    }

private:
    test::manual_clock clock_;
    boost::asio::io_context context_{1};
};

TEST(Watchdog, CallsOnceWhenTheDeadlineHasPassed) {
    loop now;
    watchdog guard(now.executor());
    watched one(guard);
    one->arm(deadline::after(seconds(1)));
    now.advance(milliseconds(999));
    EXPECT_EQ(one.calls(), 0);
    EXPECT_TRUE(one->is_armed());
    now.advance(milliseconds(1));
    EXPECT_EQ(one.calls(), 1);
    EXPECT_FALSE(one->is_armed());
    now.advance(hours(1));
    EXPECT_EQ(one.calls(), 1);
}

TEST(Watchdog, ADeadlineThatIsPutOffCountsFromThen) {
    loop now;
    watchdog guard(now.executor());
    watched one(guard);
    one->arm(deadline::after(seconds(1)));
    now.advance(milliseconds(500));
    one->arm(deadline::after(seconds(1)));
    now.advance(milliseconds(900));
    EXPECT_EQ(one.calls(), 0);
    now.advance(milliseconds(100));
    EXPECT_EQ(one.calls(), 1);
}

TEST(Watchdog, ADeadlineCanBeBroughtForward) {
    loop now;
    watchdog guard(now.executor());
    watched one(guard);
    one->arm(deadline::after(hours(1)));
    now.settle();
    one->arm(deadline::after(seconds(1)));
    now.advance(seconds(1));
    EXPECT_EQ(one.calls(), 1);
}

TEST(Watchdog, DisarmedIsNotCalledAndCanBeArmedAgain) {
    loop now;
    watchdog guard(now.executor());
    watched one(guard);
    one->arm(deadline::after(seconds(1)));
    EXPECT_EQ(guard.armed(), 1U);
    one->disarm();
    EXPECT_EQ(guard.armed(), 0U);
    now.advance(seconds(2));
    EXPECT_EQ(one.calls(), 0);
    one->arm(deadline::after(seconds(1)));
    one->disarm();
    one->arm(deadline::after(seconds(2)));
    now.advance(seconds(1));
    EXPECT_EQ(one.calls(), 0);
    now.advance(seconds(1));
    EXPECT_EQ(one.calls(), 1);
}

TEST(Watchdog, NeverIsTheSameAsDisarm) {
    loop now;
    watchdog guard(now.executor());
    watched one(guard);
    one->arm(deadline::after(seconds(1)));
    one->arm(deadline::never());
    EXPECT_FALSE(one->is_armed());
    now.advance(seconds(2));
    EXPECT_EQ(one.calls(), 0);
}

TEST(Watchdog, CallsManyInTheOrderOfTheirDeadlines) {
    loop now;
    watchdog guard(now.executor());
    std::vector<int> order;
    std::vector<std::unique_ptr<watched>> all;
    for (int i = 0; i < 100; ++i) {
        all.push_back(std::make_unique<watched>(guard, [&order, i] { order.push_back(i * 37 % 100); }));
        (*all.back())->arm(deadline::after(milliseconds(i * 37 % 100)));
    }
    for (int i = 0; i < 100; i += 3) {
        all[static_cast<std::size_t>(i)].reset();
    }
    now.advance(milliseconds(60));
    now.advance(milliseconds(60));
    EXPECT_EQ(order.size(), 66U);
    EXPECT_TRUE(std::is_sorted(order.begin(), order.end()));
}

TEST(Watchdog, ACallMayDestroyItsEntryAndArmOthers) {
    loop now;
    watchdog guard(now.executor());
    watched other(guard);
    std::unique_ptr<watched> one;
    one = std::make_unique<watched>(guard, [&] {
        other->arm(deadline::after(seconds(1)));
        one.reset();
    });
    (*one)->arm(deadline::after(seconds(1)));
    now.advance(seconds(1));
    EXPECT_EQ(one, nullptr);
    EXPECT_EQ(other.calls(), 0);
    now.advance(seconds(1));
    EXPECT_EQ(other.calls(), 1);
}

TEST(Watchdog, KeepsTheLoopAtWorkOnlyWhileSomethingIsArmed) {
    boost::asio::io_context context(1);
    watchdog guard(context.get_executor());
    watched one(guard);
    watched other(guard);
    one->arm(deadline::after(hours(1)));
    other->arm(deadline::after(hours(2)));
    other->disarm();
    context.poll();
    EXPECT_FALSE(context.stopped());
    one->disarm();
    context.run_for(seconds(20));
    EXPECT_TRUE(context.stopped());
}

TEST(Watchdog, MayBeDestroyedWhileItsTimerWaits) {
    boost::asio::io_context context(1);
    {
        watchdog guard(context.get_executor());
        watched one(guard);
        one->arm(deadline::after(hours(1)));
    }
    context.run_for(seconds(20));
    EXPECT_TRUE(context.stopped());
}

TEST(Watchdog, FollowsTheRealClock) {
    boost::asio::io_context context(1);
    watchdog guard(context.get_executor());
    watched one(guard);
    const auto until = async::clock::now() + milliseconds(20);
    one->arm(deadline::at(until));
    context.run_for(seconds(20));
    EXPECT_EQ(one.calls(), 1);
    EXPECT_GE(async::clock::now(), until);
}

}  // namespace
}  // namespace trawl::net
