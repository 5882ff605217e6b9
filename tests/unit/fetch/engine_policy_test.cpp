#include <algorithm>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "engine_doubles.hpp"
#include "fetch/engine.hpp"
#include "support/manual_clock.hpp"
#include "support/run_coroutine.hpp"

namespace trawl::fetch {
namespace {

using namespace std::chrono_literals;
using std::chrono::milliseconds;

/// Ends each attempt as `answer` says, after `takes`.
class fake_attempter final : public attempter {
public:
    async::awaitable<attempt_result> attempt(report& told, traffic& lane) override {
        const http::url& place = told.what.place(told.place);
        const auto at = std::chrono::duration_cast<milliseconds>(async::clock::now() - start);
        asked.push_back(std::to_string(at.count()) + " " + place.href());
        const auto here = co_await boost::asio::this_coro::executor;
        async::timer working(here, async::clock::now() + takes);
        on_attempt(told, true);
        on_lane(told, lane);
        co_await working.async_wait(boost::asio::use_awaitable);
        on_attempt(told, false);
        attempt_result result = answer(told, place);
        if (!std::holds_alternative<network_failure>(result.how) &&
            !std::holds_alternative<robots_denied>(result.how)) {
            told.reply.emplace(place);
            told.reply->status = std::holds_alternative<http_error>(result.how) ? status : 200;
        }
        co_return result;
    }
    const std::string& method() const noexcept override { return method_; }
    std::string path_of(const job& what) const override { return "dir/" + what.name; }

    std::function<attempt_result(const report&, const http::url&)> answer = [](const report&, const http::url&) {
        return attempt_result(fetched{});
    };
    std::function<void(const report&, traffic&)> on_lane = [](const report&, traffic&) {};
    std::function<void(report&, bool)> on_attempt = [](report&, bool) {};
    async::clock::duration takes{};
    int status = 503;
    std::vector<std::string> asked;

private:
    async::clock::time_point start = async::clock::now();
    std::string method_ = "GET";
};

attempt_result failed_with(http::errc code) {
    return attempt_result(network_failure{http::error(code, http::phase::connect)});
}

attempt_result refused_for(milliseconds pause) {
    attempt_result result(http_error{});
    result.host_pause = pause;
    return result;
}

/// The engine's decisions, without a network and with a clock that runs 100 ms at a time.
struct EnginePolicy : testing::Test {
    EnginePolicy() {
        options.concurrency = 10;
        options.hosts.otherwise.concurrency = 1;
        options.retries.max_retries = 1;
        options.retries.backoff = 0ms;
    }

    void run() { test::run(run_all()); }

    async::awaitable<void> run_all() {
        const auto here = co_await boost::asio::this_coro::executor;
        engine under_test(here, fetch, source, told, options);
        async::task_group group(here);
        group.spawn(under_test.run());
        while (group.size() > 0) {
            co_await test::let_others_run(30);
            clock.advance(100ms);
        }
        co_await group.join();
        pauses = under_test.host_pauses();
        parked = under_test.parked_hosts();
        counts = under_test.progress();
    }

    void add_mirror(std::size_t number, const std::string& url) {
        auto& what = source.jobs.at(number - 1);
        auto details = std::make_shared<job_details>(what.details ? *what.details : job_details());
        details->mirrors.push_back(*http::parse_url(url));
        what.details = std::move(details);
    }

    test::manual_clock clock;
    fake_attempter fetch;
    fixed_frontier source;
    kept_reports told;
    engine_options options;
    std::vector<host_pause> pauses;
    std::vector<std::string> parked;
    async::clock::time_point began = async::clock::now();
    engine::counts counts;
};

using strings = std::vector<std::string>;

TEST_F(EnginePolicy, HostThatAsksUsToWaitIsLeftAloneByAllItsJobs) {
    fetch.answer = [](const report& asking, const http::url&) {
        return asking.what.number == 1 && asking.attempts.empty() ? refused_for(10s) : attempt_result(fetched{});
    };
    for (const char* url : {"http://a/1", "http://a/2", "http://b/1"}) {
        source.add(url);
    }
    run();
    std::sort(fetch.asked.begin() + 2, fetch.asked.end());
    EXPECT_EQ(fetch.asked, (strings{"0 http://a/1", "0 http://b/1", "10000 http://a/1", "10000 http://a/2"}));
    ASSERT_EQ(pauses.size(), 1U);
    EXPECT_EQ(pauses.front().host, "a");
    EXPECT_EQ(pauses.front().times, 1U);
    EXPECT_EQ(pauses.front().total, 10s);
    EXPECT_EQ(told.reports.at(1).attempts.at(0).waited, 10s);
}

TEST_F(EnginePolicy, LongerPauseThanIsWaitedForEndsTheJobAndHoldsTheHostForTheMost) {
    options.retries.max_retry_after = 5s;
    fetch.answer = [](const report& asking, const http::url&) {
        return asking.what.number == 1 ? refused_for(24h) : attempt_result(fetched{});
    };
    source.add("http://a/1");
    source.add("http://a/2");
    run();
    EXPECT_EQ(told.outcome_of(1), "http_error");
    EXPECT_EQ(fetch.asked, (strings{"0 http://a/1", "5000 http://a/2"}));
}

TEST_F(EnginePolicy, AnswerThatLeavesNoRequestPausesTheHostToo) {
    fetch.answer = [](const report& asking, const http::url&) {
        attempt_result result(fetched{});
        if (asking.what.number == 1) {
            result.host_pause = 3s;
        }
        return result;
    };
    source.add("http://a/1");
    source.add("http://a/2");
    run();
    EXPECT_EQ(told.count("ok"), 2U);
    EXPECT_EQ(fetch.asked, (strings{"0 http://a/1", "3000 http://a/2"}));
}

TEST_F(EnginePolicy, JobThatIsPutOffIsItsHostsFirstAgainAndHoldsNoOther) {
    int looks = 0;
    options.retries.max_retries = 0;
    fetch.answer = [&looks](const report&, const http::url& place) {
        attempt_result result(fetched{});
        if (place.host() == "a" && ++looks <= 2) {
            result = attempt_result(http_error{});  // does not count
            result.is_put_off = true;
            result.host_pause = 5s;
        }
        return result;
    };
    for (const char* url : {"http://a/1", "http://a/2", "http://b/1"}) {
        source.add(url);
    }
    run();
    EXPECT_EQ(fetch.asked,
              (strings{"0 http://a/1", "0 http://b/1", "5000 http://a/1", "10000 http://a/1", "10000 http://a/2"}));
    EXPECT_EQ(told.count("ok"), 3U);
    EXPECT_EQ(told.reports.at(1).queued, 10s);
    EXPECT_TRUE(told.reports.at(1).attempts.empty());
    EXPECT_TRUE(pauses.empty()) << "the host has not asked for it";
}

TEST_F(EnginePolicy, WhatRobotsTxtRefusesSaysNothingOfItsHost) {
    options.hosts.otherwise.is_adaptive = true;
    options.hosts.otherwise.max_failures_in_a_row = 2;
    options.hosts.otherwise.failure_backoff = 1s;
    options.hosts.otherwise.max_errors = 2;
    fetch.answer = [](const report& asking, const http::url&) {
        return asking.what.number % 4 == 0 ? attempt_result(fetched{})
                                           : attempt_result(robots_denied{"line 1", asking.what.number % 4 == 1});
    };
    for (int i = 0; i < 12; ++i) {
        source.add("http://a/" + std::to_string(i));
    }
    run();
    EXPECT_EQ(told.count("ok"), 3U);
    EXPECT_EQ(told.count("robots_denied"), 9U);
    EXPECT_LT(async::clock::now() - began, 1s);
}

TEST_F(EnginePolicy, AttempterMayDecideOnAnotherAttemptItself) {
    options.retries.max_retries = 0;
    fetch.answer = [](const report& asking, const http::url&) {
        attempt_result result(fetched{});
        if (asking.what.number == 2) {
            result = failed_with(http::errc::certificate);
        }
        if (asking.attempts.size() < 2) {
            result.again_after = 3s;
        }
        return result;
    };
    source.add("http://a/");
    source.add("http://b/");
    run();
    std::ranges::sort(fetch.asked);
    EXPECT_EQ(fetch.asked, (strings{"0 http://a/", "0 http://b/", "3000 http://a/", "3000 http://b/", "6000 http://a/",
                                    "6000 http://b/"}));
    EXPECT_EQ(told.outcome_of(1), "ok");
    EXPECT_EQ(told.outcome_of(2), "network_error");
    ASSERT_EQ(told.reports.at(2).attempts.size(), 2U);
    EXPECT_EQ(told.reports.at(2).attempts[0].waited, 3s);
}

TEST_F(EnginePolicy, AttemptersWishForAnotherAttemptEndsWithTheRun) {
    options.deadline = 5s;
    fetch.answer = [](const report&, const http::url&) {
        attempt_result result(http_error{});
        result.again_after = 3s;
        return result;
    };
    source.add("http://a/");
    run();
    EXPECT_EQ(fetch.asked, (strings{"0 http://a/", "3000 http://a/"}));
    EXPECT_EQ(told.outcome_of(1), "http_error");
}

// As one does whose robots.txt had to be asked for first: fifty of them share one place in flight.
TEST_F(EnginePolicy, JobThatItsHostHoldsBackHoldsNoPlaceInFlight) {
    options.concurrency = 1;
    std::map<std::string, bool> is_held;
    fetch.on_lane = [&is_held](const report& asking, traffic& lane) {
        lane.set_delay(30s);
        is_held[asking.what.input] = lane.is_held_back();
    };
    fetch.answer = [&is_held](const report& asking, const http::url&) {
        attempt_result result(fetched{});
        const bool is_first = asking.queued < 30s;
        EXPECT_TRUE(is_held[asking.what.input] || !is_first);
        result.is_put_off = is_first;
        result.host_pause = 0ms;
        return result;
    };
    for (int i = 0; i < 50; ++i) {
        source.add("http://h" + std::to_string(i) + "/");
    }
    run();
    EXPECT_EQ(told.count("ok"), 50U);
    EXPECT_LT(async::clock::now() - began, 60s);
}

TEST_F(EnginePolicy, JobThatIsPutOffWithoutATimeLetsTheOthersGoFirst) {
    bool is_there = false;
    fetch.answer = [&is_there](const report& asking, const http::url&) {
        attempt_result result(fetched{});
        result.is_put_off = asking.what.number == 1 && !is_there;
        is_there = is_there || asking.what.number == 2;
        return result;
    };
    source.add("http://a/1");
    source.add("http://a/2");
    run();
    EXPECT_EQ(fetch.asked, (strings{"0 http://a/1", "0 http://a/2", "100 http://a/1"}));
}

TEST_F(EnginePolicy, JobThatIsPutOffWhenTheRunIsStoppedIsCancelled) {
    options.deadline = 5s;
    fetch.answer = [](const report&, const http::url&) {
        attempt_result result;
        result.is_put_off = true;
        result.host_pause = 1h;
        return result;
    };
    source.add("http://a/1");
    run();
    EXPECT_EQ(told.outcome_of(1), "timeout");
}

TEST_F(EnginePolicy, DelayThatAnAttemptSetsLiesBetweenTheStartsOfItsHost) {
    fetch.on_lane = [](const report& asking, traffic& lane) {
        if (asking.what.target->host() == "a") {
            lane.set_delay(2s);
        }
    };
    for (const char* url : {"http://a/1", "http://a/2", "http://a/3", "http://b/1", "http://b/2"}) {
        source.add(url);
    }
    run();
    EXPECT_EQ(fetch.asked,
              (strings{"0 http://a/1", "0 http://b/1", "0 http://b/2", "2000 http://a/2", "4000 http://a/3"}));
}

TEST_F(EnginePolicy, MirrorIsAskedAtOnceAndTold) {
    fetch.answer = [](const report&, const http::url& place) {
        return place.host() == "a" ? failed_with(http::errc::certificate) : attempt_result(fetched{});
    };
    source.add("http://a/1");
    add_mirror(1, "http://b/1");
    run();
    EXPECT_EQ(fetch.asked, (strings{"0 http://a/1", "0 http://b/1"}));
    const report& done = told.reports.at(1);
    EXPECT_EQ(name(done.how), "ok");
    EXPECT_EQ(done.place, 1U);
    ASSERT_EQ(done.attempts.size(), 1U);
    EXPECT_EQ(done.attempts[0].failure->code, http::errc::certificate);
}

TEST_F(EnginePolicy, MismatchIsToldAsAnAttemptAndTriedOnceMore) {
    options.retries.max_retries = 0;
    fetch.answer = [](const report&, const http::url&) { return attempt_result(checksum_mismatch{"sha256"}); };
    source.add("http://a/1");
    run();
    EXPECT_EQ(told.outcome_of(1), "checksum_mismatch");
    ASSERT_EQ(told.reports.at(1).attempts.size(), 1U);
    EXPECT_TRUE(told.reports.at(1).attempts[0].was_mismatch);
}

TEST_F(EnginePolicy, HostThatFailsTooOftenIsGivenUpAndItsOtherJobsAreSkipped) {
    options.hosts.otherwise.max_errors = 2;
    options.retries.max_retries = 0;
    fetch.answer = [](const report&, const http::url& place) {
        return place.host() == "a" ? failed_with(http::errc::refused) : attempt_result(fetched{});
    };
    for (const char* url : {"http://a/1", "http://a/2", "http://a/3", "http://a/4", "http://b/1"}) {
        source.add(url);
    }
    add_mirror(4, "http://b/2");
    run();
    EXPECT_EQ(told.count("network_error"), 2U);
    EXPECT_EQ(told.outcome_of(3), "skipped");
    EXPECT_EQ(std::get<skipped>(told.reports.at(3).how).why.detail, "a was given up after 2 errors");
    EXPECT_EQ(told.outcome_of(4), "ok") << "a mirror has it";
    EXPECT_EQ(told.outcome_of(5), "ok");
    EXPECT_EQ(fetch.asked.size(), 4U);
}

TEST_F(EnginePolicy, HostThatFailsInARowIsLeftAloneLongerAndLongerAndThenParked) {
    options.hosts.otherwise.failure_backoff = 1s;
    options.hosts.otherwise.max_failures_in_a_row = 4;
    options.retries.max_retries = 0;
    fetch.answer = [](const report& asking, const http::url& place) {
        const bool is_well = place.host() == "b" || asking.what.number == 2;
        return is_well ? attempt_result(fetched{}) : failed_with(http::errc::refused);
    };
    for (int i = 1; i <= 9; ++i) {
        source.add("http://a/" + std::to_string(i));
    }
    source.add("http://b/1");
    run();
    EXPECT_EQ(fetch.asked, (strings{"0 http://a/1", "0 http://b/1", "1000 http://a/2", "1000 http://a/3",
                                    "2000 http://a/4", "4000 http://a/5", "8000 http://a/6"}));
    EXPECT_EQ(told.count("skipped"), 3U);
    EXPECT_EQ(std::get<skipped>(told.reports.at(9).how).why.detail, "a was parked after 4 failures in a row");
    EXPECT_EQ(parked, strings{"a"});
}

TEST_F(EnginePolicy, HostThatAnswersWithErrorsOfItsPagesIsNotParked) {
    options.hosts.otherwise.max_failures_in_a_row = 1;
    options.retries.max_retries = 0;
    fetch.answer = [](const report&, const http::url&) { return attempt_result(http_error{}); };
    fetch.status = 500;
    source.add("http://a/1");
    source.add("http://a/2");
    run();
    EXPECT_EQ(told.count("http_error"), 2U);
}

// Three hosts of one machine, which each may be asked by itself whenever it is free.
TEST_F(EnginePolicy, HostsOfOneAddressShareItsPlaces) {
    options.hosts.otherwise.concurrency = 2;
    options.hosts.otherwise.per_address = 2;
    fetch.takes = 1s;
    int running = 0;
    int most = 0;
    fetch.on_attempt = [&](report& asking, bool begins) {
        const bool is_one = asking.what.target->host() != "other";
        running += !is_one ? 0 : begins ? 1 : -1;
        // They are not known to be neighbours before their first answers.
        most = async::clock::now() - began > 1500ms ? std::max(most, running) : most;
        asking.trace.remote = boost::asio::ip::make_address(is_one ? "192.0.2.1" : "192.0.2.2");
    };
    for (int i = 0; i < 60; ++i) {
        source.add("http://" + std::string(1, static_cast<char>('a' + i % 3)) + "/" + std::to_string(i));
    }
    for (int i = 0; i < 10; ++i) {
        source.add("http://other/" + std::to_string(i));
    }
    run();
    EXPECT_EQ(told.count("ok"), 70U);
    EXPECT_EQ(most, 2);
}

TEST_F(EnginePolicy, HostsOfOneAddressShareItsDelay) {
    options.hosts.otherwise.per_address = 2;
    options.hosts.otherwise.delay = 1s;
    fetch.on_attempt = [](report& asking, bool) { asking.trace.remote = boost::asio::ip::make_address("192.0.2.1"); };
    for (int i = 1; i <= 3; ++i) {
        for (const char* host : {"a", "b", "c"}) {
            source.add("http://" + std::string(host) + "/" + std::to_string(i));
        }
    }
    run();
    ASSERT_EQ(fetch.asked.size(), 9U);
    for (std::size_t i = 4; i < 9; ++i) {
        const auto at = [this](std::size_t n) { return std::stoi(fetch.asked.at(n)); };
        EXPECT_GE(at(i) - at(i - 1), 1000) << fetch.asked[i];
        EXPECT_LE(at(i) - at(i - 1), 1100) << fetch.asked[i] << ": the others wait for nothing else";
    }
}

TEST_F(EnginePolicy, ErrorsThatAreNotTheHostsFaultDoNotCount) {
    options.hosts.otherwise.max_errors = 1;
    fetch.status = 404;
    fetch.answer = [](const report& asking, const http::url&) {
        return asking.what.number == 1 ? attempt_result(http_error{}) : failed_with(http::errc::too_large);
    };
    for (const char* url : {"http://a/1", "http://a/2", "http://a/3"}) {
        source.add(url);
    }
    run();
    EXPECT_EQ(told.count("skipped"), 0U);
}

TEST_F(EnginePolicy, DeadlineEndsWhatIsInFlightAndWhatHasNotBegun) {
    options.deadline = 5s;
    fetch.takes = 24h;
    source.stays_open = true;
    for (const char* url : {"http://a/1", "http://a/2", "http://b/1"}) {
        source.add(url);
    }
    run();
    EXPECT_TRUE(counts.is_deadline_over);
    EXPECT_EQ(told.count("timeout"), 3U);
    const auto& why = std::get<network_failure>(told.reports.at(2).how).why;
    EXPECT_EQ(why.where, http::phase::queue);
    EXPECT_EQ(why.detail, "the run's deadline came first");
}

TEST_F(EnginePolicy, RetryThatWouldStartAfterTheDeadlineIsNotWaitedFor) {
    options.deadline = 5s;
    fetch.answer = [](const report&, const http::url&) { return refused_for(10s); };
    source.add("http://a/1");
    run();
    EXPECT_EQ(told.outcome_of(1), "http_error");
    EXPECT_FALSE(counts.is_deadline_over);
}

TEST_F(EnginePolicy, FileThatIsKnownToBeEnoughIsNotAskedFor) {
    source.add("http://a/1");
    auto known = std::make_shared<known_file>();
    known->is_enough = true;
    known->sha256 = {};
    source.jobs.front().known = known;
    run();
    EXPECT_TRUE(fetch.asked.empty());
    EXPECT_EQ(std::get<already_complete>(told.reports.at(1).how).path, "dir/file1");
}

TEST_F(EnginePolicy, TheSourceHearsOfAJobBeforeItIsRecorded) {
    source.add("http://a/1");
    told.on_finished = [this] { EXPECT_EQ(source.ended.size(), 1U); };
    run();
    EXPECT_EQ(told.count("ok"), 1U);
}

TEST_F(EnginePolicy, JobsOwnMethodDecidesWhetherItIsRepeated) {
    fetch.answer = [](const report&, const http::url&) { return attempt_result(http_error{}); };
    source.add("http://a/1");
    auto details = std::make_shared<job_details>();
    details->method = "POST";
    source.jobs.front().details = details;
    run();
    EXPECT_EQ(fetch.asked.size(), 1U);
}

TEST_F(EnginePolicy, AsManyAreInFlightAsMayBeHoweverManyThatIs) {
    options.concurrency = options.hosts.otherwise.concurrency = 6000;
    fetch.takes = 1s;
    int running = 0;
    int most = 0;
    fetch.on_attempt = [&](report&, bool begins) {
        running += begins ? 1 : -1;
        most = std::max(most, running);
    };
    for (int i = 0; i < 6000; ++i) {
        source.add("http://a/" + std::to_string(i));
    }
    run();
    EXPECT_EQ(most, 6000);
}

// A server that is best asked three at a time.
TEST_F(EnginePolicy, AdaptiveHostIsNotAskedMuchMoreThanDoesItGood) {
    options.hosts.otherwise.concurrency = 10;
    options.hosts.otherwise.is_adaptive = true;
    fetch.takes = 100ms;
    int running = 0;
    int most = 0;
    fetch.on_attempt = [&](report& asking, bool begins) {
        running += begins ? 1 : -1;
        most = std::max(most, running);
        asking.trace.took.ttfb =
            std::max<async::clock::duration>(asking.trace.took.ttfb.value_or(0ms), running > 3 ? 800ms : 100ms);
    };
    for (int i = 0; i < 200; ++i) {
        source.add("http://a/" + std::to_string(i));
    }
    run();
    EXPECT_EQ(told.count("ok"), 200U);
    EXPECT_GE(most, 3);
    EXPECT_LE(most, 5);
}

// Pauses, mirrors, rates, given-up and adaptive hosts together.
TEST_F(EnginePolicy, EveryJobHasOneReportWhateverHappens) {
    std::minstd_rand random(4711);  // NOLINT: the same every time
    options.hosts.otherwise.is_adaptive = true;
    options.hosts.otherwise.concurrency = 4;
    options.hosts.otherwise.max_errors = 15;
    host_limits slow;
    slow.requests = rate{20, 1s};
    slow.delay = 70ms;
    options.hosts.otherwise.adaptive_delay = 0.1;
    options.hosts.otherwise.failure_backoff = 200ms;
    options.hosts.otherwise.per_address = 5;
    fetch.on_attempt = [&random](report& asking, bool) {
        asking.trace.remote = boost::asio::ip::make_address(random() % 2 == 0 ? "192.0.2.1" : "192.0.2.2");
        asking.trace.took.ttfb = milliseconds(random() % 300);
    };
    fetch.on_lane = [&random](const report&, traffic& lane) { lane.set_delay(milliseconds(random() % 50)); };
    options.hosts.special.emplace_back("h1", slow);
    options.requests = rate{200, 1s};
    options.retries.backoff = 500ms;
    fetch.takes = 150ms;
    fetch.answer = [&random](const report&, const http::url&) {
        switch (random() % 8) {
            case 0:
                return refused_for(milliseconds(random() % 3000));
            case 1:
                return failed_with(http::errc::timed_out);
            case 2:
                return failed_with(http::errc::certificate);
            case 3:
                return attempt_result(checksum_mismatch{});
            default:
                return attempt_result(fetched{});
        }
    };
    for (std::size_t i = 1; i <= 300; ++i) {
        source.add("http://h" + std::to_string(random() % 5) + "/" + std::to_string(i));
        if (random() % 3 == 0) {
            add_mirror(i, "http://h" + std::to_string(random() % 5) + "/mirror");
        }
    }
    run();
    EXPECT_EQ(told.reports.size(), 300U);
    EXPECT_EQ(source.ended.size(), 300U);
    EXPECT_EQ(counts.finished, 300U);
    EXPECT_EQ(counts.in_flight, 0U);
    EXPECT_GT(told.count("ok"), 100U);
    EXPECT_GT(pauses.size(), 2U);
}

}  // namespace
}  // namespace trawl::fetch
