#include "net/proxy_tunnel.hpp"

#include <chrono>
#include <string>

#include <gtest/gtest.h>

#include "support/fault_server.hpp"
#include "support/replies.hpp"
#include "support/run_coroutine.hpp"
#include "unit/net/tls_client.hpp"

namespace trawl::net {
namespace {

using namespace std::string_literals;
namespace reply = test::reply;
using async::awaitable;
using async::deadline;
using boost::asio::ip::tcp;
using http::errc;
using test::fault_server;
using test::operator+;
using test::received_request;

awaitable<transport> connected(std::uint16_t port) {
    tcp::socket socket(co_await boost::asio::this_coro::executor);
    const tcp::endpoint to(boost::asio::ip::address_v4::loopback(), port);
    co_await socket.async_connect(to, boost::asio::use_awaitable);
    co_return transport::plain(std::move(socket));
}

http::proxy proxy_at(std::uint16_t port, http::proxy_kind kind = http::proxy_kind::http) {
    http::proxy by;
    by.kind = kind;
    by.host = "127.0.0.1";
    by.port = port;
    return by;
}

/// What comes of asking this proxy; with a request through the tunnel if there is one.
awaitable<http::result<std::string>> ask(const http::proxy& by, host_port to, deadline limit) {
    transport over = co_await connected(by.port);
    const http::result<void> open = co_await open_tunnel(over, by, std::move(to), limit);
    if (!open) {
        co_return open.error();
    }
    co_return co_await get(over, 1);
}

http::result<std::string> ask(const http::proxy& by, deadline limit = deadline::never()) {
    return test::run(ask(by, host_port("example.org", 443), limit));
}

// 200 to CONNECT, then "inside" to what comes through.
test::script tunnel(const received_request& asked) {
    return asked.method == "CONNECT" ? reply::raw("HTTP/1.1 200 Connection established\r\n\r\n") : reply::ok("inside");
}

TEST(HttpTunnel, IsAskedForAndLeadsToTheTarget) {
    fault_server server(&tunnel);
    http::proxy by = proxy_at(server.port());
    by.username = "me";
    by.password = "secret";
    const auto got = ask(by);
    ASSERT_TRUE(got) << message(got.error());
    EXPECT_NE(got->find("inside"), std::string::npos);
    const received_request asked = server.log().at(0);
    EXPECT_EQ(asked.method + ' ' + asked.target, "CONNECT example.org:443");
    EXPECT_EQ(asked.field("Host"), "example.org:443");
    EXPECT_EQ(asked.field("Proxy-Authorization"), "Basic bWU6c2VjcmV0");
    EXPECT_EQ(server.log().at(1).field("Proxy-Authorization"), "");
}

TEST(HttpTunnel, HasIPv6InBracketsAndNoLoginWithoutOne) {
    fault_server server(&tunnel);
    EXPECT_TRUE(test::run(ask(proxy_at(server.port()), host_port("::1", 443), deadline::never())));
    EXPECT_EQ(server.log().at(0).target, "[::1]:443");
    EXPECT_EQ(server.log().at(0).count("Proxy-Authorization"), 0U);
}

TEST(HttpTunnel, RepliesThatOpenIt) {
    for (const char* const bytes :
         {"HTTP/1.0 200 OK\r\n\r\n", "HTTP/1.1 200\n\n", "HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\n",
          "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n\r\n",
          "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"}) {
        fault_server server([bytes](const received_request& asked) {
            return asked.method == "CONNECT" ? reply::raw(bytes) : reply::ok("inside");
        });
        const auto got = ask(proxy_at(server.port()));
        EXPECT_TRUE(got) << bytes << message(got.error());
    }
}

TEST(HttpTunnel, RepliesThatDoNot) {
    struct row {
        test::script answer;
        errc code;
        const char* why;
    };
    const test::script close = reply::close_at_once();
    for (const row& one : {
             row{reply::status(407), errc::proxy, ": 407 "},
             row{reply::status(403), errc::proxy, ": 403 "},
             row{reply::status(502), errc::proxy, ": 502 "},
             row{reply::status(301, {{"Location", "http://127.0.0.1/"}}), errc::proxy, ": 301"},
             row{reply::raw("HTTP/1.1 101 Switching Protocols\r\n\r\n"), errc::proxy, ": 101"},
             row{reply::raw("HTTP/1.1 403 \x1B[31mno\r\n\r\n"), errc::proxy, "not HTTP"},
             row{reply::raw("HTTP/1.1 200 OK\r\n\r\nmore"), errc::proxy, "more than its reply"},
             row{reply::raw("SSH-2.0-OpenSSH_9.2\r\n"), errc::proxy, "not HTTP"},
             row{reply::raw("HTTP/1.1 200 OK\r\nbad line\r\n\r\n"), errc::proxy, "not HTTP"},
             row{reply::raw("HTTP/2 200\r\n\r\n"), errc::proxy, "not HTTP"},
             row{reply::endless_head(), errc::proxy, "over 64 KiB"},
             row{reply::raw("HTTP/1.1 200 OK\r\nA: b\r\n") + close, errc::proxy, "cut short"},
             row{close, errc::closed, "127.0.0.1:"},
             row{reply::reset_at_once(), errc::reset, "127.0.0.1:"},
         }) {
        fault_server server([&one](const received_request&) { return one.answer; });
        const auto got = ask(proxy_at(server.port()));
        ASSERT_FALSE(got) << one.why;
        EXPECT_EQ(got.error().code, one.code) << message(got.error());
        EXPECT_EQ(got.error().where, http::phase::proxy);
        EXPECT_NE(got.error().detail.find(one.why), std::string::npos) << got.error().detail;
    }
}

TEST(HttpTunnel, SaysWhatALoginCameTo) {
    fault_server server([](const received_request&) { return reply::status(407); });
    http::proxy by = proxy_at(server.port());
    EXPECT_NE(ask(by).error().detail.find("(it wants a user name and password)"), std::string::npos);
    by.username = "me";
    by.password = "secret";
    const std::string told = message(ask(by).error());
    EXPECT_NE(told.find("(it does not take this user name and password)"), std::string::npos) << told;
    EXPECT_EQ(told.find("secret"), std::string::npos);
    fault_server other([](const received_request&) {
        return reply::status(407, {{"Proxy-Authenticate", "Negotiate"}, {"Proxy-Authenticate", "Digest realm=r"}});
    });
    by.port = other.port();
    EXPECT_NE(ask(by).error().detail.find("(it wants a login by Negotiate, and we have Basic only)"),
              std::string::npos);
}

TEST(HttpTunnel, TimesOut) {
    fault_server server([](const received_request&) { return reply::never_answers(); });
    const auto got = ask(proxy_at(server.port()), deadline::after(std::chrono::milliseconds{20}));
    ASSERT_FALSE(got);
    EXPECT_EQ(got.error().code, errc::timed_out);
    EXPECT_EQ(got.error().where, http::phase::proxy);
}

TEST(SocksTunnel, RepliesThatAreNone) {
    struct row {
        test::script answer;
        errc code;
        const char* why;
    };
    // Closing with bytes unread would reset the connection, and that takes with it what was sent.
    const test::script ends{test::step::half_close{}};
    for (const row& one : {
             row{reply::raw("HTTP/1.1 400 Bad Request\r\n\r\n"), errc::proxy, "not SOCKS5"},
             row{reply::raw("\5\0\5\2"s), errc::proxy, "do not allow"},
             row{reply::raw("\5\0\5\0\0\1\0"s) + ends, errc::proxy, "cut short"},
             row{ends, errc::closed, "127.0.0.1:"},
         }) {
        fault_server server({.on_connect = [&one](std::size_t) { return one.answer; }});
        const auto got = ask(proxy_at(server.port(), http::proxy_kind::socks5h));
        ASSERT_FALSE(got) << one.why;
        EXPECT_EQ(got.error().code, one.code) << message(got.error());
        EXPECT_NE(got.error().detail.find(one.why), std::string::npos) << got.error().detail;
    }
}

TEST(SocksTunnel, AHostOfOver255BytesIsRefusedBeforeAnythingIsSent) {
    fault_server server;
    const http::proxy by = proxy_at(server.port(), http::proxy_kind::socks5h);
    const auto got = test::run(ask(by, host_port(std::string(256, 'x'), 80), deadline::never()));
    ASSERT_FALSE(got);
    EXPECT_NE(got.error().detail.find("over 255 bytes"), std::string::npos);
}

}  // namespace
}  // namespace trawl::net
