#include "fetch/host_lane.hpp"

#include <vector>

#include <gtest/gtest.h>

#include "support/manual_clock.hpp"
#include "support/run_coroutine.hpp"
#include "trawl/async/task_group.hpp"

namespace trawl::fetch {
namespace {

using namespace std::chrono_literals;

/// Notes the time when each of several passes ends.
async::awaitable<void> pass(host_lane& lane, std::uint64_t bytes, std::vector<async::clock::time_point>& ends) {
    co_await lane.pass(bytes);
    ends.push_back(async::clock::now());
}

async::awaitable<void> start_another(host_lane& lane, std::vector<async::clock::time_point>& starts) {
    co_await lane.start_another();
    starts.push_back(async::clock::now());
}

struct HostLane : testing::Test {
    /// Lets time go by in steps of 100 ms until all that was spawned has ended.
    async::awaitable<void> see_through(async::task_group& group) {
        while (group.size() > 0) {
            co_await test::let_others_run();
            clock.advance(100ms);
        }
        co_await group.join();
    }

    [[nodiscard]] std::vector<async::clock::duration> since_start() const {
        std::vector<async::clock::duration> found;
        for (const auto one : times) {
            found.push_back(one - start);
        }
        return found;
    }

    test::manual_clock clock;
    async::clock::time_point start = async::clock::now();
    run_rates run;
    host_limits limits;
    std::vector<async::clock::time_point> times;
};

TEST_F(HostLane, HoldsNothingBackByItself) {
    host_lane lane(limits, run);
    lane.start();
    EXPECT_EQ(lane.earliest(), host_lane::at_once);
    EXPECT_EQ(lane.busy_until(), host_lane::at_once);
    EXPECT_FALSE(lane.limits_bytes());
}

TEST_F(HostLane, TheLatestOfRateDelayAndPauseCounts) {
    limits.requests = rate{10, 1s};
    limits.delay = 300ms;
    host_lane lane(limits, run);
    lane.start();
    EXPECT_EQ(lane.earliest(), start + 300ms);
    lane.pause(start + 5s);
    lane.pause(start + 2s);
    EXPECT_EQ(lane.earliest(), start + 5s);
}

TEST_F(HostLane, BodiesAreServedInTurnAtTheSlowerRate) {
    run.bytes = rate_limiter::of_bytes(2000);
    limits.bytes_per_second = 1000;
    host_lane lane(limits, run);
    EXPECT_TRUE(lane.limits_bytes());
    test::run([](HostLane& self, host_lane& to) -> async::awaitable<void> {
        async::task_group group(co_await boost::asio::this_coro::executor);
        for (int i = 0; i < 3; ++i) {
            group.spawn(pass(to, 1000, self.times));
        }
        co_await self.see_through(group);
    }(*this, lane));
    EXPECT_EQ(since_start(), (std::vector<async::clock::duration>{900ms, 1900ms, 2900ms}));
}

TEST_F(HostLane, TheRunsRateIsSharedByTheHosts) {
    run.bytes = rate_limiter::of_bytes(1000);
    host_lane one(limits, run);
    host_lane other(limits, run);
    test::run([](HostLane& self, host_lane& left, host_lane& right) -> async::awaitable<void> {
        async::task_group group(co_await boost::asio::this_coro::executor);
        group.spawn(pass(left, 1000, self.times));
        group.spawn(pass(right, 1000, self.times));
        co_await self.see_through(group);
    }(*this, one, other));
    EXPECT_EQ(since_start(), (std::vector<async::clock::duration>{900ms, 1900ms}));
}

TEST_F(HostLane, FurtherRequestsKeepToRatesAndToAPauseThatComesMeanwhile) {
    limits.requests = rate{5, 1s};
    host_lane lane(limits, run);
    lane.start();
    test::run([](HostLane& self, host_lane& to) -> async::awaitable<void> {
        async::task_group group(co_await boost::asio::this_coro::executor);
        group.spawn(start_another(to, self.times));
        group.spawn(start_another(to, self.times));
        co_await test::let_others_run();
        self.clock.advance(200ms);
        co_await test::let_others_run();
        to.pause(self.start + 1s);
        co_await self.see_through(group);
    }(*this, lane));
    EXPECT_EQ(since_start(), (std::vector<async::clock::duration>{200ms, 1s}));
}

TEST_F(HostLane, CancellingEndsTheWait) {
    limits.bytes_per_second = 1;
    host_lane lane(limits, run);
    test::run([](HostLane& self, host_lane& to) -> async::awaitable<void> {
        async::task_group group(co_await boost::asio::this_coro::executor);
        group.spawn(pass(to, 1'000'000'000, self.times));
        co_await group.cancel_and_join();
    }(*this, lane));
    EXPECT_TRUE(times.empty());
}

}  // namespace
}  // namespace trawl::fetch
