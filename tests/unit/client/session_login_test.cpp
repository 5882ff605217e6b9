#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <boost/asio/this_coro.hpp>

#include "support/co_assert.hpp"
#include "support/fault_server.hpp"
#include "support/replies.hpp"
#include "support/run_coroutine.hpp"
#include "trawl/async/task_group.hpp"
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
using test::request_of;

credentials user(bool allow_basic = false, std::string password = "pass") {
    credentials who;
    who.username = "user";
    who.password = std::move(password);
    who.allow_basic = allow_basic;
    return who;
}

request get_as(const credentials& who, std::string_view url) {
    request what = get(url);
    what.login = who;
    return what;
}

TEST(SessionLogin, BasicIsSentUnaskedAndNotAgain) {
    fault_server server;
    server.on("/", reply::status(401, {{"WWW-Authenticate", "Basic realm=\"r\""}}));
    EXPECT_EQ(fetch_alone(get_as(user(true), server.url("/"))).status, 401);
    EXPECT_EQ(server.requests(), 1U);
    EXPECT_EQ(server.log().at(0).field("Authorization"), "Basic dXNlcjpwYXNz");
}

TEST(SessionLogin, PasswordIsNotSentWhereOnlyDigestMayBe) {
    fault_server server;
    server.on("/", reply::status(401, {{"WWW-Authenticate", "Basic realm=\"r\""}}));
    EXPECT_EQ(fetch_alone(get_as(user(), server.url("/"))).status, 401);
    EXPECT_EQ(server.requests(), 1U);
    EXPECT_EQ(server.log().at(0).count("Authorization"), 0U);
}

TEST(SessionLogin, BearerIsSentAndNeverAnswered) {
    digest_site site;
    fault_server server(site.handler());
    credentials who = user();
    who.token = "abc.def";
    EXPECT_EQ(fetch_alone(get_as(who, server.url("/"))).status, 401);
    EXPECT_EQ(server.requests(), 1U);
    EXPECT_EQ(server.log().at(0).field("Authorization"), "Bearer abc.def");
}

TEST(SessionLogin, WinsOverTheUrlsAndAFieldOverBoth) {
    fault_server server;
    const std::string with_user = "http://u:p@127.0.0.1:" + std::to_string(server.port()) + "/";
    EXPECT_EQ(fetch_alone(get_as(user(true), with_user)).status, 404);
    request by_hand = get_as(user(true), with_user);
    by_hand.fields.add("AUTHORIZATION", "own");
    EXPECT_EQ(fetch_alone(by_hand).status, 404);
    EXPECT_EQ(server.log().at(0).field("Authorization"), "Basic dXNlcjpwYXNz");
    EXPECT_EQ(server.log().at(1).field("Authorization"), "own");
    EXPECT_EQ(server.log().at(1).count("Authorization"), 1U);
}

TEST(SessionLogin, AnswersDigestOverTheSameConnectionAndCounts) {
    for (const char* algorithm : {"MD5", "MD5-sess", "SHA-256", "SHA-256-sess"}) {
        digest_site site;
        site.algorithm = algorithm;
        site.wants_order = true;
        fault_server server(site.handler());
        test::run([](fault_server& at) -> async::awaitable<void> {
            const auto executor = co_await boost::asio::this_coro::executor;
            session client(executor, {});
            for (const char* path : {"/a?b", "/c", "/d"}) {
                const fetched got = co_await fetch(client, get_as(user(), at.url(path)));
                EXPECT_EQ(got.body, "hello");
                EXPECT_TRUE(got.trace.redirects.empty());
                EXPECT_TRUE(got.trace.took.ttfb);
            }
        }(server));
        ASSERT_EQ(server.requests(), 4U) << algorithm;
        EXPECT_EQ(server.connections(), 1U);
        EXPECT_NE(server.log().at(3).field("Authorization").find("nc=00000003"), std::string::npos);
    }
}

TEST(SessionLogin, UserInfoOfAUrlAnswersDigestToo) {
    digest_site site;
    fault_server server(site.handler());
    EXPECT_EQ(fetch_alone(get("http://user:pass@127.0.0.1:" + std::to_string(server.port()) + "/")).body, "hello");
    EXPECT_EQ(server.requests(), 2U);
}

TEST(SessionLogin, TakesTheStrongestChallenge) {
    digest_site site;
    site.more = ", Digest realm=\"weak\", nonce=\"w\", algorithm=MD5, Basic realm=\"weakest\"";
    fault_server server(site.handler());
    EXPECT_EQ(fetch_alone(get_as(user(), server.url("/"))).body, "hello");
    EXPECT_NE(server.log().at(1).field("Authorization").find("algorithm=SHA-256"), std::string::npos);
}

TEST(SessionLogin, WrongPasswordIsTriedOnce) {
    digest_site site;
    fault_server server(site.handler());
    const fetched got = fetch_alone(get_as(user(false, "wrong"), server.url("/")));
    EXPECT_EQ(got.status, 401);
    EXPECT_EQ(got.body, "refused");
    EXPECT_EQ(server.requests(), 2U);
}

TEST(SessionLogin, SiteThatIsNeverContentIsAnsweredTwice) {
    digest_site site;
    site.is_never_content = true;
    fault_server server(site.handler());
    EXPECT_EQ(fetch_alone(get_as(user(), server.url("/"))).status, 401);
    EXPECT_EQ(server.requests(), 3U);
}

// How many requests three fetches in a row cost.
std::size_t requests_of_three(digest_site& site) {
    fault_server server(site.handler());
    test::run([](fault_server& at) -> async::awaitable<void> {
        const auto executor = co_await boost::asio::this_coro::executor;
        session client(executor, {});
        for (int i = 0; i < 3; ++i) {
            EXPECT_EQ((co_await fetch(client, get_as(user(), at.url("/")))).body, "hello");
        }
    }(server));
    return server.requests();
}

TEST(SessionLogin, NonceOutOfDateIsReplaced) {
    digest_site stale;
    stale.uses_of_a_nonce = 2;
    EXPECT_EQ(requests_of_three(stale), 5U);
    digest_site forgotten;
    forgotten.uses_of_a_nonce = 1;
    forgotten.says_stale = false;
    EXPECT_EQ(requests_of_three(forgotten), 6U);
}

TEST(SessionLogin, NextNonceSavesTheRefusal) {
    digest_site site;
    site.uses_of_a_nonce = 1;
    site.gives_next = true;
    EXPECT_EQ(requests_of_three(site), 4U);
    digest_site same;
    same.wants_order = true;
    same.gives_next = true;
    same.gives_same = true;
    EXPECT_EQ(requests_of_three(same), 4U) << "goes on counting";
}

TEST(SessionLogin, ManyAtATimeGetThroughWhereCountsMustBeInOrder) {
    digest_site site;
    site.wants_order = true;
    site.uses_of_a_nonce = 7;
    fault_server server(site.handler());
    test::run([](fault_server& at) -> async::awaitable<void> {
        const auto executor = co_await boost::asio::this_coro::executor;
        session client(executor, {});
        async::task_group tasks(executor);
        std::vector<fetched> got(100);
        const auto fetch_one = [](session& by, std::string url, fetched& into) -> async::awaitable<void> {
            into = co_await fetch(by, get_as(user(), url));
        };
        for (fetched& one : got) {
            tasks.spawn(fetch_one(client, at.url("/"), one));
        }
        co_await tasks.join();
        for (const fetched& one : got) {
            EXPECT_EQ(one.body, "hello");
        }
    }(server));
}

TEST(SessionLogin, UsersOfOneHostDoNotShareNonces) {
    digest_site site;
    fault_server server(site.handler());
    test::run([](fault_server& at) -> async::awaitable<void> {
        const auto executor = co_await boost::asio::this_coro::executor;
        session client(executor, {});
        EXPECT_EQ((co_await fetch(client, get_as(user(), at.url("/")))).status, 200);
        credentials other = user();
        other.username = "other";
        EXPECT_EQ((co_await fetch(client, get_as(other, at.url("/")))).status, 401);
        EXPECT_EQ((co_await fetch(client, get(at.url("/")))).status, 401);
        EXPECT_EQ((co_await fetch(client, get_as(user(false, "wrong"), at.url("/")))).status, 401);
        EXPECT_EQ((co_await fetch(client, get_as(user(), at.url("/")))).status, 200);
    }(server));
    EXPECT_EQ(server.log().at(2).count("Authorization"), 0U);
    EXPECT_EQ(server.log().at(4).count("Authorization"), 0U);
}

TEST(SessionLogin, OneOriginMayWantDigestAndBasic) {
    digest_site site;
    fault_server server(site.handler());
    server.on("/basic", [](const received_request& asked) {
        return asked.field("Authorization").starts_with("Basic ")
                   ? reply::ok("basic")
                   : reply::status(401, {{"WWW-Authenticate", "Basic realm=\"b\""}});
    });
    test::run([](fault_server& at) -> async::awaitable<void> {
        const auto executor = co_await boost::asio::this_coro::executor;
        session client(executor, {});
        for (int i = 0; i < 2; ++i) {
            EXPECT_EQ((co_await fetch(client, get_as(user(true), at.url("/")))).body, "hello");
            EXPECT_EQ((co_await fetch(client, get_as(user(true), at.url("/basic")))).body, "basic");
            EXPECT_EQ((co_await fetch(client, get_as(user(), at.url("/basic")))).status, 401);
        }
    }(server));
    EXPECT_EQ(server.requests(), 9U);
}

TEST(SessionLogin, BodyIsSentAgainWithTheAnswer) {
    digest_site site;
    fault_server server(site.handler());
    request what = request_of("POST", server.url("/"), "the body");
    what.login = user();
    EXPECT_EQ(fetch_alone(what).body, "hello");
    EXPECT_EQ(server.log().at(1).body, "the body");
}

TEST(SessionLogin, DigestAnswersEachUrlThatARedirectOfItsOriginLeadsTo) {
    digest_site site;
    fault_server server;
    server.on("/a", [&](const received_request& asked) {
        return asked.count("Authorization") == 0 ? site.answer(asked) : reply::redirect(302, "/b");
    });
    digest_site inner;
    inner.realm = "inner";
    server.on("/b", inner.handler());
    EXPECT_EQ(fetch_alone(get_as(user(), server.url("/a"))).body, "hello");
    EXPECT_EQ(server.requests(), 4U);
}

}  // namespace
}  // namespace trawl::http
