#include <string>

#include <gmock/gmock.h>

#include "support/free_port.hpp"
#include "support/replies.hpp"
#include "unit/check/check_fixture.hpp"

namespace trawl::check {
namespace {

namespace reply = test::reply;
namespace step = test::step;
using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Pair;
using testing::StartsWith;

using CheckFetcher = check_fixture;

TEST_F(CheckFetcher, LooksAtEverythingAlsoBehindWhatDoesNotHold) {
    server.on("/", reply::status(404, {{"Content-Type", "text/plain"}}, "nothing here"));
    expect("status in 200..299", 3);
    expect("header Content-Type startswith \"text/\"");
    expect("body contains \"Welcome\"");
    expect("size < 1KiB");
    const auto got = ask();
    EXPECT_EQ(outcome(), "http_error");
    EXPECT_EQ(got->stands, standing::failed);
    EXPECT_EQ(got->blamed, blame::assertion);
    EXPECT_EQ(got->message, "status is 404, not in 200..299 (and 1 more)");
    EXPECT_THAT(told_each(*got),
                ElementsAre("status in 200..299: status is 404, not in 200..299",
                            "header Content-Type startswith \"text/\": holds",
                            "body contains \"Welcome\": body does not contain \"Welcome\"", "size < 1KiB: holds"));
    EXPECT_EQ(got->expectations[0].actual, "404");
    EXPECT_EQ(got->expectations[0].where.line, 3U);
    EXPECT_EQ(got->body_start, "nothing here");
    EXPECT_FALSE(got->is_body_cut);
    EXPECT_EQ(got->tries, 1U);
    ASSERT_TRUE(got->times);
    EXPECT_GT(got->times->ttfb, 0s);
}

TEST_F(CheckFetcher, PassesWithWhateverStatusIsExpected) {
    server.on("/", reply::status(503));
    expect("status == 503");
    const auto got = ask();
    EXPECT_EQ(told(*got), "passed");
    EXPECT_EQ(got->body_start, "");
    EXPECT_EQ(outcome(), "http_error");
}

TEST_F(CheckFetcher, AsksWithWhatItsEntrySaysInPlaceOfTheRuns) {
    server.on("/", reply::ok("ok"));
    settings.fields.add("X-Run", "run");
    settings.fields.add("X-Both", "run");
    with_field("x-both", "of ${who}");
    of.method = "POST";
    of.body = *expect::template_text::parse("{\"token\": \"${token}\"}");
    details.captured = {{"token", "s3"}, {"who", "me"}};
    EXPECT_EQ(told(*ask()), "passed");
    auto sent = server.log().at(0);
    EXPECT_EQ(sent.method, "POST");
    EXPECT_EQ(sent.body, "{\"token\": \"s3\"}");
    EXPECT_EQ(sent.field("X-Run"), "run");
    EXPECT_EQ(sent.field("X-Both"), "of me");
    EXPECT_EQ(sent.count("X-Both"), 1U);
    // The line of a list goes before what is asked of all of them.
    details.method = "PUT";
    details.fields.add("X-Both", "line");
    details.body = std::make_shared<const std::string>("raw");
    EXPECT_EQ(told(*ask()), "passed");
    sent = server.log().at(1);
    EXPECT_EQ(sent.method + ' ' + sent.body + ' ' + sent.field("X-Both"), "PUT raw line");
}

TEST_F(CheckFetcher, DoesNotAskWithWhatCannotStandInAHeader) {
    expect("error exists");
    with_field("X-Token", "${token}");
    for (const auto& [value, why] : {std::pair{"secret\r\nX-Evil: 1", "its value has a line break"},
                                     {"sec\x01ret", "its value has a control character"}}) {
        details.captured["token"] = value;
        settings.wait_for = 60s;
        const auto got = ask();
        EXPECT_EQ(told(*got), "error: header X-Token: " + std::string(why));
        EXPECT_EQ(got->blamed, blame::input);
        EXPECT_EQ(outcome(), "skipped");
    }
    EXPECT_EQ(server.requests(), 0U);
    EXPECT_TRUE(pauses.empty());
}

TEST_F(CheckFetcher, DoesNotBeginWhenItIsTooLate) {
    details.begin_before = async::clock::now();
    const auto got = ask();
    EXPECT_TRUE(got->is_dropped);
    EXPECT_EQ(outcome(), "cancelled");
    EXPECT_EQ(server.requests(), 0U);
    details.begin_before = async::clock::now() + 600s;
    EXPECT_FALSE(ask()->is_dropped);
}

TEST_F(CheckFetcher, AFailureIsTheNetworksUnlessItIsExpected) {
    const std::string nowhere = "http://127.0.0.1:" + std::to_string(test::free_port()) + "/";
    expect("status in 200..299");
    expect("time < 60s");
    auto got = ask_url(nowhere);
    EXPECT_EQ(got->stands, standing::error);
    EXPECT_EQ(got->blamed, blame::network);
    EXPECT_THAT(got->message, HasSubstr("connection refused"));
    EXPECT_THAT(told_each(*got), ElementsAre("status in 200..299: not looked at", "time < 60s: not looked at"));
    EXPECT_EQ(outcome(), "network_error");
    EXPECT_FALSE(got->times);
    EXPECT_TRUE(got->took);

    of.expectations.clear();
    expect("error == refused");
    expect("time < 60s");
    got = ask_url(nowhere);
    EXPECT_EQ(told(*got), "passed");
    EXPECT_THAT(told_each(*got), ElementsAre("error == refused: holds", "time < 60s: not looked at"));
    EXPECT_EQ(outcome(), "network_error");

    of.expectations.clear();
    expect("error == timeout");
    got = ask_url(nowhere);
    EXPECT_EQ(got->stands, standing::failed);
    EXPECT_EQ(got->blamed, blame::assertion);
    server.on("/", reply::ok("fine"));
    EXPECT_EQ(told(*ask()), "failed: no error, but HTTP 200");
    EXPECT_EQ(outcome(), "ok");
}

TEST_F(CheckFetcher, AFailureBehindAHeadLeavesTheHeadToLookAt) {
    server.on("/", test::script{step::send{reply::head(200, {{"Content-Length", "100"}}) + "cut"}, step::close{}});
    expect("status == 200");
    auto got = ask();
    EXPECT_EQ(got->stands, standing::error);
    EXPECT_EQ(got->blamed, blame::network);
    EXPECT_EQ(outcome(), "truncated");
    EXPECT_EQ(got->body_start, "cut");
    expect("error == truncated");
    expect("size == 3");
    expect("body contains \"cut\"");
    got = ask();
    EXPECT_EQ(told(*got), "passed");
    EXPECT_THAT(told_each(*got), ElementsAre("status == 200: holds", "error == truncated: holds",
                                             "size == 3: not looked at", "body contains \"cut\": not looked at"));
}

TEST_F(CheckFetcher, ItsOwnTimeLimitHolds) {
    server.on("/", test::script{step::stall{}});
    session.timeouts.total = 60s;
    of.timeout = 50ms;
    expect("error == timeout");
    EXPECT_EQ(told(*ask()), "passed");
    EXPECT_EQ(outcome(), "timeout");
}

TEST_F(CheckFetcher, FollowsRedirectsAndTellsOfThem) {
    server.on("/a", reply::redirect(301, "/b"));
    server.on("/b", reply::redirect(302, "/c?x=1"));
    server.on("/c", reply::ok("end"));
    expect("redirects == 2");
    expect("redirects contains \"/b\"");
    expect("url endswith \"/c?x=1\"");
    lane.wait = 20ms;  // before each request but the first: that is not the server's time
    const auto got = ask("/a");
    EXPECT_EQ(told(*got), "passed");
    EXPECT_EQ(lane.more_requests.size(), 2U);
    EXPECT_LE(got->times->ttfb, got->times->total);
    EXPECT_GE(trace.took.total - got->times->total, 40ms);
    EXPECT_EQ(got->took, got->times->total);
    of.expectations.clear();
    of.max_redirects = 0;
    expect("status == 301");
    expect("redirects == 0");
    EXPECT_EQ(told(*ask("/a")), "passed");
    of.max_redirects = 1;
    of.expectations.clear();
    expect("error == redirect");
    expect("status exists");
    EXPECT_THAT(told_each(*ask("/a")), ElementsAre("error == redirect: holds", "status exists: not looked at"));
}

TEST_F(CheckFetcher, TakesCapturesAndSaysWhichItMisses) {
    server.on("/", reply::status(200, {{"Location", "/items/77"}, {"Set-Cookie", "sid=abc; HttpOnly"}},
                                 R"({"token": "t0p", "n": 3})"));
    capture("token", "json $.token");
    capture("id", "header Location matches /items\\/(\\d+)/");
    capture("sid", "cookie sid");
    auto got = ask();
    EXPECT_EQ(told(*got), "passed");
    EXPECT_THAT(got->captured, ElementsAre(Pair("id", "77"), Pair("sid", "abc"), Pair("token", "t0p")));
    capture("missing", "json $.other");
    got = ask();
    EXPECT_EQ(got->stands, standing::failed);
    EXPECT_EQ(got->blamed, blame::assertion);
    EXPECT_THAT(got->message, StartsWith("capture missing: json $.other"));
    ASSERT_EQ(got->expectations.size(), 1U);
    EXPECT_EQ(got->expectations[0].text, "capture missing: json $.other");
}

TEST_F(CheckFetcher, ACookieIsWhatAClientWouldKeep) {
    server.on("/",
              reply::status(302, {{"Location", "/in"}, {"Set-Cookie", "step=1"}, {"Set-Cookie", "kept=2; HttpOnly"}}));
    server.on("/in", reply::status(200, {{"Set-Cookie", "step=; Max-Age=0"},
                                         {"Set-Cookie", "old=1; Expires=Thu, 01 Jan 1970 00:00:00 GMT"},
                                         {"Set-Cookie", "foreign=1; Domain=other.example"}}));
    expect("cookie kept == 2");
    for (const char* gone : {"step", "old", "foreign"}) {
        expect(std::string("not cookie ") + gone + " exists");
    }
    EXPECT_EQ(told(*ask()), "passed");
}

TEST_F(CheckFetcher, TheReplyToAHeadHasNoBody) {
    server.on("/", reply::status(200));
    of.method = "HEAD";
    expect("not body contains x");
    expect("size < 10");
    expect("status == 200");
    EXPECT_THAT(told_each(*ask()), ElementsAre("not body contains x: the reply to a HEAD has no body",
                                               "size < 10: the reply to a HEAD has no body", "status == 200: holds"));
}

TEST_F(CheckFetcher, ACookieThatALaterReplyReplacesOrDeletesDoesNotCount) {
    server.on(
        "/",
        reply::status(
            302, {{"Location", "/in"}, {"Set-Cookie", "new=1"}, {"Set-Cookie", "gone=1"}, {"Set-Cookie", "path=1"}}));
    server.on("/in", reply::status(200, {{"Set-Cookie", "new=2"},
                                         {"Set-Cookie", "gone=1; Max-Age=0"},
                                         {"Set-Cookie", "path=2; Path=/in"}}));
    expect("all cookie new == 2");
    expect("not cookie gone exists");
    expect("count cookie path == 2");
    EXPECT_EQ(told(*ask()), "passed");
}

TEST_F(CheckFetcher, EachRunHasTheCookiesOfWhatItNeedsAndItsOwn) {
    server.on("/", reply::status(302, {{"Location", "/in"}, {"Set-Cookie", "step=1"}}));
    server.on("/in", reply::status(200, {{"Set-Cookie", "end=2"}}));
    details.cookies = std::make_shared<http::cookie_jar>();
    const auto site = http::parse_url(server.url("/")).value();
    details.cookies->store(site, "login=me", std::chrono::system_clock::now());
    expect("cookie step == 1");
    expect("cookie end == 2");
    expect("not cookie login exists");
    session.cookies = std::make_shared<http::cookie_jar>();
    const auto got = ask();
    EXPECT_EQ(told(*got), "passed");
    EXPECT_EQ(server.log().at(0).field("Cookie"), "login=me");
    EXPECT_THAT(server.log().at(1).field("Cookie"), HasSubstr("step=1"));
    EXPECT_EQ(got->cookies->size(), 3U);
    EXPECT_EQ(details.cookies->size(), 1U) << "another try begins without what this one got";
    EXPECT_EQ(session.cookies->size(), 0U);
    settings.keeps_cookies_apart = false;
    EXPECT_EQ(ask()->cookies, nullptr);
    EXPECT_EQ(session.cookies->size(), 2U);
}

TEST_F(CheckFetcher, LooksAtTheCertificateOfTheHostThatIsNamed) {
    test::test_ca ca;
    test::fault_server secured([this](const auto&) { return reply::redirect(302, server.url("/end")); },
                               {.certificate = ca.expired()});
    server.on("/end", reply::ok("plain"));
    expect("tls.version >= 1.2");
    expect("cert.san == \"localhost\"");
    expect("tls.expires_in > 14 days");
    session.tls.ca_file = ca.ca_file().string();
    auto got = ask_url(secured.url());
    EXPECT_EQ(got->stands, standing::error);
    EXPECT_THAT(got->message, HasSubstr("certificate has expired"));
    session.tls.verify = false;
    got = ask_url(secured.url());
    EXPECT_EQ(got->stands, standing::failed);
    EXPECT_TRUE(got->expectations[0].holds);
    EXPECT_TRUE(got->expectations[1].holds);
    EXPECT_THAT(got->message, StartsWith("tls.expires_in is "));
    EXPECT_THAT(told(*ask("/end")), HasSubstr("not a TLS connection"));
}

TEST_F(CheckFetcher, IsNotSettledByACancellation) {
    server.on("/", test::script{step::stall{}});
    EXPECT_EQ(ask_and_cancel("/", 1).product, nullptr);
}

TEST_F(CheckFetcher, OnlyAskedTooOftenDoesAHostWantToBeLeftAloneByOthers) {
    server.on("/down", reply::retry_after(503, "7"));
    server.on("/often", reply::retry_after(429, "7"));
    expect("status == 200");
    (void)ask("/down");
    EXPECT_FALSE(last.host_pause);
    (void)ask("/often");
    EXPECT_EQ(last.host_pause, 7s);
    of.expectations.clear();
    expect("status == 429");
    (void)ask("/often");
    EXPECT_FALSE(last.host_pause);
}

}  // namespace
}  // namespace trawl::check
