#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <boost/asio/this_coro.hpp>

#include "support/co_assert.hpp"
#include "support/fault_server.hpp"
#include "support/replies.hpp"
#include "support/run_coroutine.hpp"
#include "trawl/http/session.hpp"
#include "unit/client/fetched.hpp"

namespace trawl::http {
namespace {

namespace reply = test::reply;
using strings = std::vector<std::string>;
using test::fault_server;
using test::fetch;
using test::fetch_alone;
using test::fetched;
using test::get;

request get_with_facts(std::string_view url) {
    request what = get(url);
    what.wants_tls_facts = true;
    return what;
}

struct SessionFacts : testing::Test {
    SessionFacts() { options.tls.ca_file = ca.ca_file().string(); }

    test::fault_server_options secured(const test::leaf_options& leaf = {}) {
        test::fault_server_options how;
        how.certificate = ca.issue(leaf);
        return how;
    }

    test::test_ca ca;
    session_options options;
};

TEST_F(SessionFacts, TellsOfTheCertificateIfThatIsWanted) {
    test::leaf_options leaf;
    leaf.names = {"localhost", "*.a.example", "127.0.0.1", "::1"};
    leaf.common_name = "Zürich, +x";
    leaf.valid_to = std::chrono::hours{240};
    auto how = secured(leaf);
    how.only_tls_version = "TLSv1.2";
    fault_server server([](const auto&) { return reply::ok("here"); }, how);
    EXPECT_EQ(fetch_alone(get(server.url()), options).trace.tls_facts, nullptr);
    const auto facts = fetch_alone(get_with_facts(server.url()), options).trace.tls_facts;
    ASSERT_NE(facts, nullptr);
    EXPECT_EQ(facts->version, "TLSv1.2");
    EXPECT_EQ(facts->subject, "CN=Zürich\\, \\+x");
    EXPECT_TRUE(facts->issuer.starts_with("CN=")) << facts->issuer;
    EXPECT_EQ(facts->names, (strings{"localhost", "*.a.example", "127.0.0.1", "::1"}));
    const auto left = facts->expires - std::chrono::system_clock::now();
    EXPECT_NEAR(std::chrono::duration<double>(left).count(), 240 * 3600, 600);
}

TEST_F(SessionFacts, TellsOfAnExpiredCertificateThatIsTaken) {
    fault_server server([](const auto&) { return reply::ok("here"); }, {.certificate = ca.expired()});
    const fetched refused = fetch_alone(get_with_facts(server.url()), options);
    EXPECT_EQ(refused.failure->code, errc::certificate);
    options.tls.verify = false;
    const auto facts = fetch_alone(get_with_facts(server.url()), options).trace.tls_facts;
    ASSERT_NE(facts, nullptr);
    EXPECT_LT(facts->expires, std::chrono::system_clock::now());
}

async::awaitable<void> ask_again(session_options options, std::string url) {
    const auto here = co_await boost::asio::this_coro::executor;
    session http(here, std::move(options));
    const fetched first = co_await fetch(http, get(url));
    const fetched reused = co_await fetch(http, get_with_facts(url));
    CO_ASSERT_TRUE(reused.trace.reused && reused.trace.tls_facts != nullptr);
    http.close_idle();
    const fetched resumed = co_await fetch(http, get_with_facts(url));
    CO_ASSERT_TRUE(!resumed.trace.reused && resumed.trace.tls_facts != nullptr);
    EXPECT_EQ(reused.trace.tls_facts->names, (strings{"127.0.0.1"}));
    EXPECT_EQ(resumed.trace.tls_facts->names, (strings{"127.0.0.1"}));
    EXPECT_EQ(resumed.trace.tls_facts->issuer, reused.trace.tls_facts->issuer);
    EXPECT_EQ(resumed.trace.tls_facts->expires, reused.trace.tls_facts->expires);
}

TEST_F(SessionFacts, AreThereForUsedConnectionsAndResumedSessions) {
    test::leaf_options leaf;
    leaf.names = {"127.0.0.1"};
    for (const char* const version : {"TLSv1.2", "TLSv1.3"}) {
        auto how = secured(leaf);
        how.only_tls_version = version;
        fault_server server([](const auto&) { return reply::ok("here"); }, how);
        test::run(ask_again(options, server.url()));
        ASSERT_EQ(server.tls_log().size(), 2U);
        EXPECT_TRUE(server.tls_log().at(1).resumed);
    }
}

TEST_F(SessionFacts, AreOfTheHostThatIsNamedNotOfWhereItRedirectsTo) {
    test::leaf_options named;
    named.names = {"127.0.0.1", "first.example"};
    test::leaf_options other;
    other.names = {"localhost", "second.example"};
    fault_server second([](const auto&) { return reply::ok("here"); }, secured(other));
    const std::string to = second.url("/", "localhost");
    fault_server first([&to](const auto&) { return reply::redirect(302, to); }, secured(named));
    const fetched got = fetch_alone(get_with_facts(first.url()), options);
    ASSERT_FALSE(got.failure) << message(*got.failure);
    ASSERT_NE(got.trace.tls_facts, nullptr);
    EXPECT_EQ(got.trace.tls_facts->names, named.names);
    fault_server plain([&to](const auto&) { return reply::redirect(302, to); });
    EXPECT_EQ(fetch_alone(get_with_facts(plain.url()), options).trace.tls_facts, nullptr);
}

TEST_F(SessionFacts, CookiesOfARequestAreItsOwn) {
    fault_server server;
    server.on("/in", reply::status(302, {{"Location", "/home"}, {"Set-Cookie", "a=1"}}));
    server.on("/home",
              reply::status(200, {{"Set-Cookie", "b=2; Path=/x"}, {"Set-Cookie", "c=3; Domain=other.example"}}));
    options.cookies = std::make_shared<cookie_jar>();
    request what = get(server.url("/in"));
    what.cookies = std::make_shared<cookie_jar>();
    strings set;
    what.set_cookies = &set;
    const auto own = what.cookies;
    EXPECT_EQ(fetch_alone(std::move(what), options).status, 200);
    EXPECT_EQ(server.log().at(1).field("Cookie"), "a=1");
    EXPECT_EQ(own->size(), 2U);
    EXPECT_EQ(options.cookies->size(), 0U);
    EXPECT_EQ(set, (strings{"a=1", "b=2; Path=/x", "c=3; Domain=other.example"}));
}

}  // namespace
}  // namespace trawl::http
