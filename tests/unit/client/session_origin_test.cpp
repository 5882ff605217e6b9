// What belongs to one origin is not shown to another one.

#include <memory>
#include <string>
#include <vector>

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

// A server that redirects to another scheme, host or port, and what the other end got.
class SessionOrigin : public testing::Test {
protected:
    SessionOrigin() {
        test::fault_server_options tls;
        tls.certificate = ca_.issue();
        secure_ = std::make_unique<fault_server>(tls);
        options_.tls.ca_file = ca_.ca_file();
        for (fault_server* one : {&plain_, secure_.get()}) {
            one->on("/to-host", reply::redirect(302, one->url("/end", "localhost")));
            one->on("/to-port", reply::redirect(307, other_.url("/end")));
            one->on("/end", reply::ok("end"));
        }
        plain_.on("/to-scheme", reply::redirect(308, secure_->url("/end")));
        secure_->on("/to-scheme", reply::redirect(301, plain_.url("/end")));
        other_.on("/end", reply::ok("end"));
        other_.on("/back", reply::redirect(302, plain_.url("/end")));
        plain_.on("/there-and-back", reply::redirect(302, other_.url("/back")));
    }

    [[nodiscard]] std::vector<std::string> crossing_urls() const {
        return {plain_.url("/to-host"),       plain_.url("/to-port"),   plain_.url("/to-scheme"),
                secure_->url("/to-host"),     secure_->url("/to-port"), secure_->url("/to-scheme"),
                plain_.url("/there-and-back")};
    }

    // Every request for /end and /back.
    [[nodiscard]] std::vector<received_request> behind() const {
        std::vector<received_request> all;
        for (const auto& log : {plain_.log(), secure_->log(), other_.log()}) {
            for (const received_request& asked : log) {
                if (asked.target == "/end" || asked.target == "/back") {
                    all.push_back(asked);
                }
            }
        }
        return all;
    }

    // Sends the request to each URL; nothing of it may be seen behind the redirects.
    void expect_nothing_crosses(const request& what, std::size_t ends = 8) {
        for (const std::string& url : crossing_urls()) {
            request one = what;
            one.target = parse_url(url).value();
            EXPECT_EQ(fetch_alone(one, options_).body, "end") << url;
        }
        EXPECT_EQ(behind().size(), ends);
        for (const received_request& asked : behind()) {
            for (const char* name : {"Authorization", "Cookie", "Proxy-Authorization"}) {
                EXPECT_EQ(asked.count(name), 0U) << name << asked.target;
            }
            EXPECT_EQ(asked.count("Referer"), 0U);
        }
    }

    test::test_ca ca_;
    fault_server plain_;
    fault_server other_;
    std::unique_ptr<fault_server> secure_;
    session_options options_;
};

TEST_F(SessionOrigin, FieldsGivenByHandStayWhateverTheirCase) {
    request what = get("http://x/");
    what.fields.add("authorization", "Bearer secret");
    what.fields.add("COOKIE", "a=secret");
    what.fields.add("pRoXy-Authorization", "Basic secret");
    expect_nothing_crosses(what);
    EXPECT_EQ(plain_.log().at(0).field("Authorization"), "Bearer secret");
    EXPECT_EQ(plain_.log().at(0).field("Cookie"), "a=secret");
    EXPECT_EQ(plain_.log().at(0).count("Proxy-Authorization"), 0U);
}

TEST_F(SessionOrigin, LoginsStay) {
    for (const bool is_token : {false, true}) {
        request what = get("http://x/");
        what.login.emplace();
        what.login->username = "user";
        what.login->password = "secret";
        what.login->token = is_token ? "secret" : "";
        expect_nothing_crosses(what, is_token ? 16 : 8);
        EXPECT_EQ(plain_.log().at(0).field("Authorization").substr(0, 6), "Basic ");
    }
}

TEST_F(SessionOrigin, DigestIsNotAnsweredBehindARedirect) {
    digest_site site;
    plain_.on("/end", site.handler());
    other_.on("/end", site.handler());
    secure_->on("/end", site.handler());
    for (const std::string& url : crossing_urls()) {
        request what = get(url);
        what.login.emplace();
        what.login->username = "user";
        what.login->password = "pass";
        what.login->allow_basic = false;
        EXPECT_EQ(fetch_alone(what, options_).status, 401) << url;
    }
    for (const received_request& asked : behind()) {
        EXPECT_EQ(asked.count("Authorization"), 0U);
    }
}

TEST_F(SessionOrigin, UserInfoOfAUrlOrOfALocationGoesNowhereElse) {
    const std::string port = std::to_string(plain_.port());
    for (const char* path : {"/to-host", "/to-port", "/to-scheme", "/there-and-back"}) {
        EXPECT_EQ(fetch_alone(get("http://user:secret@127.0.0.1:" + port + path), options_).body, "end");
    }
    plain_.on("/lure", reply::redirect(302, "http://user:secret@127.0.0.1:" + std::to_string(other_.port()) + "/end"));
    const fetched got = fetch_alone(get(plain_.url("/lure")), options_);
    EXPECT_EQ(got.where, other_.url("/end"));
    EXPECT_EQ(behind().size(), 6U);
    for (const received_request& asked : behind()) {
        EXPECT_EQ(asked.count("Authorization"), 0U);
    }
}

TEST_F(SessionOrigin, CookiesGoWhereTheirJarAllows) {
    options_.cookies = std::make_shared<cookie_jar>();
    secure_->on("/set", reply::status(200, {{"Set-Cookie", "open=1"}, {"Set-Cookie", "closed=2; Secure"}}));
    EXPECT_EQ(fetch_alone(get(secure_->url("/set")), options_).status, 200);
    const auto cookie_behind = [this](const std::string& url) {
        const std::size_t before = behind().size();
        EXPECT_EQ(fetch_alone(get(url), options_).body, "end");
        EXPECT_EQ(behind().size(), before + 1);
    };
    cookie_behind(secure_->url("/to-scheme"));
    EXPECT_EQ(plain_.log().back().field("Cookie"), "open=1");
    EXPECT_EQ(secure_->log().back().field("Cookie"), "open=1; closed=2");
    cookie_behind(secure_->url("/to-host"));
    EXPECT_EQ(secure_->log().back().count("Cookie"), 0U);
}

TEST_F(SessionOrigin, JarIsAskedAtEachHopAndGivesWayToAHandAtItsOwnOrigin) {
    options_.cookies = std::make_shared<cookie_jar>();
    plain_.on("/1", reply::status(302, {{"Location", "/2"}, {"Set-Cookie", "a=1"}}));
    plain_.on("/2", reply::status(302, {{"Location", "/end"}, {"Set-Cookie", "b=2"}}));
    EXPECT_EQ(fetch_alone(get(plain_.url("/1")), options_).body, "end");
    EXPECT_EQ(plain_.log().at(0).count("Cookie"), 0U);
    EXPECT_EQ(plain_.log().at(1).field("Cookie"), "a=1");
    EXPECT_EQ(plain_.log().at(2).field("Cookie"), "a=1; b=2");
    request by_hand = get(plain_.url("/to-port"));
    by_hand.fields.add("cookie", "mine=3");
    EXPECT_EQ(fetch_alone(by_hand, options_).body, "end");
    EXPECT_EQ(plain_.log().at(3).field("Cookie"), "mine=3");
    // Cookies know no ports.
    EXPECT_EQ(other_.log().at(0).field("Cookie"), "a=1; b=2");
}

TEST_F(SessionOrigin, CookieSetWithARefusalIsSentWithTheAnswer) {
    options_.cookies = std::make_shared<cookie_jar>();
    digest_site site;
    plain_.on("/", [&](const received_request& asked) {
        return asked.count("Cookie") > 0
                   ? site.answer(asked)
                   : reply::status(401, {{"Set-Cookie", "a=1"},
                                         {"WWW-Authenticate",
                                          "Digest realm=\"a site\", "
                                          "nonce=\"x\", opaque=\"o\", algorithm=SHA-256, qop=auth"}});
    });
    request what = get("http://user:pass@127.0.0.1:" + std::to_string(plain_.port()) + "/");
    EXPECT_EQ(fetch_alone(what, options_).status, 200);
    EXPECT_EQ(plain_.requests(), 3U);
}

// Servers that want a client certificate and those that do not, and a client that has one.
class ClientCertificate : public testing::Test {
protected:
    ClientCertificate() {
        test::fault_server_options wants;
        wants.certificate = server_ca_.issue();
        first_ = std::make_unique<fault_server>(with_client_ca(wants));
        second_ = std::make_unique<fault_server>(with_client_ca(wants));
        indifferent_ = std::make_unique<fault_server>(wants);
        first_->on("/same", reply::redirect(302, "/end"));
        first_->on("/other", reply::redirect(302, second_->url("/end")));
        first_->on("/indifferent", reply::redirect(302, indifferent_->url("/end")));
        indifferent_->on("/back", reply::redirect(302, first_->url("/end")));
        for (fault_server* one : {first_.get(), second_.get(), indifferent_.get()}) {
            one->on("/end", reply::ok("end"));
        }
        const test::certificate_files mine = client_ca_.issue();
        options_.tls.ca_file = server_ca_.ca_file();
        options_.tls.certificate_file = mine.certificate;
        options_.tls.key_file = mine.key;
    }

    test::fault_server_options with_client_ca(test::fault_server_options how) const {
        how.client_ca_file = client_ca_.ca_file();
        return how;
    }

    test::test_ca server_ca_;
    test::test_ca client_ca_;
    std::unique_ptr<fault_server> first_;
    std::unique_ptr<fault_server> second_;
    std::unique_ptr<fault_server> indifferent_;
    session_options options_;
};

TEST_F(ClientCertificate, IsShownToTheOriginsOfRequestsOnly) {
    EXPECT_EQ(fetch_alone(get(first_->url("/same")), options_).body, "end");
    EXPECT_EQ(fetch_alone(get(second_->url("/end")), options_).body, "end");
    const fetched refused = fetch_alone(get(first_->url("/other")), options_);
    ASSERT_TRUE(refused.failure);
    EXPECT_EQ(refused.failure->code, errc::tls) << message(*refused.failure);
    EXPECT_EQ(second_->requests(), 1U);
    // Nor to its own origin, when another one sends us there.
    EXPECT_EQ(fetch_alone(get(indifferent_->url("/back")), options_).failure->code, errc::tls);
}

TEST_F(ClientCertificate, ConnectionsWithItAreNotLentToRedirects) {
    test::run(
        [](fault_server& from, fault_server& to, fault_server& also, session_options how) -> async::awaitable<void> {
            const auto executor = co_await boost::asio::this_coro::executor;
            session client(executor, how);
            EXPECT_EQ((co_await fetch(client, get(to.url("/end")))).body, "end");
            EXPECT_EQ((co_await fetch(client, get(from.url("/other")))).failure->code, errc::tls);
            EXPECT_EQ((co_await fetch(client, get(also.url("/end")))).body, "end");
            const fetched redirected = co_await fetch(client, get(from.url("/indifferent")));
            EXPECT_EQ(redirected.body, "end");
            EXPECT_FALSE(redirected.trace.reused);
            // Each has its own idle ones, and both are counted and closed.
            EXPECT_TRUE((co_await fetch(client, get(also.url("/end")))).trace.reused);
            EXPECT_EQ(client.statistics().connections_idle, 4U);
            client.close_idle();
            EXPECT_EQ(client.statistics().connections_open, 0U);
        }(*first_, *second_, *indifferent_, options_));
    EXPECT_EQ(indifferent_->connections(), 2U);
}

}  // namespace
}  // namespace trawl::http
