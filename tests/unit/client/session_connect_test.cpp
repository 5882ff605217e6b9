#include <string>

#include <gtest/gtest.h>

#include "support/fault_server.hpp"
#include "support/replies.hpp"
#include "trawl/http/session.hpp"
#include "unit/client/fetched.hpp"

namespace trawl::http {
namespace {

namespace reply = test::reply;
using test::fault_server;
using test::fetch_alone;
using test::fetched;
using test::get;

TEST(SessionConnects, WhereItsOptionsSayWithTheUrlsNames) {
    test::test_ca ca;
    fault_server server([](const auto&) { return reply::ok("here"); },
                        {.certificate = ca.issue({.names = {"a.example"}})});
    session_options options;
    options.tls.ca_file = ca.ca_file().string();
    options.connections.redirections = {{"a.example", 443, "b.example", server.port()}};
    options.connections.addresses = {{"b.example", server.port(), {"127.0.0.1"}}};
    const fetched got = fetch_alone(get("https://a.example/"), options);
    ASSERT_FALSE(got.failure) << message(*got.failure);
    EXPECT_EQ(server.log().at(0).field("Host"), "a.example");
    EXPECT_EQ(server.tls_log().at(0).server_name, "a.example");
}

// What a public origin sends us to, the proxy standing in for that origin.
TEST(SessionGuard, ARedirectDoesNotLeadInside) {
    fault_server inside([](const auto&) { return reply::ok("secret"); });
    for (const char* const host : {"127.0.0.1", "localhost", "[::ffff:7f00:1]", "2130706433", "0x7f.1"}) {
        const std::string to = inside.url("/", host);
        fault_server outside([&to](const auto&) { return reply::redirect(302, to); });
        session_options options;
        options.connections.deny_private = true;
        options.proxies.for_http = proxy();
        options.proxies.for_http->host = "127.0.0.1";
        options.proxies.for_http->port = outside.port();
        options.proxies.bypass = "127.0.0.0/8,localhost,::/0";
        const fetched got = fetch_alone(get("http://8.8.8.8/"), options);
        ASSERT_TRUE(got.failure) << host;
        EXPECT_EQ(got.failure->code, errc::denied) << message(*got.failure);
        EXPECT_EQ(outside.requests(), 1U);
    }
    EXPECT_EQ(inside.connections(), 0U);
}

}  // namespace
}  // namespace trawl::http
