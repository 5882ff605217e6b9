#include "net/connector.hpp"

#include <sys/resource.h>
#include <unistd.h>

#include <cerrno>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <boost/asio/error.hpp>

#include "net/errors.hpp"
#include "support/blackhole.hpp"
#include "support/co_assert.hpp"
#include "support/free_port.hpp"
#include "support/manual_clock.hpp"
#include "support/run_coroutine.hpp"
#include "trawl/async/task_group.hpp"

namespace trawl::net {
namespace {

using async::awaitable;
using async::deadline;
using boost::asio::ip::address;
using boost::asio::ip::make_address;
using boost::asio::ip::tcp;
using http::errc;
using addresses = std::vector<address>;

addresses of(const std::vector<std::string>& texts) {
    addresses result;
    for (const auto& text : texts) {
        result.push_back(make_address(text));
    }
    return result;
}

TEST(Interleave, TakesTheFamiliesInTurnBeginningWithTheFirst) {
    EXPECT_EQ(interleave(of({"::1", "::2", "::3", "0.0.0.1", "0.0.0.2"})),
              of({"::1", "0.0.0.1", "::2", "0.0.0.2", "::3"}));
    EXPECT_EQ(interleave(of({"0.0.0.1", "0.0.0.2", "::1", "0.0.0.3", "::2"})),
              of({"0.0.0.1", "::1", "0.0.0.2", "::2", "0.0.0.3"}));
}

TEST(Interleave, LeavesOneFamilyAsItIs) {
    EXPECT_EQ(interleave(of({"::3", "::1", "::2"})), of({"::3", "::1", "::2"}));
    EXPECT_EQ(interleave(of({"0.0.0.1"})), of({"0.0.0.1"}));
    EXPECT_EQ(interleave({}), addresses{});
}

http::error failure(errc code, std::string detail) {
    return {code, http::phase::connect, {}, std::move(detail)};
}

TEST(MostTelling, IsWhatAllOfThemAre) {
    const auto result = most_telling({failure(errc::refused, "1"), failure(errc::refused, "2")});
    EXPECT_EQ(result.code, errc::refused);
    EXPECT_EQ(result.detail, "1, 2");
}

TEST(MostTelling, IsUnreachableWhenTheyDiffer) {
    const auto result = most_telling({failure(errc::refused, "1"), failure(errc::timed_out, "2")});
    EXPECT_EQ(result.code, errc::unreachable);
    EXPECT_EQ(result.detail, "1");
}

TEST(MostTelling, IsTheMachinesLimitIfItWasOne) {
    const auto result = most_telling({failure(errc::refused, "1"), failure(errc::system, "2")});
    EXPECT_EQ(result.code, errc::system);
    EXPECT_EQ(result.detail, "2");
}

/// Listens, on a port of its own unless one is named.
tcp::acceptor listen(async::executor executor, const std::string& where, std::uint16_t port = 0) {
    return tcp::acceptor(executor, tcp::endpoint(make_address(where), port));
}

awaitable<void> connects_to_a_listener() {
    const auto executor = co_await boost::asio::this_coro::executor;
    const auto server = listen(executor, "127.0.0.1");
    const auto result = co_await connect(of({"127.0.0.1"}), server.local_endpoint().port(), deadline::never());
    CO_ASSERT_TRUE(result.has_value());
    EXPECT_EQ(result->remote_endpoint(), server.local_endpoint());
    tcp::no_delay no_delay;
    result->get_option(no_delay);
    EXPECT_TRUE(no_delay.value());
}

TEST(Connect, GivesASocketWithoutDelay) {
    test::run(connects_to_a_listener());
}

awaitable<void> is_refused(addresses where, std::uint16_t port, std::string detail) {
    const auto result = co_await connect(std::move(where), port, deadline::never());
    CO_ASSERT_TRUE(result.has_error());
    EXPECT_EQ(result.error().code, errc::refused);
    EXPECT_EQ(result.error().where, http::phase::connect);
    EXPECT_EQ(result.error().cause, boost::asio::error::connection_refused);
    EXPECT_EQ(result.error().detail, detail);
}

TEST(Connect, SaysWhoRefused) {
    const test::refusing_port closed;
    const std::string port = ":" + std::to_string(closed.port());
    test::run(is_refused(of({"127.0.0.1"}), closed.port(), "127.0.0.1" + port));
    test::run(is_refused(of({"127.0.0.1", "127.0.0.2"}), closed.port(), "127.0.0.1" + port + ", 127.0.0.2" + port));
}

awaitable<void> falls_back(std::string dead) {
    const auto executor = co_await boost::asio::this_coro::executor;
    const auto server = listen(executor, "127.0.0.3");
    // Under a clock that stands still only a failure can start the second attempt.
    const test::manual_clock clock;
    const auto result = co_await connect(of({dead, "127.0.0.3"}), server.local_endpoint().port(), deadline::never());
    CO_ASSERT_TRUE(result.has_value());
    EXPECT_EQ(result->remote_endpoint(), server.local_endpoint());
}

TEST(Connect, GoesOnAtOnceWhenTheFirstAddressRefuses) {
    test::run(falls_back("127.0.0.2"));
}

TEST(Connect, GoesOnAtOnceToIpv4WhenIpv6IsDead) {
    test::run(falls_back("::1"));
}

/// A connect whose result is looked at from outside.
awaitable<void> keep(awaitable<http::result<tcp::socket>> of, std::optional<http::result<tcp::socket>>& into) {
    into.emplace(co_await std::move(of));
}

awaitable<void> starts_the_second_beside_the_first() {
    const auto executor = co_await boost::asio::this_coro::executor;
    const test::blackhole hole;
    auto server = listen(executor, "127.0.0.2", hole.port());
    test::manual_clock clock;
    std::optional<http::result<tcp::socket>> result;
    async::task_group tasks(executor);
    tasks.spawn(keep(connect(of({"127.0.0.1", "127.0.0.2"}), hole.port(), deadline::never()), result));
    clock.advance(attempt_delay - std::chrono::milliseconds(1));
    co_await test::let_others_run(100);
    server.non_blocking(true);
    boost::system::error_code nobody;
    server.accept(nobody);
    EXPECT_EQ(nobody, boost::asio::error::would_block);
    clock.advance(std::chrono::milliseconds(1));
    co_await tasks.join();
    CO_ASSERT_TRUE(result->has_value());
    EXPECT_EQ(result->value().remote_endpoint(), server.local_endpoint());
}

TEST(Connect, StartsTheNextAttemptAfterTheDelayWhenTheFirstIsSilent) {
    test::run(starts_the_second_beside_the_first());
}

awaitable<void> the_first_may_win_late() {
    const auto executor = co_await boost::asio::this_coro::executor;
    const test::blackhole hole;
    test::manual_clock clock;
    std::optional<http::result<tcp::socket>> result;
    async::task_group tasks(executor);
    // Nobody listens at the second address: its refusal must not end the first attempt.
    tasks.spawn(
        keep(connect(of({"127.0.0.1", "127.0.0.2"}), hole.port(), deadline::after(std::chrono::seconds(9))), result));
    clock.advance(attempt_delay);
    co_await test::let_others_run(100);
    EXPECT_FALSE(result.has_value());
    clock.advance(std::chrono::seconds(9));
    co_await tasks.join();
    CO_ASSERT_TRUE(result->has_error());
    EXPECT_EQ(result->error().code, errc::timed_out);
}

TEST(Connect, WaitsForASilentAttemptAfterAnotherFailed) {
    test::run(the_first_may_win_late());
}

awaitable<void> times_out(std::uint16_t port) {
    const auto result = co_await connect(of({"127.0.0.1"}), port, deadline::after(std::chrono::milliseconds(20)));
    CO_ASSERT_TRUE(result.has_error());
    EXPECT_EQ(result.error().code, errc::timed_out);
    EXPECT_EQ(result.error().where, http::phase::connect);
    EXPECT_EQ(result.error().detail, "127.0.0.1:" + std::to_string(port));
}

TEST(Connect, EndsAtItsDeadline) {
    const test::blackhole hole;
    test::run(times_out(hole.port()));
}

awaitable<void> is_cancelled(std::uint16_t port) {
    const auto executor = co_await boost::asio::this_coro::executor;
    async::task_group tasks(executor);
    std::optional<http::result<tcp::socket>> result;
    tasks.spawn(keep(connect(of({"127.0.0.1"}), port, deadline::never()), result));
    co_await test::let_others_run();
    co_await tasks.cancel_and_join();
    EXPECT_FALSE(result.has_value());
}

TEST(Connect, IsCancelledAtOnce) {
    const test::blackhole hole;
    test::run(is_cancelled(hole.port()));
}

/// Leaves the program as many descriptors as it has now.
class no_more_descriptors {
public:
    no_more_descriptors() {
        ::getrlimit(RLIMIT_NOFILE, &before_);
        const int next = ::dup(0);
        ::close(next);
        const rlimit none{static_cast<rlim_t>(next), before_.rlim_max};
        ::setrlimit(RLIMIT_NOFILE, &none);
    }
    no_more_descriptors(const no_more_descriptors&) = delete;
    no_more_descriptors& operator=(const no_more_descriptors&) = delete;
    ~no_more_descriptors() { ::setrlimit(RLIMIT_NOFILE, &before_); }

private:
    rlimit before_{};
};

awaitable<void> has_no_descriptors() {
    const auto executor = co_await boost::asio::this_coro::executor;
    const auto first = listen(executor, "127.0.0.1");  // the loop has its own descriptors by now
    const no_more_descriptors none;
    const auto result = co_await connect(of({"127.0.0.1", "127.0.0.2"}), 9, deadline::never());
    CO_ASSERT_TRUE(result.has_error());
    EXPECT_EQ(result.error().code, errc::system);
    EXPECT_EQ(result.error().cause.value(), EMFILE);
}

TEST(Connect, SaysThatTheMachineHasNoDescriptorsLeft) {
    test::run(has_no_descriptors());
}

}  // namespace
}  // namespace trawl::net
