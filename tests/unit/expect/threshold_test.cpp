#include "expect/threshold.hpp"

#include <chrono>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace trawl::expect {
namespace {

class some_figures : public run_figures {
public:
    explicit some_figures(std::uint64_t runs) : runs_(runs) {}

    std::uint64_t runs() const override { return runs_; }
    std::uint64_t failed() const override { return runs_ == 0 ? 0 : 3; }
    std::uint64_t flaky() const override { return 0; }
    std::uint64_t replies() const override { return runs_; }
    async::clock::duration percentile(timed_phase of, double percent) const override {
        using namespace std::chrono_literals;
        return of == timed_phase::total ? std::chrono::duration_cast<async::clock::duration>(percent * 10ms) : 7ms;
    }

private:
    std::uint64_t runs_;
};

struct judged {
    const char* text;
    const char* message;
};

TEST(Threshold, JudgesARun) {
    const std::vector<judged> all = {
        {"p95(time) < 1s", ""},
        {"p95(time) < 500ms", "p95(time) is 950 ms, not < 500ms"},
        {"p99.9(time) <= 500 ms", "p99.9(time) is 999 ms, not <= 500 ms"},
        {"p50(time.ttfb) == 7ms", ""},
        {" p50 ( time.dns ) != 7ms", "p50 ( time.dns ) is 7 ms, and should not be"},
        {"failed <= 3", ""},
        {"failed == 0", "failed is 3, not 0"},
        {"failed <= 2%", ""},
        {"failed < 1.5 %", "failed is 1.5% (3 of 200), not < 1.5 %"},
        {"failed < 1%", "failed is 1.5% (3 of 200), not < 1%"},
        {"flaky == 0", ""},
        {"flaky > 0%", "flaky is 0% (0 of 200), not > 0%"},
        {"runs >= 100", ""},
        {"runs > 1000", "runs is 200, not > 1000"},
    };
    for (const auto& each : all) {
        const auto parsed = threshold::parse(each.text);
        ASSERT_TRUE(parsed) << each.text << ": " << parsed.error().what;
        const auto found = parsed->check(some_figures(200));
        EXPECT_EQ(found.message, each.message) << each.text;
        EXPECT_EQ(found.holds, *each.message == '\0') << each.text;
        EXPECT_EQ(parsed->text(), each.text);
        EXPECT_TRUE(threshold::is_meant_by(each.text)) << each.text;
    }
}

TEST(Threshold, OfTimesNeedsAReply) {
    EXPECT_EQ(threshold::parse("p95(time) < 1s")->check(some_figures(0)).message, "p95(time): no reply came");
}

TEST(Threshold, OfFailuresNeedsARun) {
    EXPECT_EQ(threshold::parse("failed <= 1%")->check(some_figures(0)).message, "failed: nothing was run");
    EXPECT_EQ(threshold::parse("flaky == 0")->check(some_figures(0)).message, "flaky: nothing was run");
    EXPECT_TRUE(threshold::parse("runs == 0")->check(some_figures(0)).holds);
}

TEST(Threshold, OfAPartOfTheRunsIsExact) {
    for (const char* text : {"failed <= 0.3%", "failed == 0.3%", "failed >= 0.3%"}) {
        EXPECT_TRUE(threshold::parse(text)->check(some_figures(1'000)).holds) << text;
    }
    EXPECT_FALSE(threshold::parse("failed <= 0.29%")->check(some_figures(1'000)).holds);
}

TEST(Threshold, SaysWhichFiguresItJudges) {
    EXPECT_TRUE(threshold::parse("failed <= 1%")->judges_failures());
    EXPECT_FALSE(threshold::parse("flaky <= 1%")->judges_failures());
    EXPECT_FALSE(threshold::parse("p95(time) < 1s")->judges_failures());
    for (const char* text : {"status == 200", "path == 3", "fail == 1", "", "p == 1", "body contains runs"}) {
        EXPECT_FALSE(threshold::is_meant_by(text)) << text;
    }
}

TEST(Threshold, TellsWhatIsWrongAndWhere) {
    const std::vector<judged> all = {
        {"p95 < 1s", "'(time)' is missing: p95(time)\n  p95 < 1s\n      ^"},
        {"p95(tme) < 1s",
         "no time is called 'tme' (did you mean 'time'?): time, time.dns, time.connect, time.tls, time.ttfb or "
         "time.transfer\n  p95(tme) < 1s\n      ^^^"},
        {"p95(time < 1s", "a ')' is missing\n  p95(time < 1s\n           ^"},
        {"p0(time) < 1s", "a percentile goes from above 0 to 100: p50, p99.9\n  p0(time) < 1s\n  ^^"},
        {"p101(time) < 1s", "a percentile goes from above 0 to 100: p50, p99.9\n  p101(time) < 1s\n  ^^^^"},
        {"not failed <= 1%", "a threshold takes no 'not': turn its comparison round\n  not failed <= 1%\n  ^^^"},
        {"p95(time) < 500", "a time needs its unit: 500ms, 500s or 500d\n  p95(time) < 500\n              ^^^"},
        {"p95(time) <", "a value is missing\n  p95(time) <\n             ^"},
        {"p95(time) in 1s", "a threshold goes with ==, !=, <, <=, > and >=\n  p95(time) in 1s\n            ^^"},
        {"failed <= 101%",
         "a number of runs is wanted, or a part of them from 0% to 100%\n  failed <= 101%\n            ^^^^"},
        {"failed <= 1.5",
         "a number of runs is wanted, or a part of them from 0% to 100%\n  failed <= 1.5\n            ^^^"},
        {"failed <= 1 % and flaky == 0",
         "each expectation stands by itself: another --expect, or another text of the list\n"
         "  failed <= 1 % and flaky == 0\n                ^^^"},
        {"runs >= 10%", "runs are counted: a number without '%'\n  runs >= 10%\n          ^^^"},
        {"faild < 1", "unknown threshold 'faild' (did you mean 'failed'?)\n  faild < 1\n  ^^^^^"},
    };
    for (const auto& each : all) {
        const auto parsed = threshold::parse(each.text);
        ASSERT_FALSE(parsed) << each.text;
        EXPECT_EQ(parsed.error().what + "\n" + with_carets(parsed.error(), each.text), each.message);
    }
}

}  // namespace
}  // namespace trawl::expect
