#include "net/resolver.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <map>
#include <memory>
#include <mutex>

#include <gtest/gtest.h>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "support/co_assert.hpp"
#include "support/manual_clock.hpp"
#include "support/run_coroutine.hpp"
#include "trawl/async/cancellation.hpp"
#include "trawl/async/gather.hpp"
#include "trawl/async/task_group.hpp"

namespace trawl::net {
namespace {

using async::awaitable;
using async::deadline;
using boost::asio::ip::address;
using boost::asio::ip::make_address;
using http::errc;
using std::chrono::seconds;
using addresses = std::vector<address>;

/// Names that answer when they are told to.
class fake_names {
public:
    /// Look-ups wait from now on until `open`.
    void close() { set_open(false); }
    void open() { set_open(true); }

    void know(const std::string& host, std::vector<std::string> what) {
        const std::lock_guard lock(mutex_);
        known_[host] = std::move(what);
    }
    void fail_with(boost::system::error_code code) {
        const std::lock_guard lock(mutex_);
        failure_ = code;
    }

    lookup_answer look_up(const std::string& host) {
        std::unique_lock lock(mutex_);
        ++begun_;
        most_running_ = std::max(most_running_, ++running_);
        changed_.notify_all();
        changed_.wait(lock, [this] { return open_; });
        --running_;
        changed_.notify_all();
        lookup_answer answer;
        if (const auto found = known_.find(host); found != known_.end()) {
            for (const auto& one : found->second) {
                answer.addresses.push_back(make_address(one));
            }
        } else {
            answer.error = failure_;
        }
        return answer;
    }

    void wait_for_running(int count) {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [&] { return running_ == count; });
    }
    int begun() {
        const std::lock_guard lock(mutex_);
        return begun_;
    }
    int most_running() {
        const std::lock_guard lock(mutex_);
        return most_running_;
    }

private:
    void set_open(bool open) {
        const std::lock_guard lock(mutex_);
        open_ = open;
        changed_.notify_all();
    }

    std::mutex mutex_;
    std::condition_variable changed_;
    bool open_ = true;
    int begun_ = 0;
    int running_ = 0;
    int most_running_ = 0;
    std::map<std::string, std::vector<std::string>> known_;
    boost::system::error_code failure_ = boost::asio::error::host_not_found;
};

std::shared_ptr<fake_names> make_names() {
    auto names = std::make_shared<fake_names>();
    names->know("a.example", {"192.0.2.1", "2001:db8::1"});
    names->know("b.example", {"192.0.2.2"});
    return names;
}

resolver_options with(const std::shared_ptr<fake_names>& names) {
    resolver_options options;
    options.lookup = [names](const std::string& host, address_family) { return names->look_up(host); };
    return options;
}

template <class Test>
void run_with(resolver_options options, Test test) {
    const auto body = [](resolver_options how, Test inner) -> awaitable<void> {
        const auto executor = co_await boost::asio::this_coro::executor;
        resolver names(executor, std::move(how));
        co_await inner(names);
    };
    test::run(body(std::move(options), std::move(test)));
}

awaitable<void> expect_error(resolver& names, std::string host, errc expected) {
    const auto result = co_await names.resolve(host, deadline::never());
    CO_ASSERT_TRUE(result.has_error());
    EXPECT_EQ(result.error().code, expected);
    EXPECT_EQ(result.error().where, http::phase::dns);
    EXPECT_EQ(result.error().detail, host);
}

TEST(Resolver, GivesTheAddressesInTheOrderOfTheLookUp) {
    run_with(with(make_names()), [](resolver& names) -> awaitable<void> {
        const auto result = co_await names.resolve("a.example", deadline::never());
        CO_ASSERT_TRUE(result.has_value());
        EXPECT_EQ(*result, (addresses{make_address("192.0.2.1"), make_address("2001:db8::1")}));
    });
}

TEST(Resolver, LiteralsAndLocalhostAreNeverLookedUp) {
    const auto fake = make_names();
    run_with(with(fake), [](resolver& names) -> awaitable<void> {
        const addresses loopback{make_address("::1"), make_address("127.0.0.1")};
        EXPECT_EQ(*co_await names.resolve("192.0.2.7", deadline::never()), addresses{make_address("192.0.2.7")});
        EXPECT_EQ(*co_await names.resolve("2001:db8::7", deadline::never()), addresses{make_address("2001:db8::7")});
        EXPECT_EQ(*co_await names.resolve("localhost", deadline::never()), loopback);
        EXPECT_EQ(*co_await names.resolve("localhost.", deadline::never()), loopback);
        EXPECT_EQ(*co_await names.resolve("a.b.localhost", deadline::never()), loopback);
    });
    EXPECT_EQ(fake->begun(), 0);
}

TEST(Resolver, LocalhostKeepsToTheFamily) {
    auto options = with(make_names());
    options.family = address_family::v4;
    run_with(std::move(options), [](resolver& names) -> awaitable<void> {
        EXPECT_EQ(*co_await names.resolve("localhost", deadline::never()), addresses{make_address("127.0.0.1")});
    });
}

TEST(Resolver, TheFamilyReachesTheLookUp) {
    resolver_options options;
    options.family = address_family::v6;
    options.lookup = [](const std::string&, address_family family) {
        lookup_answer answer;
        answer.addresses.push_back(make_address(family == address_family::v6 ? "::6" : "0.0.0.4"));
        return answer;
    };
    run_with(std::move(options), [](resolver& names) -> awaitable<void> {
        EXPECT_EQ(*co_await names.resolve("a.example", deadline::never()), addresses{make_address("::6")});
    });
}

TEST(Resolver, LooksManyNamesUpAtTheSameTime) {
    const auto fake = make_names();
    fake->close();
    run_with(with(fake), [fake](resolver& names) -> awaitable<void> {
        async::task_group tasks(co_await boost::asio::this_coro::executor);
        for (int i = 0; i < 20; ++i) {
            tasks.spawn(expect_error(names, "host" + std::to_string(i), errc::dns_not_found));
        }
        fake->wait_for_running(20);
        fake->open();
        co_await tasks.join();
    });
    EXPECT_EQ(fake->most_running(), 20);
}

TEST(Resolver, RunsNoMoreLookUpsAtOnceThanItMay) {
    const auto fake = make_names();
    auto options = with(fake);
    options.max_threads = 3;
    run_with(std::move(options), [](resolver& names) -> awaitable<void> {
        async::task_group tasks(co_await boost::asio::this_coro::executor);
        for (int i = 0; i < 50; ++i) {
            tasks.spawn(expect_error(names, "host" + std::to_string(i), errc::dns_not_found));
        }
        co_await tasks.join();
    });
    EXPECT_EQ(fake->begun(), 50);
    EXPECT_LE(fake->most_running(), 3);
}

TEST(Resolver, LooksANameUpOnceHoweverManyWait) {
    const auto fake = make_names();
    fake->close();
    run_with(with(fake), [fake](resolver& names) -> awaitable<void> {
        std::vector<awaitable<http::result<addresses>>> all;
        for (int i = 0; i < 10; ++i) {
            all.push_back(names.resolve("b.example", deadline::never()));
        }
        async::task_group opener(co_await boost::asio::this_coro::executor);
        const auto open = [](std::shared_ptr<fake_names> of) -> awaitable<void> {
            co_await test::let_others_run();
            of->open();
        };
        opener.spawn(open(fake));
        const auto results = co_await async::gather(std::move(all));
        for (const auto& result : results) {
            EXPECT_EQ(result.value(), addresses{make_address("192.0.2.2")});
        }
        co_await opener.join();
    });
    EXPECT_EQ(fake->begun(), 1);
}

TEST(Resolver, KeepsAnAnswerForItsTime) {
    test::manual_clock clock;
    const auto fake = make_names();
    run_with(with(fake), [fake, &clock](resolver& names) -> awaitable<void> {
        EXPECT_TRUE((co_await names.resolve("b.example", deadline::never())).has_value());
        clock.advance(seconds(59));
        EXPECT_TRUE((co_await names.resolve("b.example", deadline::never())).has_value());
        EXPECT_EQ(fake->begun(), 1);
        clock.advance(seconds(1));
        EXPECT_TRUE((co_await names.resolve("b.example", deadline::never())).has_value());
        EXPECT_EQ(fake->begun(), 2);
    });
}

TEST(Resolver, KeepsThatANameDoesNotExistForAShortTime) {
    test::manual_clock clock;
    const auto fake = make_names();
    run_with(with(fake), [fake, &clock](resolver& names) -> awaitable<void> {
        co_await expect_error(names, "nobody.example", errc::dns_not_found);
        clock.advance(seconds(4));
        co_await expect_error(names, "nobody.example", errc::dns_not_found);
        EXPECT_EQ(fake->begun(), 1);
        clock.advance(seconds(1));
        fake->know("nobody.example", {"192.0.2.9"});
        EXPECT_TRUE((co_await names.resolve("nobody.example", deadline::never())).has_value());
        EXPECT_EQ(fake->begun(), 2);
    });
}

TEST(Resolver, DoesNotKeepAFailureOfTheResolver) {
    const auto fake = make_names();
    fake->fail_with(boost::asio::error::host_not_found_try_again);
    run_with(with(fake), [fake](resolver& names) -> awaitable<void> {
        co_await expect_error(names, "c.example", errc::dns_failed);
        fake->know("c.example", {"192.0.2.3"});
        EXPECT_TRUE((co_await names.resolve("c.example", deadline::never())).has_value());
    });
}

TEST(Resolver, ANameWithoutAddressesIsNotFound) {
    const auto fake = make_names();
    fake->know("empty.example", {});
    run_with(with(fake), [](resolver& names) -> awaitable<void> {
        co_await expect_error(names, "empty.example", errc::dns_not_found);
    });
}

TEST(Resolver, TheCacheIsBounded) {
    const auto fake = make_names();
    auto options = with(fake);
    options.max_cached = 2;
    run_with(std::move(options), [fake](resolver& names) -> awaitable<void> {
        co_await expect_error(names, "1.example", errc::dns_not_found);
        co_await expect_error(names, "2.example", errc::dns_not_found);
        co_await expect_error(names, "1.example", errc::dns_not_found);
        co_await expect_error(names, "3.example", errc::dns_not_found);
        EXPECT_EQ(fake->begun(), 3);
        co_await expect_error(names, "1.example", errc::dns_not_found);
        EXPECT_EQ(fake->begun(), 3);
        co_await expect_error(names, "2.example", errc::dns_not_found);
        EXPECT_EQ(fake->begun(), 4);
    });
}

awaitable<void> wait_for_ever(resolver& names) {
    (void)co_await names.resolve("b.example", deadline::never());
}

TEST(Resolver, AWaiterLeavesAtItsDeadlineWhileTheLookUpHangs) {
    const auto fake = make_names();
    fake->close();
    run_with(with(fake), [fake](resolver& names) -> awaitable<void> {
        async::task_group first(co_await boost::asio::this_coro::executor);
        first.spawn(wait_for_ever(names));
        fake->wait_for_running(1);
        const auto late = co_await names.resolve("b.example", deadline::after(std::chrono::milliseconds(5)));
        CO_ASSERT_TRUE(late.has_error());
        EXPECT_EQ(late.error().code, errc::timed_out);
        EXPECT_EQ(late.error().where, http::phase::dns);
        EXPECT_EQ(late.error().detail, "b.example");
        // The look-up that all have left is joined by who comes later.
        co_await first.cancel_and_join();
        fake->open();
        EXPECT_TRUE((co_await names.resolve("b.example", deadline::never())).has_value());
    });
    EXPECT_EQ(fake->begun(), 1);
}

TEST(Resolver, ACancelledWaiterLeavesAtOnceAndTheOthersStay) {
    const auto fake = make_names();
    fake->close();
    run_with(with(fake), [fake](resolver& names) -> awaitable<void> {
        const auto executor = co_await boost::asio::this_coro::executor;
        const auto wait = [](resolver& from, bool& resolved) -> awaitable<void> {
            resolved = (co_await from.resolve("b.example", deadline::never())).has_value();
        };
        bool first = false;
        bool second = false;
        async::task_group leaving(executor);
        async::task_group staying(executor);
        leaving.spawn(wait(names, first));
        staying.spawn(wait(names, second));
        co_await leaving.cancel_and_join();
        EXPECT_FALSE(first);
        fake->open();
        co_await staying.join();
        EXPECT_TRUE(second);
    });
    EXPECT_EQ(fake->begun(), 1);
}

TEST(Resolver, ALookUpInLineThatNobodyWaitsForIsDropped) {
    const auto fake = make_names();
    fake->close();
    auto options = with(fake);
    options.max_threads = 1;
    run_with(std::move(options), [fake](resolver& names) -> awaitable<void> {
        const auto executor = co_await boost::asio::this_coro::executor;
        const auto wait = [](resolver& from, std::string host) -> awaitable<void> {
            (void)co_await from.resolve(std::move(host), deadline::never());
        };
        async::task_group running(executor);
        running.spawn(wait(names, "a.example"));
        fake->wait_for_running(1);
        async::task_group in_line(executor);
        in_line.spawn(wait(names, "b.example"));
        co_await in_line.cancel_and_join();
        fake->open();
        co_await running.join();
        EXPECT_EQ(fake->begun(), 1);
        EXPECT_TRUE((co_await names.resolve("b.example", deadline::never())).has_value());
        EXPECT_EQ(fake->begun(), 2);
    });
}

TEST(Resolver, LookUpsThatHangAndThatNobodyWaitsForHoldUpNoOthers) {
    const auto fake = make_names();
    fake->close();
    auto options = with(fake);
    options.max_threads = 1;
    run_with(std::move(options), [fake](resolver& names) -> awaitable<void> {
        const auto executor = co_await boost::asio::this_coro::executor;
        const auto wait = [](resolver& from, std::string host) -> awaitable<void> {
            (void)co_await from.resolve(std::move(host), deadline::never());
        };
        // The next one stands in line when the one before is left.
        std::deque<async::task_group> waiters;
        for (int i = 0; i < 9; ++i) {
            waiters.emplace_back(executor).spawn(wait(names, std::to_string(i) + ".example"));
            co_await boost::asio::post(boost::asio::use_awaitable);
            if (i > 0) {
                co_await waiters[static_cast<std::size_t>(i) - 1].cancel_and_join();
            }
            fake->wait_for_running(std::min(i + 1, 8));
        }
        EXPECT_EQ(fake->begun(), 8) << "more may not hang";
        fake->open();
        co_await waiters.back().join();
        EXPECT_EQ(fake->begun(), 9);
        EXPECT_TRUE((co_await names.resolve("b.example", deadline::never())).has_value());
    });
    EXPECT_EQ(fake->most_running(), 8);
}

TEST(Resolver, IsDestroyedWithItsLoopWhileALookUpHangs) {
    const auto fake = make_names();
    fake->close();
    run_with(with(fake), [fake](resolver& names) -> awaitable<void> {
        async::task_group waiting(co_await boost::asio::this_coro::executor);
        waiting.spawn(wait_for_ever(names));
        fake->wait_for_running(1);
        co_await waiting.cancel_and_join();
    });
    fake->open();
    fake->wait_for_running(0);
}

TEST(Resolver, AWaitingFrameMayBeDestroyedWithItsLoop) {
    const auto fake = make_names();
    fake->close();
    {
        boost::asio::io_context context(1);
        auto names = std::make_unique<resolver>(context.get_executor(), with(fake));
        boost::asio::co_spawn(context, wait_for_ever(*names), [](std::exception_ptr) {});
        context.poll();
        names.reset();
    }
    fake->open();
}

TEST(SystemLookup, KnowsWhatIsInTheHostsFile) {
    const auto answer = system_lookup("localhost", address_family::v4);
    ASSERT_FALSE(answer.error) << answer.error.message();
    EXPECT_EQ(answer.addresses, addresses{make_address("127.0.0.1")});
}

TEST(SystemLookup, SaysThatANameIsNone) {
    const auto answer = system_lookup("not a name", address_family::any);
    EXPECT_TRUE(answer.addresses.empty());
    EXPECT_TRUE(answer.error);
}

}  // namespace
}  // namespace trawl::net
