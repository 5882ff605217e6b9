#include <exception>
#include <memory>
#include <string>

#include <gtest/gtest.h>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/this_coro.hpp>

#include "support/blackhole.hpp"
#include "support/co_assert.hpp"
#include "support/fault_server.hpp"
#include "support/replies.hpp"
#include "support/run_coroutine.hpp"
#include "trawl/async/cancellation.hpp"
#include "trawl/http/session.hpp"
#include "unit/client/fetched.hpp"

namespace trawl::http {
namespace {

namespace reply = test::reply;
namespace step = test::step;
using test::fault_server;
using test::fetch;
using test::fetched;
using test::get;
using test::request_of;
using test::until;

// A request that runs beside the test and can be cancelled.
class running {
public:
    running(boost::asio::any_io_executor executor, session& client, request what) {
        boost::asio::co_spawn(
            executor, fetch(client, std::move(what)),
            boost::asio::bind_cancellation_slot(signal_.slot(), [this](std::exception_ptr failure, fetched) {
                ended_ = true;
                was_cancelled_ = async::is_cancelled(failure);
            }));
    }

    async::awaitable<bool> cancel() {
        signal_.emit(boost::asio::cancellation_type::terminal);
        co_await until([this] { return ended_; });
        co_return was_cancelled_;
    }

    [[nodiscard]] bool has_ended() const noexcept { return ended_; }

private:
    boost::asio::cancellation_signal signal_;
    bool ended_ = false;
    bool was_cancelled_ = false;
};

session_options one_connection() {
    session_options options;
    options.max_connections_per_host = 1;
    return options;
}

// Cancels the request once `is_there`, and uses the only place of its host then.
async::awaitable<void> cancel_and_go_on(session& client, request what, std::function<bool()> is_there,
                                        std::string healthy) {
    const auto executor = co_await boost::asio::this_coro::executor;
    running first(executor, client, std::move(what));
    co_await until(std::move(is_there));
    CO_ASSERT_FALSE(first.has_ended());
    CO_ASSERT_TRUE(co_await first.cancel());
    EXPECT_EQ(client.statistics().connections_open, 0U);
    if (!healthy.empty()) {
        const fetched got = co_await fetch(client, get(healthy));
        EXPECT_EQ(got.body, "hello");
        EXPECT_FALSE(got.trace.reused);
    }
}

TEST(SessionCancel, WhileItWaitsForTheFirstByteOrTheHeadFreesItsPlace) {
    fault_server server;
    server.on("/", reply::ok("hello"));
    server.on("/never", reply::never_answers());
    server.on("/half", test::script{step::send{"HTTP/1.1 200 OK\r\nX:"}, step::stall{}});
    for (const char* path : {"/never", "/half"}) {
        test::run([](fault_server& at, std::string url) -> async::awaitable<void> {
            const auto executor = co_await boost::asio::this_coro::executor;
            session client(executor, one_connection());
            const std::size_t before = at.requests();
            co_await cancel_and_go_on(
                client, get(url), [&at, before] { return at.requests() > before; }, at.url("/"));
        }(server, server.url(path)));
    }
}

TEST(SessionCancel, WithinTheBodyFreesItsPlace) {
    fault_server server;
    server.on("/", reply::ok("hello"));
    server.on("/stalls", reply::stalls_in_body(std::string(100'000, 'x'), 50'000));
    server.on("/stalls_chunked",
              test::script{step::send{"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhel"}, step::stall{}});
    for (const char* path : {"/stalls", "/stalls_chunked"}) {
        test::run([](fault_server& at, std::string url) -> async::awaitable<void> {
            const auto executor = co_await boost::asio::this_coro::executor;
            session client(executor, one_connection());
            const std::size_t before = at.requests();
            co_await cancel_and_go_on(
                client, get(url), [&at, before] { return at.requests() > before; }, at.url("/"));
        }(server, server.url(path)));
    }
}

TEST(SessionCancel, WhileItConnectsOrShakesHandsFreesItsPlace) {
    test::blackhole nobody;
    fault_server mute;
    for (const std::string& url : {"http://127.0.0.1:" + std::to_string(nobody.port()) + "/",
                                   "https://127.0.0.1:" + std::to_string(mute.port()) + "/"}) {
        test::run([](std::string at, fault_server& server) -> async::awaitable<void> {
            const auto executor = co_await boost::asio::this_coro::executor;
            session client(executor, one_connection());
            const bool is_tls = at.starts_with("https");
            const auto is_there = [&server, is_tls, rounds = 0]() mutable {
                return is_tls ? server.connections() > 0 : ++rounds > 20;
            };
            co_await cancel_and_go_on(client, get(at), is_there, "");
            // The place is free: the next one gets as far.
            co_await cancel_and_go_on(client, get(at), is_there, "");
        }(url, mute));
    }
}

TEST(SessionCancel, WhileItSendsFreesItsPlace) {
    boost::asio::io_context context;
    boost::asio::ip::tcp::acceptor deaf(context, {boost::asio::ip::address_v4::loopback(), 0});
    const std::string url = "http://127.0.0.1:" + std::to_string(deaf.local_endpoint().port()) + "/";
    for (const std::size_t size : {std::size_t{64} << 20, std::size_t{0}}) {
        test::run([](std::string at, std::size_t body) -> async::awaitable<void> {
            const auto executor = co_await boost::asio::this_coro::executor;
            session client(executor, one_connection());
            const auto is_there = [rounds = 0]() mutable { return ++rounds > 20; };
            co_await cancel_and_go_on(client, request_of("POST", at, std::string(body, 'x')), is_there, "");
            co_await cancel_and_go_on(client, request_of("POST", at, std::string(body, 'x')), is_there, "");
        }(url, size));
    }
}

TEST(SessionCancel, WaiterLeavesTheLineAndTheNextOneIsServed) {
    fault_server server;
    server.on("/", reply::ok("hello"));
    test::run([](fault_server& at) -> async::awaitable<void> {
        const auto executor = co_await boost::asio::this_coro::executor;
        session client(executor, one_connection());
        auto holder = co_await client.send(get(at.url("/")));
        CO_ASSERT_TRUE(holder);
        running second(executor, client, get(at.url("/")));
        running third(executor, client, get(at.url("/")));
        co_await test::let_others_run();
        CO_ASSERT_TRUE(co_await second.cancel());
        CO_ASSERT_FALSE(third.has_ended());
        EXPECT_EQ((co_await holder->text()).value(), "hello");
        co_await until([&third] { return third.has_ended(); });
        EXPECT_EQ(client.statistics().requests_sent, 2U);
        EXPECT_EQ(client.statistics().connections_made, 1U);
    }(server));
}

TEST(SessionCancel, TraceIsToldUpToTheCancellation) {
    fault_server server;
    server.on("/", reply::redirect(302, "/never"));
    server.on("/never", reply::never_answers());
    test::run([](fault_server& at) -> async::awaitable<void> {
        const auto executor = co_await boost::asio::this_coro::executor;
        session client(executor, {});
        trace told;
        boost::asio::cancellation_signal signal;
        bool was_cancelled = false;
        const auto send = [](session& by, request what, trace& into) -> async::awaitable<void> {
            (void)co_await by.send(std::move(what), &into);
        };
        boost::asio::co_spawn(executor, send(client, get(at.url("/")), told),
                              boost::asio::bind_cancellation_slot(signal.slot(), [&](std::exception_ptr failure) {
                                  was_cancelled = async::is_cancelled(failure);
                              }));
        co_await until([&at] { return at.requests() == 2; });
        signal.emit(boost::asio::cancellation_type::terminal);
        co_await until([&was_cancelled] { return was_cancelled; });
        EXPECT_EQ(told.redirects.size(), 1U);
        EXPECT_TRUE(told.reused);
        EXPECT_GE(told.took.total, told.redirects.at(0).took.total);
    }(server));
}

TEST(SessionCancel, ResponseOfACancelledReadIsOver) {
    fault_server server;
    server.on("/", reply::stalls_in_body(std::string(100, 'x'), 50));
    test::run([](fault_server& at) -> async::awaitable<void> {
        const auto executor = co_await boost::asio::this_coro::executor;
        session client(executor, {});
        auto reply = co_await client.send(get(at.url("/")));
        CO_ASSERT_TRUE(reply);
        boost::asio::cancellation_signal signal;
        bool was_cancelled = false;
        boost::asio::co_spawn(executor, reply->text(),
                              boost::asio::bind_cancellation_slot(
                                  signal.slot(), [&](std::exception_ptr failure, const result<std::string>&) {
                                      was_cancelled = async::is_cancelled(failure);
                                  }));
        co_await test::let_others_run();
        signal.emit(boost::asio::cancellation_type::terminal);
        co_await until([&was_cancelled] { return was_cancelled; });
        EXPECT_EQ((co_await reply->text()).error().where, phase::body);
        EXPECT_EQ(client.statistics().connections_open, 0U);
    }(server));
}

}  // namespace
}  // namespace trawl::http
