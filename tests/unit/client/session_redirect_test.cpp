#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <boost/asio/this_coro.hpp>

#include "support/fault_server.hpp"
#include "support/replies.hpp"
#include "support/run_coroutine.hpp"
#include "trawl/http/session.hpp"
#include "unit/client/fetched.hpp"

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

TEST(SessionRedirects, MethodAndBodyFollowTheStatus) {
    struct row {
        int status;
        const char* method;
        const char* then;
        bool keeps_body;
    };
    for (const row& one :
         {row{301, "POST", "GET", false}, row{302, "POST", "GET", false}, row{303, "POST", "GET", false},
          row{303, "PUT", "GET", false}, row{307, "POST", "POST", true}, row{308, "PUT", "PUT", true},
          row{301, "PUT", "PUT", true}, row{302, "HEAD", "HEAD", false}, row{303, "HEAD", "HEAD", false}}) {
        fault_server server;
        server.on("/from", reply::redirect(one.status, "to?x"));
        server.on("/to", reply::status(200));
        const bool has_body = one.method != std::string("HEAD");
        request what =
            request_of(one.method, server.url("/from"), has_body ? std::optional<std::string>("body") : std::nullopt);
        what.fields.add("Content-Type", "text/x");
        const fetched got = fetch_alone(what);
        ASSERT_FALSE(got.failure) << message(*got.failure);
        EXPECT_EQ(got.where, server.url("/to?x"));
        const received_request last = server.log().at(1);
        EXPECT_EQ(last.method, one.then) << one.status << one.method;
        EXPECT_EQ(last.body, one.keeps_body ? "body" : "") << one.status << one.method;
        EXPECT_EQ(last.count("Content-Length"), one.keeps_body ? 1U : 0U) << one.status << one.method;
        ASSERT_EQ(got.trace.redirects.size(), 1U);
        EXPECT_EQ(got.trace.redirects[0].status, one.status);
        EXPECT_EQ(got.trace.redirects[0].from.href(), server.url("/from"));
        EXPECT_TRUE(got.trace.redirects[0].took.connect && got.trace.redirects[0].took.ttfb);
        EXPECT_GE(got.trace.took.total, got.trace.redirects[0].took.total);
    }
}

TEST(SessionRedirects, SmallRedirectBodiesAreReadSoThatTheConnectionServesAgain) {
    fault_server server;
    server.on("/1", reply::status(302, {{"Location", "/2"}}, std::string(60'000, 'x')));
    server.on("/2", reply::chunked({"a", "b"}, {}, {}));
    EXPECT_EQ(fetch_alone(get(server.url("/1"))).body, "ab");
    EXPECT_EQ(server.connections(), 1U);
    server.on("/1", reply::status(302, {{"Location", "/2"}}, std::string(70'000, 'x')));
    EXPECT_EQ(fetch_alone(get(server.url("/1"))).body, "ab");
    EXPECT_EQ(server.connections(), 3U);
}

TEST(SessionRedirects, BodyThatDoesNotComeDoesNotHoldTheRedirect) {
    fault_server server;
    server.on("/1", test::script{test::step::send{"HTTP/1.1 302 Found\r\nLocation: /2\r\nContent-Length: 5\r\n\r\n"},
                                 test::step::stall{}});
    server.on("/2", reply::ok("there"));
    EXPECT_EQ(fetch_alone(get(server.url("/1"))).body, "there");
}

TEST(SessionRedirects, CredentialsStayWithTheirOrigin) {
    fault_server other;
    fault_server server;
    server.on("/same", reply::redirect(302, "/here"));
    server.on("/across", reply::redirect(302, other.url("/")));
    request what = get("http://user:pass@127.0.0.1:" + std::to_string(server.port()) + "/same");
    what.fields.add("Cookie", "a=b");
    EXPECT_EQ(fetch_alone(what).where, server.url("/here"));
    EXPECT_NE(server.log().at(1).field("Authorization"), "");
    EXPECT_EQ(server.log().at(1).field("Cookie"), "a=b");
    what.target = parse_url("http://user:pass@127.0.0.1:" + std::to_string(server.port()) + "/across").value();
    EXPECT_EQ(fetch_alone(what).where, other.url("/"));
    EXPECT_NE(server.log().at(2).field("Authorization"), "");
    EXPECT_EQ(other.log().at(0).count("Authorization"), 0U);
    EXPECT_EQ(other.log().at(0).count("Cookie"), 0U);
    EXPECT_EQ(other.log().at(0).field("Host"), "127.0.0.1:" + std::to_string(other.port()));
}

TEST(SessionRedirects, EndAtLoopsTheLimitAndOtherSchemes) {
    fault_server server(
        [](const received_request& asked) { return reply::redirect(302, '/' + std::to_string(asked.number)); });
    server.on("/self", reply::redirect(302, "/self#again"));
    server.on("/ping", reply::redirect(302, "/pong"));
    server.on("/pong", reply::redirect(302, "/ping"));
    server.on("/ftp", reply::redirect(302, "ftp://127.0.0.1/"));
    server.on("/file", reply::redirect(302, "file:///etc/passwd"));
    const auto code = [&](const char* path, unsigned limit = 20) {
        request what = get(server.url(path));
        what.max_redirects = limit;
        const fetched got = fetch_alone(what);
        EXPECT_TRUE(got.failure);
        return std::string(got.failure ? name(got.failure->code) : "");
    };
    EXPECT_EQ(code("/self"), "redirect_loop");
    EXPECT_EQ(code("/ping"), "redirect_loop");
    EXPECT_EQ(code("/ftp"), "redirect_refused");
    EXPECT_EQ(code("/file"), "redirect_refused");
    const std::size_t before = server.requests();
    EXPECT_EQ(code("/endless", 3), "too_many_redirects");
    EXPECT_EQ(server.requests() - before, 4U);
}

TEST(SessionRedirects, ToTheSameWithOtherCookiesIsNoLoop) {
    fault_server server;
    server.on("/page", [](const received_request& asked) {
        return asked.field("Cookie") == "seen=1" ? reply::ok("page") : reply::redirect(302, "/check");
    });
    server.on("/check", reply::status(302, {{"Location", "/page"}, {"Set-Cookie", "seen=1"}}));
    server.on("/same", reply::status(302, {{"Location", "/same"}, {"Set-Cookie", "seen=1"}}));
    session_options options;
    EXPECT_EQ(fetch_alone(get(server.url("/page")), options).failure->code, errc::redirect_loop);
    options.cookies = std::make_shared<cookie_jar>();
    EXPECT_EQ(fetch_alone(get(server.url("/page")), options).body, "page");
    EXPECT_EQ(fetch_alone(get(server.url("/same")), options).failure->code, errc::redirect_loop);
    request by_hand = get(server.url("/same"));
    by_hand.fields.add("Cookie", "mine=2");
    EXPECT_EQ(fetch_alone(by_hand, options).failure->code, errc::redirect_loop);
}

TEST(SessionRedirects, FailureBehindARedirectTellsTheHops) {
    fault_server server;
    server.on("/1", reply::redirect(301, "/2"));
    server.on("/2", reply::close_at_once());
    const fetched got = fetch_alone(get(server.url("/1")));
    ASSERT_TRUE(got.failure);
    ASSERT_EQ(got.trace.redirects.size(), 1U);
    EXPECT_EQ(got.trace.redirects[0].status, 301);
}

TEST(SessionRedirects, AreGivenAsTheyAreWithALimitOfNone) {
    fault_server server;
    server.on("/", reply::status(302, {{"Location", "ftp://x/"}}, "moved"));
    request what = get(server.url("/"));
    what.max_redirects = 0;
    const fetched got = fetch_alone(what);
    EXPECT_EQ(got.status, 302);
    EXPECT_EQ(got.body, "moved");
}

TEST(SessionRedirects, StatusWithoutLocationAnd304AreFinal) {
    fault_server server;
    server.on("/302", reply::status(302, {}, "x"));
    server.on("/300", reply::status(300, {{"Location", "/x"}}, "x"));
    EXPECT_EQ(fetch_alone(get(server.url("/302"))).status, 302);
    EXPECT_EQ(fetch_alone(get(server.url("/300"))).status, 300);
}

}  // namespace
}  // namespace trawl::http
