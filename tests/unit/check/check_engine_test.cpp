#include <memory>
#include <string>
#include <utility>

#include <gmock/gmock.h>
#include <boost/asio/this_coro.hpp>

#include "fetch/engine.hpp"
#include "support/replies.hpp"
#include "support/run_coroutine.hpp"
#include "trawl/async/task_group.hpp"
#include "unit/check/check_fixture.hpp"
#include "unit/fetch/engine_doubles.hpp"

namespace trawl::check {
namespace {

namespace reply = test::reply;
using namespace std::chrono_literals;
using testing::MatchesRegex;

/// Checks that an engine sees through.
struct CheckEngine : check_fixture {
    void run(std::string_view path) {
        source.add(server.url(path));
        auto about = std::make_shared<check_details>();
        about->of = std::make_shared<entry>(of);
        source.jobs.back().details = std::move(about);
        test::run(run_all());
    }

    async::awaitable<void> run_all() {
        const auto here = co_await boost::asio::this_coro::executor;
        http::session http(here, session);
        async::blocking_pool pool(1);
        check_fetcher fetch(http, pool, settings);
        fetch::engine under_test(here, fetch, source, reports, options);
        async::task_group group(here);
        group.spawn(under_test.run());
        while (cancels_between_tries && (server.requests() == 0 || under_test.progress().in_flight > 0)) {
            co_await test::let_others_run();
        }
        if (cancels_between_tries) {
            under_test.cancel();
        }
        co_await group.join();
        http.close_idle();
    }

    [[nodiscard]] const check_result& result() const {
        return static_cast<const check_result&>(*reports.reports.at(1).product);
    }

    fetch::fixed_frontier source;
    fetch::kept_reports reports;
    fetch::engine_options options;
    bool cancels_between_tries = false;
};

TEST_F(CheckEngine, AsksAgainAsTheCheckWantsIt) {
    options.retries.max_retries = 0;
    server.on("/", {reply::ok("starting"), reply::truncated("ready", 100), reply::ok("ready")});
    settings.wait_for = 60s;
    settings.wait_every = 1ms;
    expect("body == ready");
    run("/");
    EXPECT_THAT(told(result()), MatchesRegex("passed: after 3 tries, .*"));
    const auto& done = reports.reports.at(1);
    EXPECT_EQ(fetch::name(done.how), "ok");
    ASSERT_EQ(done.attempts.size(), 2U);
    EXPECT_EQ(done.attempts[0].status, 200);
    EXPECT_TRUE(done.attempts[1].failure);
}

TEST_F(CheckEngine, DoesNotAskAgainOnItsOwn) {
    options.retries.max_retries = 5;
    options.retries.backoff = 0ms;
    server.on("/", reply::status(503));
    expect("status == 200");
    run("/");
    EXPECT_EQ(server.requests(), 1U);
    EXPECT_EQ(result().stands, standing::failed);
}

TEST_F(CheckEngine, WhatTheLastTryCameToStandsWhenTheRunEndsBeforeTheNext) {
    server.on("/", reply::status(503));
    settings.wait_for = 600s;
    settings.wait_every = 300s;
    expect("status == 200");
    cancels_between_tries = true;
    run("/");
    EXPECT_EQ(told(result()), "failed: status is 503, not 200");
    EXPECT_EQ(fetch::name(reports.reports.at(1).how), "cancelled");
}

TEST_F(CheckEngine, DoesNotAskAgainBehindTheRunsDeadline) {
    server.on("/", reply::status(503));
    settings.wait_for = 600s;
    settings.wait_every = 300s;
    options.deadline = 60s;
    expect("status == 200");
    run("/");
    EXPECT_EQ(told(result()), "failed: status is 503, not 200");
    EXPECT_EQ(fetch::name(reports.reports.at(1).how), "http_error");
}

}  // namespace
}  // namespace trawl::check
