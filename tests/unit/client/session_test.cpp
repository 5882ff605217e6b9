#include "trawl/http/session.hpp"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <boost/asio/this_coro.hpp>

#include "support/co_assert.hpp"
#include "support/fault_server.hpp"
#include "support/replies.hpp"
#include "support/run_coroutine.hpp"
#include "support/test_ca.hpp"
#include "trawl/async/task_group.hpp"
#include "trawl/version.hpp"
#include "unit/client/fetched.hpp"
#include "unit/http/encoders.hpp"

namespace trawl::http {
namespace {

namespace reply = test::reply;
using test::fault_server;
using test::fetch;
using test::fetch_alone;
using test::fetched;
using test::get;
using test::received_request;
using test::request_of;

// Text that does not repeat itself in the size of any buffer.
std::string long_text(std::size_t size) {
    std::string text;
    for (std::size_t i = 0; text.size() < size; ++i) {
        text += std::to_string(i * 7919) + ' ';
    }
    text.resize(size);
    return text;
}

TEST(Session, GivesTheRequestsHeadAsItWasSent) {
    fault_server server;
    server.on("/a", reply::redirect(302, "/b"));
    server.on("/b", reply::ok("hello"));
    std::string head;
    http::request what = get(server.url("/a"));
    what.fields.add("X-A", "1");
    what.sent_head = &head;
    ASSERT_FALSE(fetch_alone(std::move(what)).failure);
    EXPECT_THAT(head, testing::StartsWith("GET /b HTTP/1.1\r\nHost: 127.0.0.1:"));
    EXPECT_THAT(head, testing::EndsWith("\r\nX-A: 1\r\n\r\n"));
}

TEST(Session, GivesStatusFieldsBodyAndTrace) {
    fault_server server;
    server.on("/a", reply::status(201, {{"X-A", "1"}}, "hello"));
    const fetched got = fetch_alone(get(server.url("/a?b#c")));
    ASSERT_FALSE(got.failure);
    EXPECT_EQ(got.status, 201);
    EXPECT_EQ(got.body, "hello");
    EXPECT_EQ(got.fields.get("x-a"), "1");
    EXPECT_EQ(got.where, server.url("/a?b#c"));
    EXPECT_EQ(got.wire_bytes, 5U);
    EXPECT_EQ(got.trace.remote->to_string(), "127.0.0.1");
    EXPECT_FALSE(got.trace.reused);
    EXPECT_FALSE(got.trace.took.queue);
    EXPECT_FALSE(got.trace.took.dns);
    EXPECT_TRUE(got.trace.took.connect);
    EXPECT_FALSE(got.trace.took.tls);
    ASSERT_TRUE(got.trace.took.ttfb && got.trace.took.transfer);
    EXPECT_GE(got.trace.took.total, *got.trace.took.connect + *got.trace.took.ttfb + *got.trace.took.transfer);
    EXPECT_EQ(server.log().at(0).target, "/a?b");
}

TEST(Session, SendsTheFieldsThatItMustAndTheCallers) {
    fault_server server;
    session_options options;
    options.accept_codings = true;
    request what = request_of("POST", server.url("/"), "body");
    what.fields.add("X-A", "1");
    what.fields.add("Accept", "text/html");
    what.fields.add("Content-Length", "999");
    EXPECT_EQ(fetch_alone(what, options).status, 404);
    EXPECT_EQ(fetch_alone(get(server.url("/"))).status, 404);
    const received_request first = server.log().at(0);
    EXPECT_EQ(first.fields.front().first, "Host");
    EXPECT_EQ(first.field("Host"), "127.0.0.1:" + std::to_string(server.port()));
    EXPECT_EQ(first.field("User-Agent"), "trawl/" + std::string(version()));
    EXPECT_EQ(first.field("Accept-Encoding"), "gzip, deflate, br, zstd");
    EXPECT_EQ(first.field("Accept"), "text/html");
    EXPECT_EQ(first.count("Accept"), 1U);
    EXPECT_EQ(first.field("X-A"), "1");
    EXPECT_EQ(first.field("Content-Length"), "4");
    EXPECT_EQ(first.body, "body");
    const received_request second = server.log().at(1);
    EXPECT_EQ(second.field("Accept"), "*/*");
    EXPECT_EQ(second.field("Accept-Encoding"), "identity");
    EXPECT_EQ(second.count("Content-Length"), 0U);
}

TEST(Session, SendsTheUrlsCredentialsUnlessAuthorizationIsSet) {
    fault_server server;
    const std::string port = std::to_string(server.port());
    EXPECT_EQ(fetch_alone(get("http://us%C3%A9r:p%40ss@127.0.0.1:" + port + "/")).status, 404);
    request own = get("http://user:pass@127.0.0.1:" + port + "/");
    own.fields.add("Authorization", "Bearer x");
    EXPECT_EQ(fetch_alone(own).status, 404);
    EXPECT_EQ(server.log().at(0).field("Authorization"), "Basic dXPDqXI6cEBzcw==");
    EXPECT_EQ(server.log().at(1).field("Authorization"), "Bearer x");
    EXPECT_EQ(server.log().at(1).count("Authorization"), 1U);
}

TEST(Session, ReadsBodiesOfEveryFramingWithReadsOfEverySize) {
    const std::string text = long_text(300'000);
    fault_server server;
    server.on("/length", reply::ok(text));
    server.on("/chunked",
              reply::chunked({text.substr(0, 1), text.substr(1, 70'000), text.substr(70'001)}, {{"X-T", "end"}}));
    server.on("/close", reply::until_close(text));
    for (const std::size_t piece : {std::size_t{1000}, std::size_t{16} << 10, std::size_t{1} << 20}) {
        for (const char* path : {"/length", "/chunked", "/close"}) {
            const fetched got = fetch_alone(get(server.url(path)), {}, piece);
            EXPECT_FALSE(got.failure) << path;
            EXPECT_EQ(got.body == text, true) << path << ' ' << piece;
            EXPECT_EQ(got.wire_bytes, text.size()) << path;
        }
        EXPECT_EQ(fetch_alone(get(server.url("/chunked")), {}, piece).trailers.get("X-T"), "end");
    }
}

session_options decoding() {
    session_options options;
    options.accept_codings = true;
    return options;
}

TEST(Session, GivesACodingThatNobodyAskedForAsItCame) {
    fault_server server;
    server.on("/gzip", reply::gzip("text"));
    server.on("/unknown", reply::coded("rot13", "uryyb"));
    EXPECT_EQ(fetch_alone(get(server.url("/gzip"))).body, reply::gzip_bytes("text"));
    EXPECT_EQ(fetch_alone(get(server.url("/unknown"))).body, "uryyb");
}

TEST(Session, DecodesContentCodings) {
    const std::string text = long_text(200'000);
    fault_server server;
    for (const content_coding coding :
         {content_coding::gzip, content_coding::deflate, content_coding::br, content_coding::zstd}) {
        server.on('/' + std::string(name(coding)), reply::coded(std::string(name(coding)), encode(coding, text)));
    }
    for (const char* path : {"/gzip", "/deflate", "/br", "/zstd"}) {
        const fetched got = fetch_alone(get(server.url(path)), decoding());
        EXPECT_FALSE(got.failure) << path;
        EXPECT_EQ(got.body == text, true) << path;
        EXPECT_LT(got.wire_bytes, text.size());
        EXPECT_EQ(got.fields.get("Content-Length"), std::to_string(got.wire_bytes));
    }
}

TEST(Session, ReportsCodingsThatAreUnknownCutOrDamaged) {
    const std::string coded = reply::gzip_bytes(long_text(100'000));
    fault_server server;
    server.on("/unknown", reply::coded("rot13", "uryyb"));
    server.on("/cut", reply::coded("gzip", coded.substr(0, coded.size() / 2)));
    server.on("/damaged", reply::coded("gzip", coded.substr(0, 1000) + std::string(100, 'x') + coded.substr(1100)));
    for (const char* path : {"/unknown", "/cut", "/damaged"}) {
        const fetched got = fetch_alone(get(server.url(path)), decoding());
        ASSERT_TRUE(got.failure) << path;
        EXPECT_EQ(got.failure->code, errc::content_coding) << path;
        EXPECT_EQ(got.failure->where, path == std::string("/unknown") ? phase::head : phase::body);
        EXPECT_EQ(got.status, 200);
    }
}

TEST(Session, LimitsBodiesExpansionAndHeads) {
    fault_server server;
    server.on("/long", reply::ok(std::string(1001, 'x')));
    server.on("/endless", reply::endless_chunks());
    server.on("/gzip", reply::gzip(std::string(2000, 'x')));
    server.on("/bomb", reply::gzip(std::string(std::size_t{8} << 20, 'x')));
    server.on("/head", reply::huge_header(100'000));
    server.on("/endless_head", reply::endless_head());
    server.on("/fields", reply::many_fields(1001));
    session_options options = decoding();
    options.max_body_size = 1000;
    options.max_head_size = 50'000;
    for (const char* path : {"/long", "/endless", "/gzip", "/head", "/endless_head", "/fields"}) {
        const fetched got = fetch_alone(get(server.url(path)), options);
        ASSERT_TRUE(got.failure) << path;
        EXPECT_EQ(got.failure->code, errc::too_large) << path;
    }
    options = decoding();
    options.max_expansion = 100;
    EXPECT_EQ(fetch_alone(get(server.url("/bomb")), options).failure.value().code, errc::too_large);
    EXPECT_EQ(fetch_alone(get(server.url("/head"))).status, 200);
}

TEST(Session, HeadAndEmptyRepliesHaveNoBodyAndKeepTheConnection) {
    fault_server server;
    server.on("/head", reply::raw("HTTP/1.1 200 OK\r\nContent-Length: 100\r\nContent-Encoding: gzip\r\n\r\n"));
    server.on("/204", reply::status(204));
    server.on("/304", reply::raw("HTTP/1.1 304 Not Modified\r\nContent-Length: 100\r\n\r\n"));
    test::run([](fault_server& at) -> async::awaitable<void> {
        const auto executor = co_await boost::asio::this_coro::executor;
        session client(executor, {});
        for (int i = 0; i < 2; ++i) {
            const fetched head = co_await fetch(client, request_of("HEAD", at.url("/head")));
            EXPECT_FALSE(head.failure);
            EXPECT_EQ(head.body, "");
            EXPECT_EQ(head.fields.get("Content-Length"), "100");
            EXPECT_EQ((co_await fetch(client, get(at.url("/204")))).status, 204);
            EXPECT_EQ((co_await fetch(client, get(at.url("/304")))).status, 304);
        }
    }(server));
    EXPECT_EQ(server.connections(), 1U);
}

TEST(Session, TextReadsTheWholeBodyUpToALimit) {
    const std::string text = long_text(100'000);
    fault_server server;
    server.on("/length", reply::ok(text));
    server.on("/chunked", reply::chunked({text.substr(0, 40'000), text.substr(40'000)}));
    server.on("/empty", reply::ok(""));
    test::run([](fault_server& at, const std::string& whole) -> async::awaitable<void> {
        const auto executor = co_await boost::asio::this_coro::executor;
        session client(executor, {});
        for (const char* path : {"/length", "/chunked"}) {
            auto first = co_await client.send(get(at.url(path)));
            EXPECT_EQ((co_await first->text(whole.size())).value() == whole, true) << path;
            auto second = co_await client.send(get(at.url(path)));
            EXPECT_EQ((co_await second->text(whole.size() - 1)).error().code, errc::too_large) << path;
        }
        auto empty = co_await client.send(get(at.url("/empty")));
        EXPECT_EQ((co_await empty->text()).value(), "");
    }(server, text));
}

async::awaitable<void> fetch_all(session& client, const fault_server& at, std::size_t count) {
    async::task_group tasks(co_await boost::asio::this_coro::executor);
    std::vector<fetched> got(count);
    const auto fetch_one = [](session& by, std::string url, fetched& into) -> async::awaitable<void> {
        into = co_await fetch(by, get(url));
    };
    for (std::size_t i = 0; i < count; ++i) {
        tasks.spawn(fetch_one(client, at.url("/" + std::to_string(i)), got[i]));
    }
    co_await tasks.join();
    for (std::size_t i = 0; i < count; ++i) {
        CO_ASSERT_FALSE(got[i].failure);
        CO_ASSERT_EQ(got[i].body, "/" + std::to_string(i));
    }
}

fault_server::handler echo_target() {
    return [](const received_request& asked) { return reply::ok(asked.target); };
}

TEST(Session, ThousandConcurrentRequestsShareTheConnectionsOfTheHostsLimit) {
    fault_server server(echo_target());
    test::run(
        [](fault_server& at) -> async::awaitable<void> {
            const auto executor = co_await boost::asio::this_coro::executor;
            session client(executor, {});
            co_await fetch_all(client, at, 1000);
            const session::counts counts = client.statistics();
            EXPECT_EQ(counts.requests_sent, 1000U);
            EXPECT_EQ(counts.connections_made, 6U);
            EXPECT_EQ(counts.connections_open, 6U);
            EXPECT_EQ(counts.connections_idle, 6U);
            client.close_idle();
            EXPECT_EQ(client.statistics().connections_open, 0U);
        }(server),
        std::chrono::seconds(60));
    EXPECT_EQ(server.connections(), 6U);
    EXPECT_EQ(server.most_open_connections(), 6U);
}

TEST(Session, ThousandConnectionsAtATimeIfTheLimitAllowsThem) {
    fault_server server(echo_target());
    test::run(
        [](fault_server& at) -> async::awaitable<void> {
            session_options options;
            options.max_connections_per_host = 1000;
            options.max_idle_connections = 10;
            const auto executor = co_await boost::asio::this_coro::executor;
            session client(executor, options);
            co_await fetch_all(client, at, 1000);
            EXPECT_EQ(client.statistics().connections_idle, 10U);
        }(server),
        std::chrono::seconds(60));
    EXPECT_TRUE(server.wait_for_open_connections(0));
}

TEST(Session, SpeaksTlsAndKeepsOriginsApart) {
    test::test_ca authority;
    test::fault_server_options secure;
    secure.certificate = authority.issue();
    fault_server server(echo_target(), secure);
    fault_server plain(echo_target());
    session_options options;
    options.tls.ca_file = authority.ca_file();
    test::run([](fault_server& tls, fault_server& bare, session_options how) -> async::awaitable<void> {
        const auto executor = co_await boost::asio::this_coro::executor;
        session client(executor, how);
        for (int i = 0; i < 2; ++i) {
            const fetched got = co_await fetch(client, get(tls.url("/a", "localhost")));
            EXPECT_EQ(got.body, "/a") << (got.failure ? message(*got.failure) : "");
            EXPECT_EQ(got.trace.took.dns.has_value(), i == 0);
            EXPECT_EQ(got.trace.took.tls.has_value(), i == 0);
            EXPECT_EQ(got.trace.reused, i == 1);
            EXPECT_EQ((co_await fetch(client, get(bare.url("/b")))).body, "/b");
        }
        EXPECT_EQ(client.statistics().connections_made, 2U);
    }(server, plain, options));
}

}  // namespace
}  // namespace trawl::http
