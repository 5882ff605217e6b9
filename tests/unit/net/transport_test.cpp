#include "net/transport.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <utility>

#include <gtest/gtest.h>
#include <boost/asio/error.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/write.hpp>

#include "support/co_assert.hpp"
#include "support/run_coroutine.hpp"
#include "trawl/async/task_group.hpp"

namespace trawl::net {
namespace {

using async::awaitable;
using boost::asio::buffer;
using boost::asio::use_awaitable;
using boost::asio::ip::tcp;

/// Both ends of one connection over loopback.
struct ends {
    transport ours;
    tcp::socket peer;

    ends(transport near, tcp::socket far) : ours(std::move(near)), peer(std::move(far)) {}
};

awaitable<ends> connected() {
    const auto executor = co_await boost::asio::this_coro::executor;
    tcp::acceptor server(executor, tcp::endpoint(boost::asio::ip::address_v4::loopback(), 0));
    tcp::socket near(executor);
    co_await near.async_connect(server.local_endpoint(), use_awaitable);
    tcp::socket far = co_await server.async_accept(use_awaitable);
    co_return ends(transport::plain(std::move(near)), std::move(far));
}

transport::buffers one(const std::string& text) {
    return {buffer(text), {}};
}

void reset(tcp::socket& which) {
    which.set_option(tcp::socket::linger(true, 0));
    which.close();
}

/// Until `size` bytes have come or the stream ends.
awaitable<std::string> read_up_to(transport& from, std::size_t size) {
    std::string all;
    std::string piece(64 * 1024, '\0');
    while (all.size() < size) {
        const auto result = co_await from.read_some(buffer(piece));
        if (result.error) {
            break;
        }
        all.append(piece, 0, result.size);
    }
    co_return all;
}

awaitable<void> reads_and_writes() {
    ends pair = co_await connected();
    EXPECT_TRUE(pair.ours.is_open());
    EXPECT_EQ(pair.ours.tls(), nullptr);
    EXPECT_EQ(pair.ours.remote_endpoint(), pair.peer.local_endpoint());
    const std::string head = "head ";
    const std::string body = "and body";
    const transport::buffers both{buffer(head), buffer(body)};
    const auto sent = co_await pair.ours.write(both);
    EXPECT_FALSE(sent.error);
    EXPECT_EQ(sent.size, 13U);
    std::string got(13, '\0');
    co_await boost::asio::async_read(pair.peer, buffer(got), use_awaitable);
    EXPECT_EQ(got, "head and body");
    co_await boost::asio::async_write(pair.peer, buffer(head), use_awaitable);
    EXPECT_EQ(co_await read_up_to(pair.ours, 5), "head ");
}

TEST(Transport, ReadsWhatThePeerWritesAndTheOtherWayRound) {
    test::run(reads_and_writes());
}

awaitable<void> ends_cleanly() {
    ends pair = co_await connected();
    co_await boost::asio::async_write(pair.peer, buffer("bye", 3), use_awaitable);
    pair.peer.shutdown(tcp::socket::shutdown_send);
    std::string into(10, '\0');
    const auto last = co_await pair.ours.read_some(buffer(into));
    EXPECT_FALSE(last.error);
    EXPECT_EQ(into.substr(0, last.size), "bye");
    for (int i = 0; i < 2; ++i) {
        const auto end = co_await pair.ours.read_some(buffer(into));
        EXPECT_EQ(end.error, boost::asio::error::eof);
        EXPECT_EQ(end.size, 0U);
    }
    EXPECT_FALSE((co_await pair.ours.write(one("still heard"))).error);
}

TEST(Transport, TellsTheEndOfTheStream) {
    test::run(ends_cleanly());
}

awaitable<void> tells_a_reset() {
    ends pair = co_await connected();
    reset(pair.peer);
    std::string into(10, '\0');
    EXPECT_EQ((co_await pair.ours.read_some(buffer(into))).error, boost::asio::error::connection_reset);
    // Were it not for MSG_NOSIGNAL, this would end the program.
    EXPECT_EQ((co_await pair.ours.write(one("hello"))).error, boost::asio::error::broken_pipe);
}

TEST(Transport, TellsAResetAsAValue) {
    test::run(tells_a_reset());
}

awaitable<void> tries_to_read() {
    ends pair = co_await connected();
    std::string into(3, '\0');
    EXPECT_FALSE(pair.ours.try_read_some(buffer(into)).has_value());
    co_await boost::asio::async_write(pair.peer, buffer("12345", 5), use_awaitable);
    EXPECT_EQ((co_await pair.ours.read_some(buffer(into))).size, 3U);
    const auto more = pair.ours.try_read_some(buffer(into));
    CO_ASSERT_TRUE(more.has_value());
    EXPECT_EQ(more->size, 2U);
    EXPECT_FALSE(pair.ours.try_read_some(buffer(into)).has_value());
}

TEST(Transport, TriesToReadWithoutWaiting) {
    test::run(tries_to_read());
}

awaitable<void> keep(awaitable<io_result> of, std::optional<io_result>& into) {
    into = co_await std::move(of);
}

awaitable<void> is_closed_while_reading() {
    ends pair = co_await connected();
    async::task_group tasks(co_await boost::asio::this_coro::executor);
    std::string into(10, '\0');
    std::optional<io_result> read;
    tasks.spawn(keep(pair.ours.read_some(buffer(into)), read));
    co_await test::let_others_run();
    EXPECT_FALSE(read.has_value());
    pair.ours.close();
    co_await tasks.join();
    EXPECT_EQ(read->error, boost::asio::error::operation_aborted);
    EXPECT_FALSE(pair.ours.is_open());
    EXPECT_EQ((co_await pair.ours.read_some(buffer(into))).error, boost::asio::error::operation_aborted);
    EXPECT_EQ((co_await pair.ours.write(one("x"))).error, boost::asio::error::operation_aborted);
    EXPECT_EQ(pair.ours.try_read_some(buffer(into))->error, boost::asio::error::operation_aborted);
}

TEST(Transport, CloseEndsAPendingReadWithAValue) {
    test::run(is_closed_while_reading());
}

awaitable<void> is_cancelled_while_reading() {
    ends pair = co_await connected();
    async::task_group tasks(co_await boost::asio::this_coro::executor);
    std::string into(10, '\0');
    std::optional<io_result> read;
    tasks.spawn(keep(pair.ours.read_some(buffer(into)), read));
    co_await test::let_others_run();
    co_await tasks.cancel_and_join();
    EXPECT_FALSE(read.has_value());
    co_await boost::asio::async_write(pair.peer, buffer("kept", 4), use_awaitable);
    EXPECT_EQ(co_await read_up_to(pair.ours, 4), "kept");
}

TEST(Transport, ACancelledReadThrowsAndTakesNothing) {
    test::run(is_cancelled_while_reading());
}

awaitable<void> send_back(tcp::socket& peer, std::size_t size) {
    std::string all(size, '\0');
    co_await boost::asio::async_read(peer, buffer(all), use_awaitable);
    co_await boost::asio::async_write(peer, buffer(all), use_awaitable);
}

awaitable<void> writes_much() {
    ends pair = co_await connected();
    std::string big(16 << 20, 'x');
    for (std::size_t i = 0; i < big.size(); i += 997) {
        big[i] = static_cast<char>('a' + i % 26);
    }
    async::task_group tasks(co_await boost::asio::this_coro::executor);
    tasks.spawn(send_back(pair.peer, big.size() + 4));
    const std::string head = "head";
    const transport::buffers both{buffer(head), buffer(big)};
    const auto sent = co_await pair.ours.write(both);
    EXPECT_FALSE(sent.error);
    EXPECT_EQ(sent.size, big.size() + 4);
    const auto back = co_await read_up_to(pair.ours, big.size() + 4);
    EXPECT_TRUE(back == head + big);
    co_await tasks.join();
}

TEST(Transport, WritesMoreThanFitsIntoTheSocket) {
    test::run(writes_much());
}

awaitable<void> reads_beside_a_write() {
    ends pair = co_await connected();
    async::task_group tasks(co_await boost::asio::this_coro::executor);
    const std::string big(16 << 20, 'x');
    std::optional<io_result> written;
    tasks.spawn(keep(pair.ours.write(one(big)), written));
    co_await boost::asio::async_write(pair.peer, buffer("early", 5), use_awaitable);
    EXPECT_EQ(co_await read_up_to(pair.ours, 5), "early");
    EXPECT_FALSE(written.has_value());
    pair.ours.close();
    co_await tasks.join();
    EXPECT_EQ(written->error, boost::asio::error::operation_aborted);
    EXPECT_LT(written->size, big.size());
}

TEST(Transport, ReadsBesideAWriteThatWaits) {
    test::run(reads_beside_a_write());
}

awaitable<void> feed(tcp::socket& peer, const bool& stop) {
    const std::string much(256 * 1024, 'x');
    while (!stop) {
        co_await boost::asio::async_write(peer, buffer(much), use_awaitable);
    }
    peer.shutdown(tcp::socket::shutdown_send);
}

awaitable<void> count_rounds(int& rounds, const bool& stop) {
    while (!stop) {
        co_await test::let_others_run(1);
        ++rounds;
    }
}

awaitable<void> lets_others_run() {
    ends pair = co_await connected();
    async::task_group tasks(co_await boost::asio::this_coro::executor);
    bool stop = false;
    int rounds = 0;
    tasks.spawn(feed(pair.peer, stop));
    tasks.spawn(count_rounds(rounds, stop));
    std::string small(64, '\0');
    unsigned reads = 0;
    while (rounds < 100) {
        CO_ASSERT_FALSE((co_await pair.ours.read_some(buffer(small))).error);
        ++reads;
    }
    EXPECT_LT(reads, 100'000U);
    stop = true;
    while (!(co_await pair.ours.read_some(buffer(small))).error) {
    }
    co_await tasks.join();
}

TEST(Transport, AFastPeerDoesNotKeepTheLoopForItself) {
    test::run(lets_others_run());
}

awaitable<void> goes_stale() {
    ends quiet = co_await connected();
    EXPECT_FALSE(quiet.ours.is_stale());
    ends talks = co_await connected();
    co_await boost::asio::async_write(talks.peer, buffer("x", 1), use_awaitable);
    co_await talks.peer.async_wait(tcp::socket::wait_write, use_awaitable);
    EXPECT_TRUE(talks.ours.is_stale());
    EXPECT_EQ(co_await read_up_to(talks.ours, 1), "x");
    EXPECT_FALSE(talks.ours.is_stale());
    ends ended = co_await connected();
    ended.peer.close();
    EXPECT_TRUE(ended.ours.is_stale());
    ends gone = co_await connected();
    reset(gone.peer);
    EXPECT_TRUE(gone.ours.is_stale());
    quiet.ours.close();
    EXPECT_TRUE(quiet.ours.is_stale());
}

TEST(Transport, KnowsWhetherAnIdleConnectionCanBeUsed) {
    test::run(goes_stale());
}

awaitable<void> moves() {
    ends first = co_await connected();
    ends second = co_await connected();
    transport taken = std::move(first.ours);
    EXPECT_TRUE(taken.is_open());
    taken = std::move(second.ours);
    // The one that was replaced has been closed.
    std::string into(1, '\0');
    boost::system::error_code end;
    co_await first.peer.async_read_some(buffer(into), boost::asio::redirect_error(use_awaitable, end));
    EXPECT_EQ(end, boost::asio::error::eof);
    EXPECT_EQ(taken.remote_endpoint(), second.peer.local_endpoint());
    co_await boost::asio::async_write(second.peer, buffer("x", 1), use_awaitable);
    EXPECT_EQ(co_await read_up_to(taken, 1), "x");
}

TEST(Transport, MovesWithItsConnection) {
    test::run(moves());
}

}  // namespace
}  // namespace trawl::net
