#include "crawl/robots_keeper.hpp"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <boost/asio/this_coro.hpp>

#include "base/log.hpp"
#include "support/co_assert.hpp"
#include "support/replies.hpp"
#include "support/run_coroutine.hpp"
#include "trawl/async/task_group.hpp"
#include "unit/crawl/page_fixture.hpp"

namespace trawl::crawl {
namespace {

namespace reply = test::reply;
using std::chrono::milliseconds;
using testing::ElementsAre;
using testing::IsEmpty;
using kind = robots_answer::kind;

http::url url_of(const std::string& text) {
    return http::parse_url(text).value();
}

struct RobotsKeeper : testing::Test {
    RobotsKeeper() {
        session.max_redirects = 0;
        settings.keep = [this](robots_row row) { kept.push_back(std::move(row)); };
        settings.on_sitemaps = [this](const http::url&, std::vector<http::url> found) {
            EXPECT_THAT(kept, IsEmpty());
            for (const auto& each : found) {
                sitemaps.push_back(each.href());
            }
        };
    }

    async::awaitable<void> ask_all(robots_keeper& keeper, std::vector<std::string> urls) {
        for (const auto& each : urls) {
            answers.push_back(co_await keeper.ask(url_of(each), lane));
        }
    }

    async::awaitable<void> ask_in_session(std::vector<std::string> urls) {
        const auto here = co_await boost::asio::this_coro::executor;
        http::session http(here, session);
        robots_keeper keeper(http, settings);
        for (const auto& row : known) {
            keeper.remember(row);
        }
        co_await ask_all(keeper, std::move(urls));
        http.close_idle();
    }

    /// The answer to the last one.
    robots_answer ask(std::vector<std::string> urls) {
        answers.clear();
        test::run(ask_in_session(std::move(urls)));
        return answers.back();
    }

    robots_answer ask(const std::string& path) { return ask(std::vector{server.url(path)}); }

    test::fault_server server;
    http::session_options session;
    robots_settings settings;
    open_lane lane;
    std::vector<robots_row> known;
    std::vector<robots_row> kept;
    std::vector<std::string> sitemaps;
    std::vector<robots_answer> answers;
};

TEST_F(RobotsKeeper, SaysOnceThatALongDelayIsKept) {
    server.on("/robots.txt", reply::ok("User-agent: *\nCrawl-delay: 86400\n"));
    testing::internal::CaptureStderr();
    {
        const auto log = base::logging::start({});
        ASSERT_TRUE(log);
        ask({server.url("/a"), server.url("/b")});
    }
    const std::string said = testing::internal::GetCapturedStderr();
    EXPECT_THAT(said, testing::HasSubstr("robots.txt asks for 1d 00h between requests (Crawl-delay): we wait 1m 00s"));
    EXPECT_EQ(said.find("Crawl-delay"), said.rfind("Crawl-delay"));
}

TEST_F(RobotsKeeper, AsksOnceAndTellsTheRule) {
    server.on("/robots.txt", reply::ok("User-agent: *\nDisallow: /private\nCrawl-delay: 90\nSitemap: /map.xml\n"));
    const auto last = ask({server.url("/a"), server.url("/private/x"), server.url("/b")});
    EXPECT_EQ(last.what, kind::allowed);
    EXPECT_FALSE(last.was_asked);
    EXPECT_TRUE(answers[0].was_asked);
    EXPECT_EQ(answers[1].what, kind::denied);
    EXPECT_EQ(answers[1].why, "line 2: Disallow: /private");
    EXPECT_EQ(server.requests(), 1U);
    EXPECT_EQ(lane.delay, std::chrono::seconds(60));
    EXPECT_THAT(sitemaps, ElementsAre(server.url("/map.xml")));
    ASSERT_EQ(kept.size(), 1U);
    EXPECT_EQ(kept[0].origin + '/', server.url("/"));
    EXPECT_EQ(kept[0].status, 200);
    EXPECT_EQ(kept[0].expires - kept[0].fetched, std::chrono::hours(24));
}

TEST_F(RobotsKeeper, GivesEachExchangeToTheArchiveAsItCame) {
    std::vector<std::shared_ptr<page>> archived;
    settings.archive = [&](std::shared_ptr<page> exchange) { archived.push_back(std::move(exchange)); };
    settings.login = [](const http::url&) {
        http::credentials login;
        login.token = "secret";
        return std::optional(login);
    };
    const std::string coded = reply::gzip_bytes("User-agent: *\nDisallow: /a\n");
    server.on("/robots.txt", reply::coded("gzip", coded));
    EXPECT_EQ(ask("/a").what, kind::denied);
    server.on("/robots.txt", reply::status(404, {}, "none"));
    EXPECT_EQ(ask("/a").what, kind::allowed);
    ASSERT_EQ(archived.size(), 2U);
    EXPECT_EQ(archived[0]->url.href(), server.url("/robots.txt"));
    EXPECT_EQ(archived[0]->referrer, server.url("/a"));
    EXPECT_EQ(archived[0]->body.bytes(), coded);
    EXPECT_THAT(archived[0]->request_head, testing::StartsWith("GET /robots.txt HTTP/1.1\r\n"));
    EXPECT_THAT(archived[0]->request_head, testing::HasSubstr("Authorization: ***\r\n"));
    EXPECT_EQ(archived[1]->status, 404);
    EXPECT_EQ(archived[1]->body.bytes(), "none");
    EXPECT_EQ(archived[1]->end, body_end::whole);
}

TEST_F(RobotsKeeper, StatusDecidesWhereThereAreNoRules) {
    const std::string no = "User-agent: *\nDisallow: /\n";
    settings.pauses = {};
    struct sample {
        test::script answer;
        kind what;
        const char* why;
    };
    const sample samples[] = {
        {reply::status(404, {}, no), kind::allowed, ""},
        {reply::status(403, {}, no), kind::allowed, ""},
        {reply::redirect(302, "/robots.txt"), kind::allowed, ""},
        {reply::redirect(302, "ftp://example.org/"), kind::allowed, ""},
        {reply::status(500, {}, no), kind::unreachable, "unreachable: HTTP 500"},
        {reply::status(429, {}, no), kind::unreachable, "unreachable: HTTP 429"},
        {reply::truncated("User-agent: *\n", 100), kind::unreachable, nullptr},
        {reply::close_at_once(), kind::unreachable, nullptr},
        {reply::ok(no), kind::denied, "line 2: Disallow: /"},
        {reply::coded("gzip", reply::gzip_bytes(no)), kind::denied, "line 2: Disallow: /"},
        {reply::ok("# " + std::string(600'000, 'x') + '\n' + no), kind::allowed, ""},
        {reply::ok(no + "# " + std::string(600'000, 'x')), kind::denied, "line 2: Disallow: /"},
    };
    for (const auto& each : samples) {
        kept.clear();
        server.on("/robots.txt", each.answer);
        const auto said = ask("/a");
        EXPECT_EQ(said.what, each.what) << &each - samples;
        if (each.why != nullptr) {
            EXPECT_EQ(said.why, each.why);
        } else {
            EXPECT_TRUE(said.failure);
        }
        ASSERT_EQ(kept.size(), 1U);
        EXPECT_EQ(kept[0].expires == kept[0].fetched, each.what == kind::unreachable);
    }
}

TEST_F(RobotsKeeper, FollowsFiveRedirectsToOtherHosts) {
    test::fault_server other;
    other.on("/rules", reply::ok("User-agent: *\nDisallow: /a\n"));
    server.on("/robots.txt", reply::redirect(301, "/1"));
    for (int i = 1; i < 4; ++i) {
        server.on("/" + std::to_string(i), reply::redirect(301, "/" + std::to_string(i + 1)));
    }
    server.on("/4", reply::redirect(301, other.url("/rules")));
    EXPECT_EQ(ask("/a").what, kind::denied);
    EXPECT_EQ(lane.more_requests.size(), 5U);
    kept.clear();
    server.on("/4", reply::redirect(301, "/5"));
    server.on("/5", reply::redirect(301, other.url("/rules")));
    EXPECT_EQ(ask("/a").what, kind::allowed);
}

TEST_F(RobotsKeeper, PutsOffWhileItCannotBeHad) {
    settings.pauses = {milliseconds(1), std::chrono::hours(1)};
    server.on("/robots.txt", std::vector{reply::status(503), reply::status(503), reply::ok("")});
    auto said = ask("/a");
    EXPECT_EQ(said.what, kind::put_off);
    EXPECT_LE(said.pause, milliseconds(1));
    settings.pauses = {std::chrono::hours(1)};
    said = ask({server.url("/a"), server.url("/b")});
    EXPECT_EQ(said.what, kind::put_off);
    EXPECT_GT(said.pause, std::chrono::minutes(50));
    EXPECT_EQ(server.requests(), 2U);
    EXPECT_THAT(kept, IsEmpty());
}

TEST_F(RobotsKeeper, GivesUpOneThatDrips) {
    server.on("/robots.txt", reply::drip(std::string(100'000, '#'), 1, milliseconds{20}));
    settings.max_reading = milliseconds{50};
    const auto last = ask("/a");
    EXPECT_EQ(last.what, kind::put_off);
}

TEST_F(RobotsKeeper, WaitsAsLongAsTheServerAsks) {
    server.on("/robots.txt", std::vector{reply::retry_after(503, "100"), reply::retry_after(503, "100000")});
    EXPECT_GT(ask("/a").pause, std::chrono::seconds(90));
    EXPECT_EQ(ask("/a").what, kind::unreachable);
}

TEST_F(RobotsKeeper, RemembersWhatAnEarlierRunKept) {
    robots_row row;
    row.origin = server.url("");
    row.fetched = std::chrono::system_clock::now();
    row.expires = row.fetched + std::chrono::hours(1);
    row.status = 200;
    row.body = "User-agent: *\nDisallow: /a\n";
    known.push_back(row);
    EXPECT_EQ(ask("/a").what, kind::denied);
    EXPECT_EQ(server.requests(), 0U);
    known[0].expires = row.fetched - std::chrono::hours(1);
    server.on("/robots.txt", std::vector{reply::status(500), reply::ok("")});
    EXPECT_EQ(ask("/a").what, kind::denied) << "old rules hold on while no new ones can be had";
    EXPECT_EQ(ask("/a").what, kind::allowed);
}

TEST_F(RobotsKeeper, OneFetchServesAllThatWaitAndOutlivesTheOneThatAsked) {
    const auto gate = std::make_shared<test::gate>();
    server.on("/robots.txt", [gate](const test::received_request& asked) {
        test::script answer{test::step::wait_for{gate}};
        return asked.number == 1 ? answer : reply::ok("User-agent: *\nDisallow: /b\n");
    });
    const auto body = [&]() -> async::awaitable<void> {
        const auto here = co_await boost::asio::this_coro::executor;
        http::session http(here, session);
        robots_keeper keeper(http, settings);
        async::task_group first(here);
        async::task_group others(here);
        std::vector<std::string> a{server.url("/a")};
        first.spawn(ask_all(keeper, a));
        co_await test::let_others_run();
        std::vector<std::string> b{server.url("/b")};
        others.spawn(ask_all(keeper, b));
        others.spawn(ask_all(keeper, b));
        while (server.requests() < 1) {
            co_await test::let_others_run();
        }
        CO_ASSERT_TRUE(answers.empty());
        co_await first.cancel_and_join();
        co_await others.join();
        gate->open();
        http.close_idle();
    };
    test::run(body());
    ASSERT_EQ(answers.size(), 2U);
    EXPECT_EQ(answers[0].what, kind::denied);
    EXPECT_EQ(answers[1].what, kind::denied);
    EXPECT_EQ(server.requests(), 2U);
}

struct GatedPages : page_fixture {
    GatedPages() {
        robots.emplace();
        robots->pauses = {std::chrono::seconds(1)};
        server.on("/a", reply::ok("page"));
    }
};

TEST_F(GatedPages, AreAskedForWhenRobotsTxtLetsThem) {
    server.on("/robots.txt", reply::ok("User-agent: *\nDisallow: /b\n"));
    EXPECT_TRUE(ask("/a"));
    EXPECT_THAT(asked(), ElementsAre("GET /robots.txt", "GET /a"));
    EXPECT_THAT(lane.more_requests, ElementsAre(server.url("/a")));
    EXPECT_FALSE(ask("/b"));
    EXPECT_EQ(std::get<fetch::robots_denied>(last.how).rule, "line 2: Disallow: /b");
    server.on("/robots.txt", reply::status(503));
    EXPECT_FALSE(ask("/a"));
    EXPECT_TRUE(last.is_put_off);
    EXPECT_GT(last.host_pause, milliseconds(0));
    robots->pauses.clear();
    EXPECT_FALSE(ask("/a"));
    EXPECT_TRUE(std::get<fetch::robots_denied>(last.how).is_passing);
    server.on("/robots.txt", reply::close_at_once());
    EXPECT_FALSE(ask("/a"));
    EXPECT_EQ(std::get<fetch::network_failure>(last.how).why.code, http::errc::closed);
    EXPECT_TRUE(last.is_final);
}

}  // namespace
}  // namespace trawl::crawl
