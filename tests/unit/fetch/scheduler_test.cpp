#include "fetch/scheduler.hpp"

#include <algorithm>
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

using namespace std::chrono_literals;

/// Takes what starts within `span`, each with its time; gives the slots back at once.
async::awaitable<std::vector<std::string>> starts_within(scheduler& from, test::manual_clock& clock,
                                                         async::clock::duration span) {
    std::vector<std::string> found;
    const auto start = async::clock::now();
    async::task_group group(co_await boost::asio::this_coro::executor);
    group.spawn([](scheduler& waiting, std::vector<std::string>& into,
                   async::clock::time_point since) -> async::awaitable<void> {
        while (auto next = co_await waiting.next()) {
            const auto at = std::chrono::duration_cast<std::chrono::milliseconds>(async::clock::now() - since);
            into.push_back(std::to_string(at.count()) + " " + url_of(*next));
            waiting.settle();
        }
    }(from, found, start));
    while (async::clock::now() - start <= span) {
        co_await test::let_others_run();
        clock.advance(100ms);
    }
    co_await group.cancel_and_join();
    co_return found;
}

/// Adds the tasks and takes what starts within `span`.
std::vector<std::string> run_scheduler(const scheduler_options& options, std::vector<std::string> urls,
                                       async::clock::duration span) {
    test::manual_clock clock;
    return test::run([](scheduler_options how, std::vector<std::string> given, async::clock::duration time,
                        test::manual_clock& now) -> async::awaitable<std::vector<std::string>> {
        scheduler waiting(co_await boost::asio::this_coro::executor, std::move(how));
        for (const auto& url : given) {
            waiting.add(make_task(url));
        }
        co_return co_await starts_within(waiting, now, time);
    }(options, std::move(urls), span, clock));
}

using strings = std::vector<std::string>;

TEST(Scheduler, HostWithARateLetsTheOthersGoFirst) {
    auto options = limits(6);
    options.hosts.special.emplace_back("a", host_limits{.requests = rate{5, 1s}});
    EXPECT_EQ(run_scheduler(options, {"http://a/1", "http://a/2", "http://a/3", "http://b/1", "http://b/2"}, 1s),
              (strings{"0 http://a/1", "0 http://b/1", "0 http://b/2", "200 http://a/2", "400 http://a/3"}));
}

TEST(Scheduler, DelayIsBetweenTheStartsOfOneHost) {
    auto options = limits(6);
    options.hosts.otherwise.delay = 300ms;
    EXPECT_EQ(run_scheduler(options, {"http://a/1", "http://a/2", "http://b/1", "http://b/2"}, 1s),
              (strings{"0 http://a/1", "0 http://b/1", "300 http://a/2", "300 http://b/2"}));
}

TEST(Scheduler, TheRunsRateIsForAllHostsTogether) {
    auto options = limits(6);
    options.requests = rate{5, 1s};
    EXPECT_EQ(run_scheduler(options, {"http://a/1", "http://a/2", "http://b/1", "http://c/1"}, 1s),
              (strings{"0 http://a/1", "200 http://b/1", "400 http://c/1", "600 http://a/2"}));
}

TEST(Scheduler, IdleHostIsHeldToItsRateWhenItComesBack) {
    test::manual_clock clock;
    test::run([](test::manual_clock& time) -> async::awaitable<void> {
        auto options = limits(6);
        options.hosts.otherwise.delay = 500ms;
        scheduler waiting(co_await boost::asio::this_coro::executor, std::move(options));
        waiting.add(make_task("http://a/1"));
        (void)co_await waiting.next();
        waiting.add(make_task("http://a/2"));
        const auto starts = co_await starts_within(waiting, time, 1s);
        EXPECT_EQ(starts, strings{"500 http://a/2"});
    }(clock));
}

async::awaitable<void> add_many(scheduler& to, std::string url, std::size_t count, std::size_t& added) {
    for (added = 0; added < count; ++added) {
        co_await to.room();
        to.add(make_task(url));
    }
}

TEST(Scheduler, HostThatWaitsForItsTimeDoesNotFillTheWindow) {
    test::manual_clock clock;
    test::run([](test::manual_clock&) -> async::awaitable<void> {
        const auto here = co_await boost::asio::this_coro::executor;
        auto options = limits(6, 32);
        options.hosts.special.emplace_back("slow", host_limits{.delay = 1h});
        scheduler waiting(here, std::move(options));
        std::size_t added = 0;
        co_await add_many(waiting, "http://slow/", 1, added);
        const auto running = co_await waiting.next();
        co_await add_many(waiting, "http://slow/", 100, added);
        co_await add_many(waiting, "http://other/", 1, added);
        const auto other = co_await waiting.next();
        EXPECT_EQ(url_of(*other), "http://other/");

        async::task_group group(here);
        group.spawn(add_many(waiting, "http://slow/", 1000, added));
        co_await test::let_others_run();
        EXPECT_EQ(added, 8 * 32 - 102U) << "the memory that it takes is bounded";
        waiting.hurry();
        for (int i = 0; i < 8 * 32 - 2; ++i) {
            (void)co_await waiting.next();
            waiting.settle();
        }
        co_await group.cancel_and_join();
    }(clock));
}

TEST(Scheduler, PausedHostStartsNothingThoughItWasInTurn) {
    test::manual_clock clock;
    test::run([](test::manual_clock& time) -> async::awaitable<void> {
        scheduler waiting(co_await boost::asio::this_coro::executor, limits(6));
        for (const char* url : {"http://a/1", "http://a/2", "http://b/1", "http://cdn/1"}) {
            waiting.add(make_task(url));
        }
        {
            const auto first = co_await waiting.next();
            EXPECT_TRUE(waiting.pause(first->place, *http::parse_url("http://cdn/x"), 1s));
            EXPECT_FALSE(waiting.pause(first->place, *http::parse_url("http://cdn/x"), 500ms));
        }
        auto starts = co_await starts_within(waiting, time, 2s);
        std::sort(starts.begin(), starts.end());
        EXPECT_EQ(starts, (strings{"0 http://b/1", "1000 http://a/2", "1000 http://cdn/1"}));
        EXPECT_EQ(waiting.pauses().size(), 1U);
        EXPECT_EQ(waiting.pauses().front().host, "cdn") << "the one that asked";
        EXPECT_EQ(waiting.pauses().front().total, 1s);
    }(clock));
}

TEST(Scheduler, HurryHeedsNeitherRatesNorPauses) {
    test::run([]() -> async::awaitable<void> {
        auto options = limits(6);
        options.requests = rate{1, 24h};
        options.hosts.otherwise.delay = 24h;
        scheduler waiting(co_await boost::asio::this_coro::executor, std::move(options));
        for (const char* url : {"http://a/1", "http://a/2", "http://a/3"}) {
            waiting.add(make_task(url));
        }
        std::vector<scheduler::start> running;
        (void)co_await take(waiting, 1, running);
        (void)waiting.pause(running.front().place, *http::parse_url("http://a/"), 24h);
        waiting.hurry();
        EXPECT_EQ((co_await take(waiting, 2, running)).size(), 2U);
    }());
}

TEST(Scheduler, HostThatFailsTooOftenGivesItsTasksBackAtOnce) {
    test::run([]() -> async::awaitable<void> {
        auto options = limits(1);
        options.hosts.otherwise.max_errors = 2;
        options.hosts.otherwise.delay = 24h;
        scheduler waiting(co_await boost::asio::this_coro::executor, std::move(options));
        for (const char* url : {"http://a/1", "http://a/2", "http://a/3"}) {
            waiting.add(make_task(url));
        }
        std::vector<scheduler::start> running;
        (void)co_await take(waiting, 1, running);
        waiting.add_again(std::move(running.front().what), 24h);
        EXPECT_FALSE(waiting.count_error(running.front().place));
        EXPECT_FALSE(running.front().place.is_given_up());
        EXPECT_TRUE(waiting.count_error(running.front().place));
        EXPECT_FALSE(waiting.count_error(running.front().place)) << "once";
        EXPECT_EQ((co_await take(waiting, 3, running)).size(), 3U);
        EXPECT_TRUE(running.back().place.is_given_up());
        EXPECT_EQ(running.back().place.why_given_up(), "given up after 2 errors");
    }());
}

TEST(Scheduler, HostThatIsForgottenIsStillAskedAtItsOwnPace) {
    test::manual_clock clock;
    test::run([](test::manual_clock& time) -> async::awaitable<void> {
        scheduler waiting(co_await boost::asio::this_coro::executor, limits(6));
        waiting.add(make_task("http://a/1"));
        (co_await waiting.next())->place.lane().set_delay(2s);
        waiting.settle();
        (void)co_await starts_within(waiting, time, 10s);
        waiting.add(make_task("http://a/2"));
        waiting.add(make_task("http://a/3"));
        EXPECT_EQ(co_await starts_within(waiting, time, 3s), (strings{"0 http://a/2", "2000 http://a/3"}));
    }(clock));
}

TEST(Scheduler, AdaptiveHostHasTheSlotsThatItsAnswersSpeakFor) {
    test::run([]() -> async::awaitable<void> {
        const auto here = co_await boost::asio::this_coro::executor;
        auto options = limits(10);
        options.hosts.otherwise.is_adaptive = true;
        scheduler waiting(here, std::move(options));
        for (int i = 1; i <= 8; ++i) {
            waiting.add(make_task("http://a/" + std::to_string(i)));
        }
        std::vector<scheduler::start> running;
        async::task_group group(here);
        group.spawn([](scheduler& from, std::vector<scheduler::start>& into) -> async::awaitable<void> {
            (void)co_await take(from, 8, into);
        }(waiting, running));
        EXPECT_EQ(running.size(), 2U);
        waiting.learn(running[0].place, load_sign::answered, 50ms);
        waiting.learn(running[1].place, load_sign::answered, 50ms);
        co_await test::let_others_run();
        EXPECT_EQ(running.size(), 3U);
        waiting.learn(running[0].place, load_sign::overloaded, 50ms);
        running.pop_back();
        co_await test::let_others_run();
        EXPECT_EQ(running.size(), 2U);
        running.clear();
        co_await test::let_others_run();
        EXPECT_EQ(running.size(), 1U);
        co_await group.cancel_and_join();
    }());
}

TEST(Scheduler, TaskBelongsToTheHostOfItsPlace) {
    test::run([]() -> async::awaitable<void> {
        scheduler waiting(co_await boost::asio::this_coro::executor, limits(1));
        auto details = std::make_shared<job_details>();
        details->mirrors.push_back(*http::parse_url("http://b/1"));
        job one(http::parse_url("http://a/1"));
        one.details = std::move(details);
        waiting.add(std::make_unique<task>(std::move(one)));
        std::vector<scheduler::start> running;
        (void)co_await take(waiting, 1, running);
        running.front().what->told.place = 1;
        waiting.add_again(std::move(running.front().what), 0ms);
        EXPECT_EQ((co_await take(waiting, 1, running)).size(), 1U) << "its first host has no slot free";
    }());
}

struct noted_questions final : elsewhere {
    async::awaitable<void> start_another(http::url where) override {
        asked.emplace_back(where.host());
        co_return;
    }
    void pause(http::url answered, async::clock::duration) override { paused.emplace_back(answered.host()); }

    std::vector<std::string> asked;
    std::vector<std::string> paused;
};

TEST(Scheduler, HostsOfOthersAreTheirBusiness) {
    test::run([]() -> async::awaitable<void> {
        noted_questions others;
        auto options = limits(1);
        options.others = &others;
        scheduler waiting(co_await boost::asio::this_coro::executor, options);
        waiting.add(make_task("http://a/"));
        auto first = co_await waiting.next();
        const auto own = *http::parse_url("http://a/2");
        const auto other = *http::parse_url("http://b/");
        co_await first->place.lane().start_another(own);
        co_await first->place.lane().start_another(other);
        (void)waiting.pause(first->place, own, std::chrono::milliseconds(1));
        (void)waiting.pause(first->place, other, std::chrono::milliseconds(1));
        EXPECT_EQ(others.asked, std::vector<std::string>{"b"});
        EXPECT_EQ(others.paused, std::vector<std::string>{"b"});
    }());
}

}  // namespace
}  // namespace trawl::fetch
