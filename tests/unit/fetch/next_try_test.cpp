#include "fetch/next_try.hpp"

#include <gtest/gtest.h>

namespace trawl::fetch {
namespace {

using namespace std::chrono_literals;

const async::clock::time_point start{1h};

struct NextTry : testing::Test {
    /// What follows an attempt that ended like this; the task goes where it says.
    std::optional<next_try> after(attempt_result result) {
        const auto next = decide_next_try(what, result, {policy, method, now, 0.5});
        if (next) {
            what.told.place = next->place;
        }
        return next;
    }
    std::optional<next_try> after(http::errc code) {
        return after(attempt_result(network_failure{http::error(code, http::phase::body)}));
    }
    std::optional<next_try> after_status(int status, std::optional<std::chrono::milliseconds> host_pause = {}) {
        what.told.reply.emplace(what.place());
        what.told.reply->status = status;
        attempt_result result(http_error{});
        result.host_pause = host_pause;
        return after(std::move(result));
    }
    std::optional<next_try> after_progress() {
        attempt_result result(network_failure{http::error(http::errc::reset, http::phase::body)});
        result.made_progress = true;
        return after(std::move(result));
    }

    void add_mirror(const char* url) {
        auto details = std::make_shared<job_details>(what.told.what.details ? *what.told.what.details : job_details());
        details->mirrors.push_back(*http::parse_url(url));
        what.told.what.details = std::move(details);
    }

    http::retry_policy policy;
    std::string method = "GET";
    async::clock::time_point now = start;
    task what = [] {
        task made(job(http::parse_url("http://a/")));
        made.began = start;
        return made;
    }();
};

TEST_F(NextTry, ThePolicysClassesAreTriedAsOftenAsItSays) {
    EXPECT_EQ(after(http::errc::reset)->pause, 500ms);
    EXPECT_EQ(after_status(503)->pause, 1s);
    EXPECT_EQ(after(http::errc::truncated)->pause, 2s);
    EXPECT_FALSE(after(http::errc::truncated).has_value());
}

TEST_F(NextTry, OtherFailuresAreFinal) {
    EXPECT_FALSE(after_status(404).has_value());
    EXPECT_FALSE(after(http::errc::certificate).has_value());
    EXPECT_FALSE(after(attempt_result(write_failure{})).has_value());
    EXPECT_FALSE(after(attempt_result(cancelled{})).has_value());
    EXPECT_FALSE(after(attempt_result(fetched{})).has_value());
    attempt_result shown(network_failure{http::error(http::errc::reset, http::phase::body)});
    shown.is_final = true;
    EXPECT_FALSE(after(shown).has_value());
}

TEST_F(NextTry, DamagedCodingMayPassAnUnknownOneWillNot) {
    EXPECT_TRUE(after(http::errc::content_coding).has_value());
    const http::error unknown(http::errc::content_coding, http::phase::head);
    EXPECT_FALSE(after(attempt_result(network_failure{unknown})).has_value());
}

TEST_F(NextTry, MethodThatMustNotBeRepeatedIsOnlyWhenAsked) {
    method = "POST";
    EXPECT_FALSE(after_status(503).has_value());
    policy.any_method = true;
    EXPECT_TRUE(after_status(503).has_value());
}

TEST_F(NextTry, NotSoonerThanTheServerWantsAndNotWhenThatIsTooLong) {
    EXPECT_EQ(after_status(429, 60s)->pause, 60s);
    EXPECT_FALSE(after_status(429, 121s).has_value());
}

TEST_F(NextTry, ProgressDoesNotUseUpARetry) {
    policy.max_retries = 1;
    for (int i = 0; i < 10; ++i) {
        EXPECT_TRUE(after_progress().has_value());
    }
    EXPECT_TRUE(after(http::errc::reset).has_value());
    EXPECT_TRUE(after_progress().has_value());
    EXPECT_FALSE(after(http::errc::reset).has_value());
    policy.max_retries = 0;
    EXPECT_FALSE(after_progress().has_value());
}

TEST_F(NextTry, NoRetryStartsAfterTheTotalTime) {
    policy.max_time = 10s;
    now = start + 9500ms;
    EXPECT_TRUE(after_status(503).has_value());
    now = start + 9600ms;
    EXPECT_FALSE(after_status(503).has_value());
}

TEST_F(NextTry, BodyThatIsNotWhatItMustBeIsAskedForOnceMore) {
    policy.max_retries = 0;
    EXPECT_EQ(after(attempt_result(checksum_mismatch{}))->pause, 0ms);
    EXPECT_FALSE(after(attempt_result(checksum_mismatch{})).has_value());
}

TEST_F(NextTry, EachMirrorIsAskedAtOnceWhateverTheFailure) {
    policy.max_retries = 0;
    add_mirror("http://b/");
    add_mirror("http://c/");
    auto next = after_status(404);
    EXPECT_EQ(next->place, 1U);
    EXPECT_EQ(next->pause, 0ms);
    next = after(http::errc::certificate);
    EXPECT_EQ(next->place, 2U);
    EXPECT_EQ(next->pause, 0ms);
    EXPECT_FALSE(after(http::errc::reset).has_value());
}

TEST_F(NextTry, AfterAllMirrorsThePolicyDecidesOverThoseThatMayStillHelp) {
    policy.max_retries = 2;
    add_mirror("http://b/");
    add_mirror("http://c/");
    EXPECT_EQ(after_status(503)->place, 1U);
    EXPECT_EQ(after_status(404)->place, 2U);
    const auto again = after_status(503, 300s);
    ASSERT_TRUE(again.has_value()) << "the wish of one host keeps nobody from another";
    EXPECT_EQ(again->place, 0U);
    EXPECT_EQ(again->pause, 500ms);
    EXPECT_EQ(after_status(503)->place, 2U) << "the second has no such file";
    EXPECT_FALSE(after_status(503).has_value());
}

TEST_F(NextTry, MirrorIsTheJudgeOfAMismatch) {
    policy.max_retries = 0;
    add_mirror("http://b/");
    EXPECT_EQ(after(attempt_result(checksum_mismatch{}))->place, 1U);
    EXPECT_FALSE(after(attempt_result(checksum_mismatch{})).has_value());
}

TEST_F(NextTry, PlaceThatIsNotToBeAskedIsPassedOver) {
    EXPECT_FALSE(next_place_without(what).has_value());
    add_mirror("http://b/");
    what.is_ruled_out.clear();
    EXPECT_EQ(next_place_without(what), 1U);
    what.told.place = 1;
    EXPECT_FALSE(next_place_without(what).has_value());
}

}  // namespace
}  // namespace trawl::fetch
