#include "report/terminal_report.hpp"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sample_checks.hpp"

namespace trawl::report {
namespace {

using testing::HasSubstr;
using testing::Not;

std::string shown(const run_record& run, const std::vector<check_record>& checks) {
    return test::written([](auto& of, auto& walk, auto& take) { write_terminal_report(of, walk, take); }, run, checks);
}

std::string shown_quietly(const run_record& run, const std::vector<check_record>& checks) {
    constexpr auto write = [](auto& of, auto& walk, auto& take) {
        terminal_style style;
        style.is_quiet = true;
        write_terminal_report(of, walk, take, style);
    };
    return test::written(write, run, checks);
}

std::string shown_in_colour(const run_record& run, const std::vector<check_record>& checks) {
    constexpr auto write = [](auto& of, auto& walk, auto& take) {
        terminal_style style;
        style.has_colour = true;
        write_terminal_report(of, walk, take, style);
    };
    return test::written(write, run, checks);
}

TEST(TerminalReport, HasALineACheckAndBelowItWhatWentWrong) {
    EXPECT_EQ(shown(test::sample_run(), test::sample_checks()), R"~(ok       home                      200     12 ms
FAILED   login <1>                 404     12 ms
         GET http://a.test/20 -> http://a.test/elsewhere: HTTP 404
         expected: status in 200..299 (ci/smoke.toml:22)
           but status is 404, not in 200..299
         1 expectation holds
         times: total 12.0 ms: queue 0.5 ms, ttfb 10.0 ms
         body:
         | <h1>Not here</h1>
         |   at all
flaky    cart                      200     12 ms
         passed at try 3
         the first: timeout
skipped  order #1                  "login" did not pass
ERROR    GET https://www.b.test/x    -     12 ms
         GET https://www.b.test/x
         message: connect: timed out
         2 of 10 runs failed, 1 was flaky
         times: total 12.0 ms: queue 0.5 ms, ttfb 10.0 ms

ok       failed <= 50%: 23 %
FAILED   p95(time) is 612 ms, not < 500ms (ci/smoke.toml:2)
p50 12 ms, p95 612 ms; 15 requests over 2 connections
5 checks: 1 passed, 1 flaky, 1 failed, 1 error, 1 skipped in 1.2 s (13 runs, 3 failed)
)~");
}

TEST(TerminalReport, SaysOnceWhatAnExpectationSays) {
    check_record check = test::sample_checks()[1];
    check.message += " (and 1 more)";
    EXPECT_THAT(shown({}, {check}), Not(HasSubstr("message: ")));
}

TEST(TerminalReport, QuietlyTellsWhatDidNotPass) {
    const std::string text = shown_quietly(test::sample_run(), test::sample_checks());
    EXPECT_THAT(text, testing::StartsWith("FAILED   login <1>                 404     12 ms\n"));
    EXPECT_THAT(text, HasSubstr("\nERROR    GET https://www.b.test/x    -     12 ms\n"));
    for (const char* const left_out : {"home", "cart", "order", "failed <=", "p50"}) {
        EXPECT_THAT(text, Not(HasSubstr(left_out)));
    }
    EXPECT_THAT(text, testing::EndsWith(
                          "\n\nFAILED   p95(time) is 612 ms, not < 500ms (ci/smoke.toml:2)\n"
                          "5 checks: 1 passed, 1 flaky, 1 failed, 1 error, 1 skipped in 1.2 s (13 runs, 3 failed)\n"));
}

TEST(TerminalReport, QuietlyIsALineIfAllIsRight) {
    run_record run;
    run.checks = run.passed = run.runs = 1;
    EXPECT_EQ(shown_quietly(run, {test::sample_checks()[0]}), "1 check: 1 passed in 0 ms\n");
}

TEST(TerminalReport, ColoursTheMarksAndTheLastLine) {
    const std::string text = shown_in_colour(test::sample_run(), test::sample_checks());
    EXPECT_THAT(text, testing::StartsWith("\x1b[32mok\x1b[0m       home  "));
    EXPECT_THAT(text, HasSubstr("\n\x1b[1;31mFAILED\x1b[0m   login <1>  "));
    EXPECT_THAT(text, HasSubstr("\n\x1b[33mflaky\x1b[0m    cart  "));
    EXPECT_THAT(text, HasSubstr("\n\x1b[1;31m5 checks: 1 passed"));
}

TEST(TerminalReport, ShowsWhetherTheRunPassed) {
    run_record run = test::sample_run();
    run.has_passed = true;
    EXPECT_THAT(shown_in_colour(run, {}), HasSubstr("\n\x1b[32m5 checks: "));
    run.has_passed = false;
    run.trouble = "interrupted";
    EXPECT_THAT(shown_in_colour(run, {}), HasSubstr("\n\x1b[1;31m5 checks: "));
    EXPECT_THAT(shown_in_colour(run, {}), testing::EndsWith(", interrupted\x1b[0m\n"));
}

TEST(TerminalReport, SaysWhyARunPassedThoughChecksDidNot) {
    run_record run = test::sample_run();
    run.has_passed = true;
    run.tolerance = "'failed <= 50%'";
    EXPECT_THAT(shown_in_colour(run, test::sample_checks()),
                testing::EndsWith("\n\x1b[32mpassed: 3 of 13 runs failed, within 'failed <= 50%'\x1b[0m\n"));
}

TEST(TerminalReport, SaysAfterHowManyTriesSomethingCameUp) {
    check_record waited = test::sample_checks()[0];
    waited.tries = 4;
    EXPECT_THAT(shown_in_colour(test::sample_run(), {waited}), HasSubstr(" ms  after 4 tries\n"));
}

TEST(TerminalReport, AlignsByColumnsAndLetsLongNamesStandOut) {
    std::vector<check_record> checks{test::sample_checks()[0], test::sample_checks()[0], test::sample_checks()[0]};
    checks[1].name = "日本語";
    EXPECT_THAT(shown({}, checks), testing::StartsWith("ok       home    200     12 ms\n"
                                                       "ok       日本語  200     12 ms\n"
                                                       "ok       home    200     12 ms\n\n"));
    checks[2].name = std::string(90, 'x');
    const std::string text = shown({}, checks);
    EXPECT_THAT(text, testing::StartsWith("ok       home" + std::string(76 - 4, ' ') + "  200     12 ms\n"));
    EXPECT_THAT(text, HasSubstr("\nok       " + checks[2].name + "  200     12 ms\n"));
}

TEST(TerminalReport, NothingOfAServerGetsThrough) {
    run_record run;
    run.checks = run.failed = 1;
    EXPECT_EQ(shown(run, {test::nasty_check()}),
              R"~(FAILED   a|b `c` ``d`` <script>x</script> @everyone \u{202e} 100%0A, ::error::x  200     12 ms
         GET http://a.test/?<script>: HTTP 200
         message: ::error file=x::boom\x0a::error::again ##[add-mask]a \x1b[31m
         times: total 12.0 ms: queue 0.5 ms, ttfb 10.0 ms
         body:
         | ```
         | ::error::body
         | </pre></details><script>alert(1)</script>
         | ````` @everyone
         |     tab\x1b]0;title\x07
         | )~" + std::string(86, 'w') +
                  R"~(...
         | 
         | 6
         | 7
         | 8
         | ...

0 requests over 0 connections
1 check: 1 failed in 0 ms
)~");
}

}  // namespace
}  // namespace trawl::report
