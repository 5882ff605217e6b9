#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <boost/asio/this_coro.hpp>

#include "support/fault_server.hpp"
#include "support/replies.hpp"
#include "support/run_coroutine.hpp"
#include "support/test_ca.hpp"
#include "trawl/http/session.hpp"
#include "unit/client/digest_site.hpp"
#include "unit/client/fetched.hpp"

namespace trawl::http {
namespace {

namespace reply = test::reply;
using test::digest_site;
using test::fault_server;
using test::fetch;
using test::fetch_alone;
using test::fetched;
using test::get;
using test::received_request;
using testing::HasSubstr;
using testing::Not;

proxy at_port(std::uint16_t port, proxy_kind kind = proxy_kind::http) {
    proxy through;
    through.kind = kind;
    through.host = "127.0.0.1";
    through.port = port;
    return through;
}

// All http goes through this one, as a user with a password.
session_options through(const fault_server& proxy) {
    session_options options;
    options.proxies.for_http = at_port(proxy.port());
    options.proxies.for_http->username = "me";
    options.proxies.for_http->password = "secret";
    return options;
}

TEST(SessionProxy, ForwardsRequestsInAbsoluteForm) {
    fault_server proxy([](const received_request&) { return reply::ok("forwarded"); });
    const fetched got = fetch_alone(get("http://user:pass@origin.example:81/a?b#c"), through(proxy));
    EXPECT_EQ(got.body, "forwarded") << (got.failure ? message(*got.failure) : "");
    const received_request asked = proxy.log().at(0);
    EXPECT_EQ(asked.target, "http://origin.example:81/a?b");
    EXPECT_EQ(asked.field("Host"), "origin.example:81");
    EXPECT_EQ(asked.field("Proxy-Authorization"), "Basic bWU6c2VjcmV0");
    EXPECT_EQ(asked.field("Authorization"), "Basic dXNlcjpwYXNz");
}

TEST(SessionProxy, KeepsItsConnectionsByOrigin) {
    fault_server proxy([](const received_request&) { return reply::ok("x"); });
    test::run([](session_options options) -> async::awaitable<void> {
        const auto executor = co_await boost::asio::this_coro::executor;
        session client(executor, std::move(options));
        for (const char* url : {"http://a.example/1", "http://b.example/1", "http://a.example/2"}) {
            EXPECT_EQ((co_await fetch(client, get(url))).status, 200);
        }
        EXPECT_EQ(client.statistics().connections_made, 2U);
    }(through(proxy)));
}

TEST(SessionProxy, DigestBehindItIsOfTheOriginsPath) {
    digest_site site;
    fault_server proxy([&](received_request asked) {
        asked.target = "/a?b";
        return site.answer(asked);
    });
    request what = get("http://origin.example/a?b");
    what.login.emplace();
    what.login->username = "user";
    what.login->password = "pass";
    EXPECT_EQ(fetch_alone(what, through(proxy)).body, "hello");
}

TEST(SessionProxy, RefusalIsAnErrorThatNamesNoPassword) {
    fault_server proxy([](const received_request&) {
        return reply::status(407, {{"Proxy-Authenticate", "Basic realm=\"r\""}}, "no");
    });
    session_options options = through(proxy);
    const fetched refused = fetch_alone(get("http://origin.example/"), options);
    ASSERT_TRUE(refused.failure);
    EXPECT_EQ(refused.failure->code, errc::proxy);
    EXPECT_EQ(refused.failure->where, phase::proxy);
    EXPECT_THAT(refused.failure->detail, HasSubstr("407 Test (it does not take this user name and password)"));
    EXPECT_THAT(message(*refused.failure), Not(HasSubstr("secret")));
    EXPECT_EQ(proxy.requests(), 1U);
    options.proxies.for_http->username.clear();
    options.proxies.for_http->password.clear();
    EXPECT_THAT(fetch_alone(get("http://origin.example/"), options).failure->detail,
                HasSubstr("it wants a user name and password"));
    EXPECT_EQ(proxy.log().at(1).count("Proxy-Authorization"), 0U);
}

TEST(SessionProxy, RefusalOfAnOriginIsAReply) {
    fault_server server;
    server.on("/", reply::status(407, {}, "strange"));
    EXPECT_EQ(fetch_alone(get(server.url("/"))).status, 407);
}

TEST(SessionProxy, ItsCredentialsDoNotReachAnOriginThatARedirectLeadsTo) {
    fault_server origin;
    origin.on("/", reply::ok("direct"));
    fault_server proxy([&](const received_request&) { return reply::redirect(302, origin.url("/")); });
    session_options options = through(proxy);
    options.proxies.bypass = "127.0.0.1";
    request what = get("http://origin.example/");
    EXPECT_EQ(fetch_alone(what, options).body, "direct");
    what.fields.add("Proxy-Authorization", "Basic own");
    EXPECT_EQ(fetch_alone(what, options).body, "direct");
    EXPECT_EQ(proxy.log().at(1).field("Proxy-Authorization"), "Basic own");
    EXPECT_EQ(origin.requests(), 2U);
    for (const received_request& asked : origin.log()) {
        EXPECT_EQ(asked.target, "/");
        EXPECT_EQ(asked.count("Proxy-Authorization"), 0U);
    }
}

TEST(SessionProxy, CookiesAreTheOriginsNotTheProxys) {
    fault_server proxy([](const received_request&) { return reply::status(200, {{"Set-Cookie", "a=1"}}); });
    session_options options = through(proxy);
    options.cookies = std::make_shared<cookie_jar>();
    for (const char* url : {"http://a.example/", "http://b.example/", "http://a.example/"}) {
        EXPECT_EQ(fetch_alone(get(url), options).status, 200);
    }
    EXPECT_EQ(proxy.log().at(1).count("Cookie"), 0U);
    EXPECT_EQ(proxy.log().at(2).field("Cookie"), "a=1");
}

TEST(SessionProxy, IsShownNoClientCertificate) {
    test::test_ca server_ca;
    test::test_ca client_ca;
    const test::certificate_files mine = client_ca.issue();
    test::fault_server_options secure;
    secure.certificate = server_ca.issue();
    session_options options;
    options.tls.ca_file = server_ca.ca_file();
    options.tls.certificate_file = mine.certificate;
    options.tls.key_file = mine.key;
    const auto answer = [](const received_request&) { return reply::ok("forwarded"); };
    fault_server indifferent(answer, secure);
    secure.client_ca_file = client_ca.ca_file();
    fault_server curious(answer, secure);
    options.proxies.for_http = at_port(indifferent.port(), proxy_kind::https);
    EXPECT_EQ(fetch_alone(get("http://origin.example/"), options).body, "forwarded");
    options.proxies.for_http = at_port(curious.port(), proxy_kind::https);
    EXPECT_TRUE(fetch_alone(get("http://origin.example/"), options).failure);
    EXPECT_EQ(curious.requests(), 0U);
    EXPECT_EQ(fetch_alone(get(curious.url("/")), options).body, "forwarded");
}

}  // namespace
}  // namespace trawl::http
