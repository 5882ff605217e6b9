#include "fetch/engine.hpp"

#include <algorithm>
#include <filesystem>
#include <map>
#include <stdexcept>
#include <thread>
#include <vector>

#include <gtest/gtest.h>
#include <boost/asio/post.hpp>

#include "engine_doubles.hpp"
#include "fetch/fetcher.hpp"
#include "support/fault_server.hpp"
#include "support/free_port.hpp"
#include "support/replies.hpp"
#include "support/run_coroutine.hpp"
#include "support/temp_dir.hpp"
#include "trawl/async/event.hpp"

namespace trawl::fetch {
namespace {

namespace reply = test::reply;
using test::operator+;

struct Engine : testing::Test {
    /// Runs all of `source`; `during` is called once the engine is there.
    void run(const std::function<void(engine&, async::executor)>& during = {}) { test::run(run_all(during)); }

    async::awaitable<void> run_all(std::function<void(engine&, async::executor)> during) {
        const auto here = co_await boost::asio::this_coro::executor;
        http::session_options how = session;
        how.max_connections_per_host = options.hosts.otherwise.concurrency;
        http::session http(here, how);
        {
            files::writer disk(here);
            fetcher fetch(http, disk, destination(files::folder::open_or_create(folder.path().string()).value()),
                          settings);
            engine under_test(here, fetch, source, told, options);
            if (during) {
                during(under_test, here);
            }
            std::exception_ptr failed;
            try {
                co_await under_test.run();
            } catch (...) {
                failed = std::current_exception();
            }
            pauses = under_test.host_pauses();
            EXPECT_EQ(disk.buffers().loaned_count(), 0U);
            http.close_idle();
            if (failed) {
                std::rethrow_exception(failed);
            }
        }
    }

    [[nodiscard]] std::vector<std::string> files_left() const {
        std::vector<std::string> names;
        for (const auto& entry : std::filesystem::directory_iterator(folder.path())) {
            names.push_back(entry.path().filename().string());
        }
        std::sort(names.begin(), names.end());
        return names;
    }

    test::fault_server server;
    test::temp_dir folder;
    fixed_frontier source;
    kept_reports told;
    std::vector<host_pause> pauses;
    engine_options options;
    http::session_options session;
    request_settings settings;
};

TEST_F(Engine, EveryJobHasOneReportAndOneFile) {
    server.on("/", [](const test::received_request& asked) { return reply::ok("body of " + asked.target); });
    for (int i = 1; i <= 200; ++i) {
        source.add(server.url("/?" + std::to_string(i)));
    }
    run();
    EXPECT_EQ(told.reports.size(), 200U);
    EXPECT_EQ(told.count("ok"), 200U);
    EXPECT_EQ(source.ended.size(), 200U);
    EXPECT_EQ(files_left().size(), 200U);
    EXPECT_EQ(test::read_file(folder / "file77"), "body of /?77");
    EXPECT_LE(server.most_open_connections(), options.hosts.otherwise.concurrency);
}

TEST_F(Engine, InputThatIsNoUrlIsSkippedAndTheOthersGoOn) {
    server.on("/", reply::ok("x"));
    source.add("gopher://example.org/");
    source.add(server.url("/"));
    run();
    EXPECT_EQ(told.outcome_of(1), "skipped");
    EXPECT_EQ(told.outcome_of(2), "ok");
    EXPECT_EQ(source.ended.size(), 2U);
}

TEST_F(Engine, EndsWithWhatTheRecorderThrowsAndReportsTheRestFirst) {
    server.on("/", reply::ok("x"));
    for (int i = 1; i <= 20; ++i) {
        source.add(server.url("/?" + std::to_string(i)));
    }
    told.on_finished = [&] {
        if (told.reports.size() == 3) {
            throw std::runtime_error("no memory");
        }
    };
    EXPECT_THROW(run(), std::runtime_error);
    EXPECT_EQ(told.reports.size(), source.ended.size());
    EXPECT_LT(told.count("ok"), 20U);
}

TEST_F(Engine, EndsWithWhatTheRecorderThrowsOfItsFirstInput) {
    source.add("gopher://example.org/");
    source.add("gopher://example.org/2");
    told.on_finished = [] { throw std::runtime_error("no memory"); };
    EXPECT_THROW(run(), std::runtime_error);
    EXPECT_EQ(told.reports.size(), source.ended.size());
}

TEST_F(Engine, StopIsHeardAmidInputThatIsNoUrl) {
    for (int i = 0; i < 10'000; ++i) {
        source.add("gopher://example.org/");
    }
    run([](engine& under_test, const async::executor& here) {
        boost::asio::post(here, [&under_test] { under_test.stop(); });
    });
    EXPECT_LT(told.count("skipped"), 100U);
}

TEST_F(Engine, StoppedBeforeItRunsItTakesNothingIn) {
    source.add(server.url("/"));
    run([](engine& under_test, const async::executor&) { under_test.stop(); });
    EXPECT_TRUE(told.reports.empty());
}

TEST_F(Engine, NoMoreJobsRunThanItsConcurrency) {
    options.concurrency = 3;
    options.hosts.otherwise.concurrency = 100;
    server.on("/", reply::slow(std::chrono::milliseconds(5), "x"));
    for (int i = 0; i < 30; ++i) {
        source.add(server.url("/"));
    }
    run();
    EXPECT_EQ(told.count("ok"), 30U);
    EXPECT_EQ(server.most_open_connections(), 3U);
}

TEST_F(Engine, TransientFailureIsTriedAgainAndEachAttemptIsTold) {
    options.retries.backoff = std::chrono::milliseconds(1);
    server.on("/", std::vector{reply::status(503), reply::truncated("part", 10), reply::ok("whole")});
    source.add(server.url("/"));
    run();
    const report& done = told.reports.at(1);
    EXPECT_EQ(name(done.how), "ok");
    ASSERT_EQ(done.attempts.size(), 2U);
    EXPECT_EQ(done.attempts[0].status, 503);
    ASSERT_TRUE(done.attempts[1].failure.has_value());
    EXPECT_EQ(done.attempts[1].failure->code, http::errc::truncated);
    EXPECT_EQ(files_left(), std::vector<std::string>{"file1"});
    EXPECT_EQ(test::read_file(folder / "file1"), "whole");
}

TEST_F(Engine, FailureThatStaysIsTheOutcomeAndLeavesNoFile) {
    options.retries.backoff = std::chrono::milliseconds(1);
    server.on("/", reply::truncated("part", 10));
    source.add(server.url("/"));
    run();
    EXPECT_EQ(told.outcome_of(1), "truncated");
    EXPECT_EQ(told.reports.at(1).attempts.size(), 3U);
    EXPECT_EQ(server.requests(), 4U);
    EXPECT_TRUE(files_left().empty());
}

TEST_F(Engine, StatusThatWillNotPassIsNotTriedAgain) {
    server.on("/", reply::status(404, {}, "nothing here"));
    source.add(server.url("/"));
    source.add(server.url("/"));
    options.concurrency = 1;
    run();
    EXPECT_EQ(told.count("http_error"), 2U);
    EXPECT_EQ(server.requests(), 2U);
    EXPECT_EQ(server.connections(), 1U) << "the short body of an error is read, so that the connection serves again";
    EXPECT_TRUE(files_left().empty());
}

TEST_F(Engine, PostIsNotRepeated) {
    settings.method = "POST";
    server.on("/", reply::status(503));
    source.add(server.url("/"));
    run();
    EXPECT_EQ(told.outcome_of(1), "http_error");
    EXPECT_EQ(server.requests(), 1U);
}

TEST_F(Engine, RefusedPortIsANetworkError) {
    options.retries.max_retries = 0;
    source.add("http://127.0.0.1:" + std::to_string(test::free_port()) + "/");
    run();
    EXPECT_EQ(told.outcome_of(1), "network_error");
    EXPECT_EQ(std::get<network_failure>(told.reports.at(1).how).why.code, http::errc::refused);
}

TEST_F(Engine, PartThatNobodyAskedForIsNotKept) {
    server.on("/", reply::status(206, {{"Content-Range", "bytes 0-3/10"}}, "part"));
    source.add(server.url("/"));
    run();
    EXPECT_EQ(told.outcome_of(1), "network_error");
    EXPECT_TRUE(files_left().empty());
}

TEST_F(Engine, HeadMakesNoFile) {
    settings.method = "HEAD";
    server.on("/", test::script{test::step::send{reply::head(200, {{"Content-Length", "10"}})}});
    source.add(server.url("/"));
    run();
    EXPECT_EQ(told.outcome_of(1), "ok");
    EXPECT_TRUE(files_left().empty());
}

TEST_F(Engine, NameThatIsAFolderIsAWriteError) {
    server.on("/", reply::ok("x"));
    source.add(server.url("/"));
    std::filesystem::create_directory(folder / "file1");
    run();
    EXPECT_EQ(told.outcome_of(1), "write_error");
}

TEST_F(Engine, StopLetsWhatIsInFlightEndAndReportsTheRestAsCancelled) {
    options.concurrency = 2;
    auto answer = std::make_shared<test::gate>();
    server.on("/", test::script{test::step::wait_for{answer}} + reply::ok("x"));
    for (int i = 0; i < 10; ++i) {
        source.add(server.url("/"));
    }
    source.stays_open = true;
    std::thread stopper;
    run([&](engine& under_test, const async::executor& here) {
        stopper = std::thread([&, here] {
            EXPECT_TRUE(server.wait_for_requests(2));
            boost::asio::post(here, [&] { under_test.stop(); });
            answer->open();
        });
    });
    stopper.join();
    EXPECT_EQ(told.reports.size(), 10U);
    EXPECT_EQ(told.count("ok"), 2U);
    EXPECT_EQ(told.count("cancelled"), 8U);
}

TEST_F(Engine, CancelEndsWhatIsInFlightAndLeavesNothingBehind) {
    options.concurrency = 4;
    server.on("/", reply::stalls_in_body(std::string(1000, 'x'), 500));
    for (int i = 0; i < 10; ++i) {
        source.add(server.url("/"));
    }
    std::thread canceller;
    run([&](engine& under_test, const async::executor& here) {
        canceller = std::thread([&, here] {
            EXPECT_TRUE(server.wait_for_requests(4));
            boost::asio::post(here, [&] { under_test.cancel(); });
        });
    });
    canceller.join();
    EXPECT_EQ(told.reports.size(), 10U);
    EXPECT_EQ(told.count("cancelled"), 10U);
    EXPECT_TRUE(server.wait_for_open_connections(0));
    EXPECT_TRUE(files_left().empty());
}

TEST_F(Engine, CancelDuringThePauseBeforeARetryEndsTheJob) {
    options.retries.backoff = std::chrono::hours(1);
    options.retries.max_backoff = std::chrono::hours(1);
    server.on("/", reply::status(503));
    source.add(server.url("/"));
    std::thread canceller;
    run([&](engine& under_test, const async::executor& here) {
        canceller = std::thread([&, here] {
            EXPECT_TRUE(server.wait_for_requests(1) && server.wait_for_connections(1));
            server.drop_connections();
            boost::asio::post(here, [&] { under_test.cancel(); });
        });
    });
    canceller.join();
    EXPECT_EQ(told.reports.size(), 1U);
    EXPECT_NE(told.outcome_of(1), "ok");
}

TEST_F(Engine, CancelledRunReportsEveryJobFirst) {
    server.on("/", reply::never_answers());
    for (int i = 0; i < 10; ++i) {
        source.add(server.url("/"));
    }
    source.stays_open = true;
    EXPECT_NO_THROW(test::run([](Engine& self) -> async::awaitable<void> {
        const auto here = co_await boost::asio::this_coro::executor;
        async::task_group group(here);
        group.spawn(self.run_all({}));
        std::thread waiter([&] {
            EXPECT_TRUE(self.server.wait_for_requests(6));
            boost::asio::post(here, [&] { group.cancel(); });
        });
        co_await group.join();
        waiter.join();
    }(*this)));
    EXPECT_EQ(told.count("cancelled"), 10U);
}

TEST_F(Engine, SourceThatBreaksIsToldAfterEveryJobHasItsReport) {
    server.on("/", reply::ok("x"));
    source.add(server.url("/"));
    source.add(server.url("/"));
    source.fails_at_end = true;
    EXPECT_THROW(run(), source_error);
    EXPECT_EQ(told.count("ok"), 2U);
}

TEST_F(Engine, BusyHostDoesNotHoldUpAnother) {
    options.hosts.otherwise.concurrency = 1;
    auto answer = std::make_shared<test::gate>();
    test::fault_server other;
    server.on("/", test::script{test::step::wait_for{answer}} + reply::ok("slow"));
    other.on("/", reply::ok("fast"));
    for (int i = 0; i < 100; ++i) {
        source.add(server.url("/"));
    }
    source.add(other.url("/"));
    told.on_finished = [&] { answer->open(); };
    run();
    EXPECT_EQ(told.count("ok"), 101U);
    EXPECT_LE(other.log().front().arrived, server.log().at(1).arrived) << "the other host's job was held up";
}

// Real time: the server's own log is the witness.
TEST_F(Engine, HostIsLeftAloneByAllForAsLongAsItAsks) {
    options.concurrency = 4;
    test::fault_server other;
    other.on("/", reply::ok("x"));
    server.on("/", std::vector{reply::retry_after(429, "1"), reply::ok("x")});
    options.hosts.otherwise.concurrency = 1;
    for (int i = 0; i < 20; ++i) {
        source.add(server.url("/"));
        source.add(other.url("/"));
    }
    run();
    EXPECT_EQ(told.count("ok"), 40U);
    const auto log = server.log();
    ASSERT_EQ(log.size(), 21U);
    EXPECT_GE(log[1].arrived - log[0].arrived, std::chrono::seconds(1));
    EXPECT_LT(other.log().front().arrived, log[1].arrived) << "the others went on";
    ASSERT_EQ(pauses.size(), 1U);
    EXPECT_EQ(pauses.front().times, 1U);
}

TEST_F(Engine, RunTakesAsLongAsItsRateSays) {
    options.requests = rate{50, std::chrono::seconds(1)};
    server.on("/", reply::ok("x"));
    for (int i = 0; i < 11; ++i) {
        source.add(server.url("/"));
    }
    const auto begun = std::chrono::steady_clock::now();
    run();
    EXPECT_GE(std::chrono::steady_clock::now() - begun, std::chrono::milliseconds(200));
    EXPECT_EQ(told.count("ok"), 11U);
}

TEST_F(Engine, AdaptiveHostThatGetsSlowerIsNotAskedMore) {
    options.hosts.otherwise.concurrency = 50;
    options.hosts.otherwise.is_adaptive = true;
    server.on("/", [this](const test::received_request&) {
        return reply::slow(std::chrono::milliseconds(server.open_connections() > 4 ? 80 : 2), "x");
    });
    for (int i = 0; i < 40; ++i) {
        source.add(server.url("/"));
    }
    run();
    EXPECT_EQ(told.count("ok"), 40U);
    EXPECT_LE(server.most_open_connections(), 6U);
}

TEST_F(Engine, BodiesComeAsFastAsTheRunsRateSays) {
    options.bytes_per_second = 200'000;
    test::fault_server other;
    for (test::fault_server* each : {&server, &other}) {
        each->on("/", reply::ok(std::string(40'000, 'x')));
        source.add(each->url("/"));
        source.add(each->url("/"));
    }
    const auto begun = std::chrono::steady_clock::now();
    run();
    EXPECT_EQ(told.count("ok"), 4U);
    EXPECT_GE(std::chrono::steady_clock::now() - begun, std::chrono::milliseconds(700))
        << "160,000 bytes, of which 100 ms' worth may come at once";
}

// 8 MiB, 1.5 MiB at a time.
TEST_F(Engine, FileThatComesFurtherWithEachAttemptArrivesWithOneRetry) {
    options.retries.max_retries = 1;
    options.retries.backoff = std::chrono::milliseconds(1);
    const std::size_t size = 8U << 20U;
    const std::size_t piece = 3U << 19U;
    server.on("/", [=](const test::received_request& asked) {
        const std::string range = asked.field("Range");
        const std::size_t from = range.empty() ? 0 : std::stoul(range.substr(range.find('=') + 1));
        const std::size_t sent = std::min(piece, size - from);
        reply::field_list fields{{"ETag", "\"a\""}, {"Content-Length", std::to_string(size - from)}};
        if (!range.empty()) {
            fields.emplace_back("Content-Range", "bytes " + std::to_string(from) + "-" + std::to_string(size - 1) +
                                                     "/" + std::to_string(size));
        }
        return reply::raw(reply::head(range.empty() ? 200 : 206, fields) + std::string(sent, 'x')) +
               test::script{test::step::close{}};
    });
    source.add(server.url("/"));
    run();
    EXPECT_EQ(told.outcome_of(1), "ok");
    EXPECT_EQ(told.reports.at(1).attempts.size(), 5U);
    EXPECT_EQ(std::filesystem::file_size(folder / "file1"), size);
    EXPECT_EQ(files_left(), std::vector<std::string>{"file1"});
}

}  // namespace
}  // namespace trawl::fetch
