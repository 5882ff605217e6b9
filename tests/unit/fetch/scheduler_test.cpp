#include "fetch/scheduler.hpp"

#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <boost/asio/co_spawn.hpp>

#include "support/manual_clock.hpp"
#include "support/run_coroutine.hpp"
#include "trawl/async/task_group.hpp"

namespace trawl::fetch {
namespace {

std::unique_ptr<task> make_task(const std::string& url) {
    return std::make_unique<task>(job(http::parse_url(url)));
}

std::string url_of(const scheduler::start& started) {
    return started.what->told.what.target->href();
}

/// Takes what may start now; leaves their slots taken.
async::awaitable<std::vector<std::string>> take(scheduler& from, std::size_t count,
                                                std::vector<scheduler::start>& running) {
    std::vector<std::string> urls;
    for (std::size_t i = 0; i < count; ++i) {
        auto next = co_await from.next();
        urls.push_back(url_of(*next));
        running.push_back(std::move(*next));
    }
    co_return urls;
}

scheduler_options limits(std::size_t per_host, std::size_t window = 100) {
    scheduler_options options;
    options.hosts.otherwise.concurrency = per_host;
    options.window = window;
    return options;
}

TEST(Scheduler, HostsTakeTurnsThoughOneHasManyTasks) {
    test::run([]() -> async::awaitable<void> {
        scheduler waiting(co_await boost::asio::this_coro::executor, limits(2));
        for (const char* url : {"http://a/1", "http://a/2", "http://a/3", "http://b/1", "http://c/1"}) {
            waiting.add(make_task(url));
        }
        std::vector<scheduler::start> running;
        const auto urls = co_await take(waiting, 4, running);
        EXPECT_EQ(urls, (std::vector<std::string>{"http://a/1", "http://b/1", "http://c/1", "http://a/2"}));
    }());
}

TEST(Scheduler, HostAtItsLimitWaitsUntilASlotComesBack) {
    test::run([]() -> async::awaitable<void> {
        const auto here = co_await boost::asio::this_coro::executor;
        scheduler waiting(here, limits(1));
        waiting.add(make_task("http://a/1"));
        waiting.add(make_task("http://a/2"));
        std::vector<scheduler::start> running;
        (void)co_await take(waiting, 1, running);
        std::vector<std::string> later;
        async::task_group group(here);
        group.spawn([](scheduler& from, std::vector<std::string>& into) -> async::awaitable<void> {
            auto next = co_await from.next();
            into.push_back(url_of(*next));
        }(waiting, later));
        EXPECT_TRUE(later.empty());
        running.clear();
        co_await group.join();
        EXPECT_EQ(later, std::vector<std::string>{"http://a/2"});
    }());
}

TEST(Scheduler, PortsOfOneNameAreDifferentHosts) {
    test::run([]() -> async::awaitable<void> {
        scheduler waiting(co_await boost::asio::this_coro::executor, limits(1));
        waiting.add(make_task("http://a:1/"));
        waiting.add(make_task("http://a:2/"));
        std::vector<scheduler::start> running;
        EXPECT_EQ((co_await take(waiting, 2, running)).size(), 2U);
    }());
}

TEST(Scheduler, TaskThatIsToTryAgainLetsTheOthersGoFirst) {
    test::manual_clock clock;
    test::run([](test::manual_clock& time) -> async::awaitable<void> {
        scheduler waiting(co_await boost::asio::this_coro::executor, limits(1));
        waiting.add(make_task("http://a/1"));
        auto first = co_await waiting.next();
        waiting.add_again(std::move(first->what), std::chrono::seconds(5));
        first.reset();
        waiting.add(make_task("http://a/2"));
        {
            auto second = co_await waiting.next();
            EXPECT_EQ(url_of(*second), "http://a/2");
        }
        time.advance(std::chrono::seconds(5));
        auto again = co_await waiting.next();
        EXPECT_EQ(url_of(*again), "http://a/1");
    }(clock));
}

TEST(Scheduler, EndsWhenClosedAndEveryTaskIsSettled) {
    test::run([]() -> async::awaitable<void> {
        scheduler waiting(co_await boost::asio::this_coro::executor, limits(1));
        waiting.add(make_task("http://a/1"));
        waiting.close();
        {
            auto only = co_await waiting.next();
            waiting.add_again(std::move(only->what), async::clock::duration::zero());
        }
        EXPECT_TRUE((co_await waiting.next()).has_value());
        waiting.settle();
        EXPECT_FALSE((co_await waiting.next()).has_value());
    }());
}

TEST(Scheduler, WindowHoldsTheSourceBackUntilATaskIsSettled) {
    test::run([]() -> async::awaitable<void> {
        const auto here = co_await boost::asio::this_coro::executor;
        scheduler waiting(here, limits(1, 2));
        waiting.add(make_task("http://a/1"));
        waiting.add(make_task("http://a/2"));
        bool has_room = false;
        async::task_group group(here);
        group.spawn([](scheduler& from, bool& told) -> async::awaitable<void> {
            co_await from.room();
            told = true;
        }(waiting, has_room));
        EXPECT_FALSE(has_room);
        (void)co_await waiting.next();
        waiting.settle();
        co_await group.join();
        EXPECT_TRUE(has_room);
    }());
}

TEST(Scheduler, HurryGivesEverythingAtOnce) {
    test::run([]() -> async::awaitable<void> {
        scheduler waiting(co_await boost::asio::this_coro::executor, limits(1));
        for (const char* url : {"http://a/1", "http://a/2", "http://a/3"}) {
            waiting.add(make_task(url));
        }
        std::vector<scheduler::start> running;
        (void)co_await take(waiting, 1, running);
        waiting.add_again(std::move(running.front().what), std::chrono::hours(1));
        waiting.hurry();
        EXPECT_EQ((co_await take(waiting, 3, running)).size(), 3U);
    }());
}

TEST(Scheduler, CancelledNextLosesNoTask) {
    test::run([]() -> async::awaitable<void> {
        const auto here = co_await boost::asio::this_coro::executor;
        scheduler waiting(here, limits(1));
        async::task_group group(here);
        group.spawn([](scheduler& from) -> async::awaitable<void> { (void)co_await from.next(); }(waiting));
        co_await group.cancel_and_join();
        waiting.add(make_task("http://a/1"));
        EXPECT_TRUE((co_await waiting.next()).has_value());
    }());
}

}  // namespace
}  // namespace trawl::fetch
