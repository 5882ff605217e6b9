#include "net/connection_pool.hpp"

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "support/co_assert.hpp"
#include "support/fault_server.hpp"
#include "support/replies.hpp"
#include "support/run_coroutine.hpp"

namespace trawl::net {
namespace {

namespace reply = test::reply;
using async::awaitable;
using test::fault_server;
using wanted = connection_pool::wanted;

http::proxy proxy_at(std::uint16_t port) {
    http::proxy by;
    by.host = "127.0.0.1";
    by.port = port;
    by.username = "me";
    by.password = "secret";
    return by;
}

/// An exchange, so that the connection is kept.
awaitable<void> serve_once(connection_pool& pool, const http::url& where, const http::proxy& by) {
    http::trace told;
    auto lent = co_await pool.acquire(where, &by, connect_limits(), wanted::any, told);
    CO_ASSERT_TRUE(lent);
    EXPECT_TRUE(lent->is_forwarded());
    connection& peer = **lent;
    peer.begin(false, exchange_limits()) = "GET http://a.example/ HTTP/1.1\r\nHost: a.example\r\n\r\n";
    reply_head head;
    const auto done = co_await peer.exchange(nullptr, head);
    EXPECT_TRUE(done);
    EXPECT_EQ(head.status, 204);
}

std::vector<http::proxy> unlike(const http::proxy& known) {
    std::vector<http::proxy> others(5, known);
    others[0].password = "other";
    others[1].username.clear();
    others[1].password = "me secret";
    others[2].host = "localhost";
    others[3].kind = http::proxy_kind::https;
    others[4].port = 1;
    return others;
}

awaitable<void> keeps_by_proxy(std::uint16_t port) {
    const auto executor = co_await boost::asio::this_coro::executor;
    resolver names(executor);
    tls_context tls{http::tls_options()};
    connection_pool pool(executor, names, tls, pool_options());
    const http::url where = *http::parse_url("http://a.example/");
    const http::proxy known = proxy_at(port);
    co_await serve_once(pool, where, known);
    EXPECT_EQ(pool.idle_count(), 1U);
    EXPECT_FALSE(pool.try_acquire(where, nullptr, wanted::any));
    for (const http::proxy& other : unlike(known)) {
        EXPECT_FALSE(pool.try_acquire(where, &other, wanted::any));
    }
    EXPECT_TRUE(pool.try_acquire(where, &known, wanted::any));
    pool.close_idle();
}

TEST(ConnectionPool, AConnectionServesOneProxyAndItsLoginOnly) {
    const fault_server proxy([](const auto&) { return reply::status(204); });
    test::run(keeps_by_proxy(proxy.port()));
}

}  // namespace
}  // namespace trawl::net
