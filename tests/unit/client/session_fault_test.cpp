#include <chrono>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/this_coro.hpp>

#include "support/blackhole.hpp"
#include "support/co_assert.hpp"
#include "support/fault_server.hpp"
#include "support/free_port.hpp"
#include "support/replies.hpp"
#include "support/run_coroutine.hpp"
#include "trawl/http/session.hpp"
#include "unit/client/fetched.hpp"

namespace trawl::http {
namespace {

using namespace std::chrono_literals;
namespace reply = test::reply;
namespace step = test::step;
using test::fault_server;
using test::fetch;
using test::fetch_alone;
using test::fetched;
using test::get;
using test::received_request;
using test::request_of;
using test::operator+;

void expect_failure(const fetched& got, errc code, phase where) {
    ASSERT_TRUE(got.failure) << got.status;
    EXPECT_EQ(name(got.failure->code), name(code)) << message(*got.failure);
    EXPECT_EQ(name(got.failure->where), name(where)) << message(*got.failure);
}

TEST(SessionFaults, EachHasItsCodeAndPhase) {
    fault_server server;
    const std::string text(100'000, 'x');
    server.on("/close", reply::close_at_once());
    server.on("/reset", reply::reset_at_once());
    server.on("/cut_head", reply::cut_head());
    server.on("/garbage", reply::raw("220 mail.example ESMTP\r\n"));
    server.on("/truncated", reply::truncated(text, text.size() + 1));
    server.on("/truncated_chunked", reply::truncated_chunked(text));
    server.on("/reset_in_body", reply::reset_after(text, 50'000));
    server.on("/bad_chunk", reply::raw("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"));
    expect_failure(fetch_alone(get(server.url("/close"))), errc::closed, phase::first_byte);
    expect_failure(fetch_alone(get(server.url("/reset"))), errc::reset, phase::first_byte);
    expect_failure(fetch_alone(get(server.url("/cut_head"))), errc::protocol, phase::head);
    expect_failure(fetch_alone(get(server.url("/garbage"))), errc::protocol, phase::head);
    expect_failure(fetch_alone(get(server.url("/truncated"))), errc::truncated, phase::body);
    expect_failure(fetch_alone(get(server.url("/truncated_chunked"))), errc::truncated, phase::body);
    expect_failure(fetch_alone(get(server.url("/reset_in_body"))), errc::reset, phase::body);
    expect_failure(fetch_alone(get(server.url("/bad_chunk"))), errc::protocol, phase::body);
}

TEST(SessionFaults, RefusedPortFailsInConnectWithItsTime) {
    const fetched got = fetch_alone(get("http://127.0.0.1:" + std::to_string(test::free_port()) + "/"));
    expect_failure(got, errc::refused, phase::connect);
    EXPECT_TRUE(got.trace.took.connect);
    EXPECT_FALSE(got.trace.took.ttfb);
    EXPECT_GE(got.trace.took.total, *got.trace.took.connect);
}

TEST(SessionFaults, FailedConnectGivesItsPlaceBack) {
    test::run([](std::string url) -> async::awaitable<void> {
        session_options options;
        options.max_connections_per_host = 1;
        const auto executor = co_await boost::asio::this_coro::executor;
        session client(executor, options);
        for (int i = 0; i < 3; ++i) {
            expect_failure(co_await fetch(client, get(url)), errc::refused, phase::connect);
            EXPECT_EQ(client.statistics().connections_open, 0U);
        }
    }("http://127.0.0.1:" + std::to_string(test::free_port()) + "/"));
}

TEST(SessionFaults, UntilCloseBodyCutByResetOrWithoutCloseNotifyIsAnError) {
    fault_server server;
    server.on("/", reply::raw("HTTP/1.1 200 OK\r\n\r\nhello") + test::script{step::reset{}});
    expect_failure(fetch_alone(get(server.url("/"))), errc::reset, phase::body);

    test::test_ca authority;
    test::fault_server_options secure;
    secure.certificate = authority.issue();
    fault_server tls(secure);
    tls.on("/cut", reply::raw("HTTP/1.1 200 OK\r\n\r\nhello") + test::script{step::cut{}});
    tls.on("/close", reply::raw("HTTP/1.1 200 OK\r\n\r\nhello") + test::script{step::close{}});
    tls.on("/length", reply::raw("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello") + test::script{step::cut{}});
    session_options options;
    options.tls.ca_file = authority.ca_file();
    expect_failure(fetch_alone(get(tls.url("/cut")), options), errc::truncated, phase::body);
    EXPECT_EQ(fetch_alone(get(tls.url("/close")), options).body, "hello");
    EXPECT_FALSE(fetch_alone(get(tls.url("/length")), options).failure);
}

fetched fetch_within(request what, void (*limit)(timeouts&)) {
    what.limits = timeouts{.dns = {}, .connect = {}, .tls = {}, .first_byte = {}, .idle = {}, .total = {}};
    limit(*what.limits);
    return fetch_alone(std::move(what));
}

TEST(SessionTimeouts, ConnectAndTlsHaveTheirOwn) {
    test::blackhole nobody;
    const std::string at = "127.0.0.1:" + std::to_string(nobody.port()) + "/";
    expect_failure(fetch_within(get("http://" + at), [](timeouts& limits) { limits.connect = 50ms; }), errc::timed_out,
                   phase::connect);
    expect_failure(fetch_within(get("http://" + at), [](timeouts& limits) { limits.total = 50ms; }), errc::timed_out,
                   phase::connect);
    fault_server mute;
    const fetched got = fetch_within(get("https://127.0.0.1:" + std::to_string(mute.port()) + "/"),
                                     [](timeouts& limits) { limits.tls = 50ms; });
    expect_failure(got, errc::timed_out, phase::tls);
    EXPECT_TRUE(got.trace.took.tls);
}

TEST(SessionTimeouts, FirstByteCoversTheWholeHead) {
    fault_server server;
    server.on("/never", reply::never_answers());
    server.on("/half", test::script{step::send{"HTTP/1.1 200 OK\r\n"}, step::stall{}});
    const auto limit = [](timeouts& limits) { limits.first_byte = 50ms; };
    expect_failure(fetch_within(get(server.url("/never")), limit), errc::timed_out, phase::first_byte);
    expect_failure(fetch_within(get(server.url("/half")), limit), errc::timed_out, phase::head);
    expect_failure(fetch_within(get(server.url("/never")), [](timeouts& limits) { limits.total = 50ms; }),
                   errc::timed_out, phase::first_byte);
}

TEST(SessionTimeouts, IdleIsBetweenPiecesAndTotalOverAll) {
    fault_server server;
    server.on("/stalls", reply::stalls_in_body(std::string(1000, 'x'), 500));
    server.on("/drips", reply::drip(std::string(100'000, 'x'), 1, 5ms));
    server.on("/endless", reply::endless_body());
    expect_failure(fetch_within(get(server.url("/stalls")), [](timeouts& limits) { limits.idle = 50ms; }),
                   errc::timed_out, phase::body);
    for (const char* path : {"/drips", "/endless", "/stalls"}) {
        const fetched got = fetch_within(get(server.url(path)), [](timeouts& limits) {
            limits.idle = 20s;
            limits.total = 100ms;
        });
        expect_failure(got, errc::timed_out, phase::body);
        EXPECT_FALSE(got.body.empty());
    }
}

TEST(SessionTimeouts, SendingIsLimitedByIdleToo) {
    // The kernel connects; nobody reads.
    boost::asio::io_context context;
    boost::asio::ip::tcp::acceptor deaf(context, {boost::asio::ip::address_v4::loopback(), 0});
    const std::string url = "http://127.0.0.1:" + std::to_string(deaf.local_endpoint().port()) + "/";
    const auto limit = [](timeouts& limits) { limits.idle = 50ms; };
    expect_failure(fetch_within(request_of("POST", url, std::string(std::size_t{64} << 20, 'x')), limit),
                   errc::timed_out, phase::send);
}

TEST(SessionTimeouts, QueueIsLimitedByTotal) {
    fault_server server;
    server.on("/", reply::ok("hello"));
    test::run([](fault_server& at) -> async::awaitable<void> {
        session_options options;
        options.max_connections_per_host = 1;
        const auto executor = co_await boost::asio::this_coro::executor;
        session client(executor, options);
        auto first = co_await client.send(get(at.url("/")));
        CO_ASSERT_TRUE(first);
        request second = get(at.url("/"));
        second.limits = timeouts();
        second.limits->total = 50ms;
        // The first reply has not been read: its connection is taken.
        const fetched got = co_await fetch(client, second);
        expect_failure(got, errc::timed_out, phase::queue);
        EXPECT_TRUE(got.trace.took.queue);
        EXPECT_EQ((co_await first->text()).value(), "hello");
        EXPECT_EQ((co_await fetch(client, get(at.url("/")))).body, "hello");
    }(server));
    EXPECT_EQ(server.requests(), 2U);
}

TEST(SessionUploads, LargeBodiesArriveWhole) {
    fault_server server([](const received_request& asked) { return reply::ok(std::to_string(asked.body.size())); });
    for (const std::size_t size :
         {std::size_t{0}, std::size_t{1}, std::size_t{64} << 10, (std::size_t{64} << 10) + 1, std::size_t{3} << 20}) {
        const fetched got = fetch_alone(request_of("PUT", server.url("/"), std::string(size, 'x')));
        EXPECT_EQ(got.body, std::to_string(size));
    }
}

TEST(SessionUploads, EarlyErrorReplyEndsTheSending) {
    test::fault_server_options early;
    early.answer_before_body = true;
    fault_server server(early);
    const std::string refusal = "HTTP/1.1 413 Too Large\r\nContent-Length: 2\r\n\r\nno";
    server.on("/stays", test::script{step::send{refusal}, step::stall{}});
    server.on("/closes", test::script{step::send{refusal}, step::half_close{}});
    for (const char* path : {"/stays", "/closes"}) {
        const fetched got = fetch_alone(request_of("POST", server.url(path), std::string(std::size_t{64} << 20, 'x')));
        EXPECT_FALSE(got.failure) << path << (got.failure ? message(*got.failure) : "");
        EXPECT_EQ(got.status, 413) << path;
        EXPECT_EQ(got.body, "no") << path;
    }
}

TEST(SessionUploads, EarlyReplyThatIsNoRefusalLetsTheSendingGoOn) {
    test::fault_server_options early;
    early.answer_before_body = true;
    fault_server server(early);
    server.on("/", test::script{step::send{"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n"}, step::read_body{},
                                step::send{"ok"}});
    const fetched got = fetch_alone(request_of("POST", server.url("/"), std::string(std::size_t{8} << 20, 'x')));
    EXPECT_EQ(got.body, "ok");
}

TEST(SessionReuse, StaleConnectionIsReplacedBeforeItIsUsed) {
    fault_server server;
    server.on("/", reply::ok("hello"));
    server.on("/more", reply::wrong_length("hello!", 5));
    test::run([](fault_server& at) -> async::awaitable<void> {
        const auto executor = co_await boost::asio::this_coro::executor;
        session client(executor, {});
        EXPECT_EQ((co_await fetch(client, get(at.url("/")))).body, "hello");
        at.drop_connections();
        CO_ASSERT_TRUE(at.wait_for_open_connections(0));
        const fetched second = co_await fetch(client, request_of("POST", at.url("/")));
        EXPECT_EQ(second.body, "hello");
        EXPECT_FALSE(second.trace.reused);
        EXPECT_EQ(client.statistics().requests_sent, 2U);
        // Bytes that nobody asked for.
        EXPECT_EQ((co_await fetch(client, get(at.url("/more")))).body, "hello");
        EXPECT_FALSE((co_await fetch(client, get(at.url("/")))).trace.reused);
    }(server));
}

TEST(SessionReuse, ConnectionFoundDeadBeforeTheReplyIsReplacedOnceForMethodsThatMayBeRepeated) {
    for (const test::script& end : {reply::close_at_once(), reply::reset_at_once()}) {
        // Each connection serves one request well.
        fault_server server(
            [end](const received_request& asked) { return asked.number % 2 == 1 ? reply::ok("hello") : end; });
        test::run([](fault_server& at) -> async::awaitable<void> {
            const auto executor = co_await boost::asio::this_coro::executor;
            session client(executor, {});
            EXPECT_EQ((co_await fetch(client, get(at.url("/")))).body, "hello");
            const fetched again = co_await fetch(client, get(at.url("/")));
            EXPECT_EQ(again.body, "hello");
            EXPECT_FALSE(again.trace.reused);
            const fetched post = co_await fetch(client, request_of("POST", at.url("/")));
            CO_ASSERT_TRUE(post.failure);
            EXPECT_TRUE(post.failure->code == errc::closed || post.failure->code == errc::reset);
            EXPECT_TRUE(post.trace.reused);
        }(server));
        EXPECT_EQ(server.requests(), 4U);
        EXPECT_EQ(server.connections(), 2U);
    }
}

TEST(SessionReuse, FreshConnectionThatDiesIsNotReplaced) {
    fault_server server;
    server.on("/", reply::close_at_once());
    expect_failure(fetch_alone(get(server.url("/"))), errc::closed, phase::first_byte);
    EXPECT_EQ(server.requests(), 1U);
}

TEST(SessionReuse, ConnectionIsNotUsedAgainAfterCloseHalfReadOrEarlyLeftReplies) {
    fault_server server;
    server.on("/", reply::ok("hello"));
    server.on("/close", reply::raw("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok"));
    server.on("/1.0", reply::raw("HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok"));
    server.on("/long", reply::ok(std::string(1'000'000, 'x')));
    test::run([](fault_server& at) -> async::awaitable<void> {
        const auto executor = co_await boost::asio::this_coro::executor;
        session client(executor, {});
        for (const char* path : {"/close", "/1.0"}) {
            EXPECT_EQ((co_await fetch(client, get(at.url(path)))).body, "ok");
            EXPECT_EQ(client.statistics().connections_open, 0U) << path;
        }
        {
            auto left = co_await client.send(get(at.url("/long")));
            CO_ASSERT_TRUE(left);
        }
        EXPECT_EQ(client.statistics().connections_open, 0U);
        request last = get(at.url("/"));
        last.fields.add("Connection", "close");
        EXPECT_EQ((co_await fetch(client, last)).body, "hello");
        EXPECT_EQ(client.statistics().connections_open, 0U);
    }(server));
}

TEST(SessionReuse, IdleConnectionsCloseAfterTheirLifetime) {
    fault_server server;
    server.on("/", reply::ok("hello"));
    test::run([](fault_server& at) -> async::awaitable<void> {
        session_options options;
        options.idle_connection_lifetime = 20ms;
        const auto executor = co_await boost::asio::this_coro::executor;
        session client(executor, options);
        EXPECT_EQ((co_await fetch(client, get(at.url("/")))).body, "hello");
        EXPECT_EQ(client.statistics().connections_idle, 1U);
        co_await test::until([&client] { return client.statistics().connections_idle == 0; });
    }(server));
}

}  // namespace
}  // namespace trawl::http
