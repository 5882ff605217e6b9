#include "fetch/sharded_engine.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <set>
#include <string>
#include <thread>

#include <gtest/gtest.h>
#include <boost/asio/post.hpp>

#include "engine_doubles.hpp"
#include "fetch/fetcher.hpp"
#include "fetch/run_at.hpp"
#include "support/fault_server.hpp"
#include "support/free_port.hpp"
#include "support/replies.hpp"
#include "support/run_coroutine.hpp"
#include "support/temp_dir.hpp"

namespace trawl::fetch {
namespace {

namespace reply = test::reply;

/// Fetches into a folder.
class real_means final : public shard_means {
public:
    real_means(const async::executor& loop, const http::session_options& session, const destination& where,
               const request_settings& settings)
        : session_(loop, session), disk_(loop), fetcher_(session_, disk_, where, settings) {}
    [[nodiscard]] attempter& fetch() noexcept override { return fetcher_; }
    [[nodiscard]] fetch_traffic traffic() const override {
        return {fetcher_.bytes(), session_.statistics().requests_sent, session_.statistics().connections_made};
    }

private:
    http::session session_;
    files::writer disk_;
    fetcher fetcher_;
};

/// Attempts that do what a function says.
class fake_means final : public shard_means, public attempter {
public:
    using function = std::function<async::awaitable<attempt_result>(report& told)>;
    explicit fake_means(function answer) : answer_(std::move(answer)) {}

    [[nodiscard]] attempter& fetch() noexcept override { return *this; }
    [[nodiscard]] fetch_traffic traffic() const override { return {}; }
    async::awaitable<attempt_result> attempt(report& told, class traffic&) override { return answer_(told); }
    [[nodiscard]] const std::string& method() const noexcept override { return method_; }
    [[nodiscard]] std::string path_of(const job& what) const override { return what.name; }

private:
    function answer_;
    std::string method_ = "GET";
};

async::awaitable<attempt_result> answer_at_once(report&) {
    co_return attempt_result(fetched{});
}

async::awaitable<attempt_result> wait_for_ever(report&) {
    async::event never;
    co_await never.wait();
    co_return attempt_result(fetched{});
}

class gated_reports final : public recorder {
public:
    void finished(const report& done) override {
        ++count;
        threads.insert(std::this_thread::get_id());
        if (on_finished) {
            on_finished(done);
        }
    }
    async::awaitable<void> ready() override {
        if (fails) {
            throw std::logic_error("broken");
        }
        return gate.wait();
    }

    std::size_t count = 0;
    std::set<std::thread::id> threads;
    std::function<void(const report&)> on_finished;
    async::event gate;
    bool fails = false;
};

struct ShardedEngine : testing::Test {
    using action = std::function<void(sharded_engine&, async::executor)>;

    void run(const action& during = {}) {
        test::run(run_all(
            [this](const async::executor& loop) {
                request_settings mine = settings;
                mine.at_names = [this](std::function<void()> what) { return run_at(here, std::move(what)); };
                return std::make_unique<real_means>(loop, session, where, mine);
            },
            told, during));
    }

    void run(const fake_means::function& answer, const action& during = {}) {
        test::run(
            run_all([answer](const async::executor&) { return std::make_unique<fake_means>(answer); }, told, during));
    }

    async::awaitable<void> run_all(make_shard_means make, recorder& to, action during) {
        here = co_await boost::asio::this_coro::executor;
        sharded_engine under_test(here, threads, make, source, to, options);
        if (during) {
            during(under_test, here);
        }
        std::exception_ptr failed;
        try {
            co_await under_test.run();
        } catch (...) {
            failed = std::current_exception();
        }
        counts = under_test.progress();
        used = under_test.traffic();
        pauses = under_test.host_pauses();
        if (failed) {
            std::rethrow_exception(failed);
        }
    }

    /// So many jobs of each of so many hosts that are none, in turns.
    void add_jobs(int hosts, int each) {
        for (int i = 0; i < hosts * each; ++i) {
            source.add("http://host" + std::to_string(i % hosts) + ".invalid/" + std::to_string(i));
        }
    }

    void expect_one_report_each() const {
        EXPECT_EQ(told.reports.size(), source.ended.size());
        EXPECT_EQ(std::set(source.ended.begin(), source.ended.end()).size(), source.ended.size());
        EXPECT_EQ(counts.taken, source.ended.size());
        EXPECT_EQ(counts.finished, source.ended.size());
        EXPECT_EQ(counts.in_flight, 0U);
    }

    test::temp_dir folder;
    destination where{files::folder::open_or_create(folder.path().string()).value()};
    async::executor here;
    fixed_frontier source;
    kept_reports told;
    std::size_t threads = 3;
    engine_options options;
    http::session_options session;
    request_settings settings;
    engine::counts counts;
    fetch_traffic used;
    std::vector<host_pause> pauses;
};

TEST_F(ShardedEngine, EveryJobIsFetchedOnceAndItsHostAskedNoMoreThanItAllows) {
    options.hosts.otherwise.concurrency = session.max_connections_per_host = 2;
    std::array<test::fault_server, 4> servers;
    for (auto& each : servers) {
        each.on("/", [](const test::received_request& asked) { return reply::ok("body of " + asked.target); });
    }
    for (int i = 1; i <= 400; ++i) {
        source.add(servers[std::size_t(i) % 4].url("/?" + std::to_string(i)));
    }
    run();
    EXPECT_EQ(told.count("ok"), 400U);
    expect_one_report_each();
    EXPECT_TRUE(counts.is_all_taken);
    EXPECT_EQ(test::read_file(folder / "file77"), "body of /?77");
    for (auto& each : servers) {
        EXPECT_EQ(each.requests(), 100U);
        EXPECT_LE(each.most_open_connections(), 2U);
    }
    EXPECT_EQ(used.requests_sent, 400U);
    EXPECT_GE(used.bytes, 400U * 10);
}

TEST_F(ShardedEngine, SharesTheRunsConcurrency) {
    options.concurrency = 4;
    std::atomic<int> under_way = 0;
    std::atomic<int> most = 0;
    add_jobs(12, 20);
    run([&](report&) -> async::awaitable<attempt_result> {
        most = std::max(most.load(), ++under_way);
        co_await test::let_others_run(3);
        --under_way;
        co_return attempt_result(fetched{});
    });
    EXPECT_EQ(told.count("ok"), 240U);
    EXPECT_LE(most.load(), 4);
}

TEST_F(ShardedEngine, HostThatFailsAndInputThatIsNoUrlLeaveTheOthersAlone) {
    options.retries.max_retries = 0;
    options.hosts.otherwise.max_errors = 3;
    options.hosts.otherwise.concurrency = 1;
    test::fault_server good;
    good.on("/", reply::ok("x"));
    const std::string refused = "http://127.0.0.1:" + std::to_string(test::free_port()) + "/";
    for (int i = 0; i < 30; ++i) {
        source.add(i % 3 == 0 ? good.url("/") : i % 3 == 1 ? refused : "gopher://example.org/");
    }
    run();
    expect_one_report_each();
    EXPECT_EQ(told.count("ok"), 10U);
    EXPECT_EQ(told.count("network_error"), 3U);
    EXPECT_EQ(told.count("skipped"), 17U);
}

TEST_F(ShardedEngine, FileThatIsThereIsToldAsComplete) {
    add_jobs(1, 2);
    auto known = std::make_shared<known_file>();
    known->is_enough = true;
    source.jobs[0].known = known;
    run(answer_at_once);
    EXPECT_EQ(told.outcome_of(1), "already_complete");
    EXPECT_EQ(told.outcome_of(2), "ok");
}

TEST_F(ShardedEngine, WhatARunHasOnceIsUsedOnItsOwnLoopOnly) {
    gated_reports gated;
    gated.gate.set();
    add_jobs(9, 100);
    test::run(run_all([](const async::executor&) { return std::make_unique<fake_means>(answer_at_once); }, gated, {}));
    EXPECT_EQ(gated.count, 900U);
    EXPECT_EQ(gated.threads, std::set{std::this_thread::get_id()});
}

TEST_F(ShardedEngine, NamesAreGivenOnTheRunsLoop) {
    test::fault_server server;
    server.on("/", reply::status(200, {{"Content-Disposition", "attachment; filename=report"}}, "x"));
    std::set<std::thread::id> asked;
    settings.claim_name = [&, n = 0](const job&, const std::string& wanted) mutable {
        asked.insert(std::this_thread::get_id());
        return wanted + std::to_string(++n);
    };
    for (int i = 0; i < 20; ++i) {
        source.add(server.url("/"));
    }
    run();
    EXPECT_EQ(told.count("ok"), 20U);
    EXPECT_EQ(asked, std::set{std::this_thread::get_id()});
    EXPECT_EQ(test::read_file(folder / "report20"), "x");
}

TEST_F(ShardedEngine, FullShardDoesNotHoldUpAnother) {
    options.hosts.otherwise.concurrency = 1;
    for (int i = 0; i < 6000; ++i) {
        source.add("http://stuck.invalid/");
    }
    for (int i = 0; i < 100; ++i) {
        source.add("http://good.invalid/");
    }
    std::size_t good = 0;
    run(
        [](report& asked) -> async::awaitable<attempt_result> {
            return asked.what.target->host() == "good.invalid" ? answer_at_once(asked) : wait_for_ever(asked);
        },
        [&](sharded_engine& under_test, const async::executor&) {
            told.on_finished = [&] {
                if (++good == 100) {
                    under_test.cancel();
                }
            };
        });
    expect_one_report_each();
    EXPECT_EQ(told.count("ok"), 100U);
    EXPECT_EQ(told.count("cancelled"), 6000U);
}

TEST_F(ShardedEngine, RecorderThatFallsBehindHoldsTheJobsUp) {
    gated_reports gated;
    std::atomic<std::size_t> begun = 0;
    std::atomic<bool> is_open = false;
    std::size_t begun_behind = 0;
    add_jobs(6, 1000);
    gated.on_finished = [&](const report&) {
        if (gated.count == 3 * 256) {  // all that may end before the gate opens
            begun_behind = begun;
            boost::asio::post(here, [&] {
                is_open = true;
                gated.gate.set();
            });
        }
    };
    test::run(run_all(
        [&](const async::executor&) {
            return std::make_unique<fake_means>([&](report& asked) {
                if (!is_open) {
                    ++begun;
                }
                return answer_at_once(asked);
            });
        },
        gated, {}));
    EXPECT_EQ(gated.count, 6000U);
    EXPECT_LE(begun_behind, 3 * 256 + options.concurrency);
}

TEST_F(ShardedEngine, StoppedBeforeItRunsItTakesNothingIn) {
    add_jobs(3, 3);
    run(answer_at_once, [](sharded_engine& under_test, const async::executor&) { under_test.stop(); });
    EXPECT_TRUE(told.reports.empty());
}

TEST_F(ShardedEngine, StopLetsWhatIsInFlightEndAndReportsTheRestAsCancelled) {
    options.concurrency = 3;
    std::array<test::fault_server, 3> servers;
    const auto answer = std::make_shared<test::gate>();
    for (auto& each : servers) {
        each.on("/", test::operator+(test::script{test::step::wait_for{answer}}, reply::ok("x")));
    }
    for (int i = 0; i < 900; ++i) {
        source.add(servers[std::size_t(i) % 3].url("/"));
    }
    source.stays_open = true;
    std::thread stopper;
    run([&](sharded_engine& under_test, const async::executor& loop) {
        stopper = std::thread([&, loop] {
            for (auto& each : servers) {
                EXPECT_TRUE(each.wait_for_requests(1));
            }
            boost::asio::post(loop, [&] {
                EXPECT_LE(under_test.progress().in_flight, 3U);
                under_test.stop();
                answer->open();
            });
        });
    });
    stopper.join();
    expect_one_report_each();
    EXPECT_FALSE(counts.is_all_taken);
    EXPECT_GE(told.count("ok"), 3U);
    EXPECT_EQ(told.count("ok") + told.count("cancelled"), told.reports.size());
}

TEST_F(ShardedEngine, CancelledRunReportsEveryJobFirst) {
    add_jobs(7, 1000);
    source.stays_open = true;
    test::run([](ShardedEngine& self) -> async::awaitable<void> {
        const auto loop = co_await boost::asio::this_coro::executor;
        async::task_group group(loop);
        std::atomic<int> begun = 0;
        const auto make = [&](const async::executor&) {
            return std::make_unique<fake_means>([&](report& asked) {
                if (++begun == 40) {
                    boost::asio::post(loop, [&] { group.cancel(); });
                }
                return wait_for_ever(asked);
            });
        };
        group.spawn(self.run_all(make, self.told, {}));
        co_await group.join();
    }(*this));
    EXPECT_EQ(told.reports.size(), source.ended.size());
    EXPECT_EQ(told.count("cancelled"), source.ended.size());
    EXPECT_GE(source.ended.size(), 40U);
}

TEST_F(ShardedEngine, DeadlineEndsAllJobsAsTimedOut) {
    options.deadline = std::chrono::milliseconds(50);
    add_jobs(5, 1000);
    run(wait_for_ever);
    expect_one_report_each();
    EXPECT_TRUE(counts.is_deadline_over);
    EXPECT_EQ(told.count("timeout"), told.reports.size());
}

TEST_F(ShardedEngine, FailureOfAShardEndsTheRunAsOneOfTheLoopDoes) {
    add_jobs(5, 1000);
    std::atomic<int> begun = 0;
    const auto fails = [&](report& asked) -> async::awaitable<attempt_result> {
        if (++begun == 30) {
            throw std::logic_error("broken");
        }
        co_return co_await wait_for_ever(asked);
    };
    EXPECT_THROW(run(fails), std::logic_error);
    expect_one_report_each();
}

TEST_F(ShardedEngine, HandlerThatThrowsInAShardEndsTheRun) {
    add_jobs(5, 100);
    std::atomic<int> begun = 0;
    const auto fails = [&](report& asked) -> async::awaitable<attempt_result> {
        if (++begun == 30) {
            boost::asio::post(co_await boost::asio::this_coro::executor, [] { throw std::logic_error("broken"); });
        }
        co_return co_await wait_for_ever(asked);
    };
    EXPECT_THROW(run(fails), std::logic_error);
    expect_one_report_each();
}

TEST_F(ShardedEngine, FailureOfTheRecorderEndsTheRun) {
    add_jobs(5, 1000);
    told.on_finished = [&] {
        if (told.reports.size() == 100) {
            throw std::logic_error("broken");
        }
    };
    EXPECT_THROW(run(answer_at_once), std::logic_error);
    expect_one_report_each();
}

TEST_F(ShardedEngine, FailureOfTheRecorderAtAnInputThatIsNotHandedOutEndsTheRun) {
    for (int i = 0; i < 9; ++i) {
        source.add("gopher://example.org/");
    }
    told.on_finished = [] { throw std::logic_error("broken"); };
    EXPECT_THROW(run(answer_at_once), std::logic_error);
    EXPECT_EQ(told.reports.size(), source.ended.size());
}

TEST_F(ShardedEngine, RecorderThatCannotSayWhetherItIsReadyEndsTheRun) {
    gated_reports gated;
    gated.fails = true;
    add_jobs(6, 1000);
    EXPECT_THROW(test::run(run_all([](const async::executor&) { return std::make_unique<fake_means>(answer_at_once); },
                                   gated, {})),
                 std::logic_error);
    EXPECT_EQ(gated.count, counts.taken);
}

TEST_F(ShardedEngine, SourceThatBreaksIsToldAfterEveryJobHasItsReport) {
    add_jobs(5, 20);
    source.fails_at_end = true;
    EXPECT_THROW(run(answer_at_once), source_error);
    EXPECT_EQ(told.count("ok"), 100U);
}

TEST_F(ShardedEngine, PausesOfAllShardsAreTold) {
    add_jobs(2, 1);
    run([](report&) -> async::awaitable<attempt_result> {
        attempt_result result(fetched{});
        result.host_pause = std::chrono::milliseconds(1);
        co_return result;
    });
    EXPECT_EQ(told.count("ok"), 2U);
    EXPECT_EQ(pauses.size(), 2U);
}

TEST_F(ShardedEngine, CannotBeMadeWhereItsMeansCannot) {
    session.tls.ca_file = "/nowhere";
    EXPECT_THROW(run(), boost::system::system_error);
}

}  // namespace
}  // namespace trawl::fetch
