// What programs that are not ours make of these is tested in tests/report_formats.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "report/check_text.hpp"
#include "report/json_report.hpp"
#include "report/junit_report.hpp"
#include "report/tap_report.hpp"
#include "sample_checks.hpp"
#include "trawl/version.hpp"

namespace trawl::report {
namespace {

using testing::HasSubstr;

TEST(JunitReport, IsThisText) {
    EXPECT_EQ(test::written(&write_junit_report, test::sample_run(), test::sample_checks()),
              R"(<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="smoke" tests="7" failures="2" errors="1" skipped="1" time="1.250">
  <testsuite name="ci/smoke.toml" tests="4" failures="1" errors="0" skipped="1" time="0.036" timestamp="2026-11-23T10:33:49">
    <testcase classname="ci.smoke" name="home" time="0.012" file="ci/smoke.toml" line="10">
      <properties>
        <property name="tag" value="fast"/>
      </properties>
    </testcase>
    <testcase classname="ci.smoke" name="login &lt;1&gt;" time="0.012" file="ci/smoke.toml" line="20">
      <failure type="assertion" message="status is 404, not in 200..299">GET http://a.test/20 -&gt; http://a.test/elsewhere: HTTP 404
expected: status in 200..299 (ci/smoke.toml:22)
  but status is 404, not in 200..299
1 expectation holds
times: total 12.0 ms: queue 0.5 ms, ttfb 10.0 ms
body:
| &lt;h1&gt;Not here&lt;/h1&gt;
|   at all
</failure>
    </testcase>
    <testcase classname="ci.smoke" name="cart" time="0.012" file="ci/smoke.toml" line="30">
      <properties>
        <property name="flaky" value="true"/>
      </properties>
      <system-out>GET http://a.test/30: HTTP 200
tries: 3, the first: timeout
times: total 12.0 ms: queue 0.5 ms, ttfb 10.0 ms
</system-out>
    </testcase>
    <testcase classname="ci.smoke" name="order #1" time="0.000" file="ci/smoke.toml" line="40">
      <skipped message="&quot;login&quot; did not pass"/>
    </testcase>
  </testsuite>
  <testsuite name="urls.txt" tests="1" failures="0" errors="1" skipped="0" time="0.012" timestamp="2026-11-23T10:33:49">
    <testcase classname="www_b_test" name="GET https://www.b.test/x" time="0.012" file="urls.txt" line="3">
      <properties>
        <property name="runs" value="10"/>
        <property name="failed_runs" value="2"/>
        <property name="flaky_runs" value="1"/>
        <property name="skipped_runs" value="0"/>
      </properties>
      <error type="timeout" message="connect: timed out">GET https://www.b.test/x
message: connect: timed out
2 of 10 runs failed, 1 was flaky
times: total 12.0 ms: queue 0.5 ms, ttfb 10.0 ms
</error>
    </testcase>
  </testsuite>
  <testsuite name="thresholds" tests="2" failures="1" errors="0" skipped="0" time="0.000">
    <testcase classname="thresholds" name="failed &lt;= 50%" time="0.000"/>
    <testcase classname="thresholds" name="p95(time) &lt; 500ms" time="0.000" file="ci/smoke.toml" line="2">
      <failure type="threshold" message="p95(time) is 612 ms, not &lt; 500ms">p95(time) &lt; 500ms
is 612 ms
</failure>
    </testcase>
  </testsuite>
</testsuites>
)");
}

TEST(TapReport, IsThisText) {
    EXPECT_EQ(test::written(&write_tap_report, test::sample_run(), test::sample_checks()), R"(TAP version 14
1..7
ok 1 - home
not ok 2 - login <1>
  ---
  message: "status is 404, not in 200..299"
  severity: fail
  at: "ci/smoke.toml:20"
  request: "GET http://a.test/20"
  answered_by: "http://a.test/elsewhere"
  status: 404
  failed:
    - expected: "status in 200..299"
      actual: "404"
      message: "status is 404, not in 200..299"
      at: "ci/smoke.toml:22"
  times: "total 12.0 ms: queue 0.5 ms, ttfb 10.0 ms"
  body: "<h1>Not here</h1>\r\n  at all\n"
  ...
ok 3 - cart
  ---
  flaky: true
  at: "ci/smoke.toml:30"
  request: "GET http://a.test/30"
  status: 200
  tries: 3
  first_failure: "timeout"
  times: "total 12.0 ms: queue 0.5 ms, ttfb 10.0 ms"
  ...
ok 4 - order \#1 # SKIP "login" did not pass
not ok 5 - GET https://www.b.test/x
  ---
  message: "connect: timed out"
  severity: error
  at: "urls.txt:3"
  request: "GET https://www.b.test/x"
  runs: "2 of 10 runs failed, 1 was flaky"
  times: "total 12.0 ms: queue 0.5 ms, ttfb 10.0 ms"
  ...
ok 6 - failed <= 50%
not ok 7 - p95(time) < 500ms
  ---
  message: "p95(time) is 612 ms, not < 500ms"
  severity: fail
  actual: "612 ms"
  at: "ci/smoke.toml:2"
  ...
)");
}

TEST(MachineReports, SayOfABodyThatIsNoTextHowLongItIs) {
    check_record binary = test::sample_checks()[1];
    binary.body_start.clear();
    binary.is_body_cut = true;
    binary.binary_size = 97;
    EXPECT_THAT(failure_text(binary), testing::EndsWith("\nbody: binary, 97 bytes\n"));
    std::string tap;
    write_tap_report(
        test::sample_run(), [&](const auto& take) { take(binary); }, [&](std::string_view text) { tap += text; });
    EXPECT_THAT(tap, testing::HasSubstr("  body: \"binary, 97 bytes\"\n  ...\n"));
}

TEST(TapReport, OfAnInterruptedRunBailsOut) {
    run_record run = test::sample_run();
    run.trouble = "interrupted";
    std::vector<check_record> checks = test::sample_checks();
    checks.back().stands = check::standing::not_run;
    checks.back().message = "interrupted before it ended";
    const std::string text = test::written(&write_tap_report, run, checks);
    EXPECT_THAT(text, HasSubstr("ok 5 - GET https://www.b.test/x # SKIP not run: interrupted before it ended\n"));
    EXPECT_THAT(text, testing::EndsWith("\nBail out! interrupted\n"));
}

TEST(JUnitReport, WhatIsWrongWithTheRunIsAnErrorAndWhatWasNotRunTookNoTime) {
    run_record run = test::sample_run();
    run.trouble = "interrupted";
    check_record waited = test::sample_checks()[0];
    waited.stands = check::standing::not_run;
    waited.runs = 0;
    waited.time.reset();
    const std::string text = test::written(&write_junit_report, run, {waited});
    EXPECT_THAT(text, HasSubstr(R"(<testsuites name="smoke" tests="4" failures="1" errors="1" skipped="1")"));
    EXPECT_THAT(text, HasSubstr(R"(name="home" time="0.000")"));
    EXPECT_THAT(text, HasSubstr(R"(    <testcase classname="run" name="smoke" time="0.000">
      <error type="run" message="interrupted">interrupted
</error>
)"));
}

TEST(MachineReports, WhatIsToleratedIsNoFailureOfARunThatPassed) {
    run_record run = test::sample_run();
    run.thresholds.pop_back();
    run.has_passed = true;
    run.tolerance = "'failed <= 50%'";
    const std::string junit = test::written(&write_junit_report, run, test::sample_checks());
    EXPECT_THAT(junit, HasSubstr(R"(<testsuites name="smoke" tests="6" failures="0" errors="0" skipped="1")"));
    EXPECT_THAT(junit, HasSubstr("name=\"tolerated\" value=\"'failed &lt;= 50%'\"/>"));
    EXPECT_THAT(junit, HasSubstr("<system-out>GET http://a.test/20 -&gt; http://a.test/elsewhere: HTTP 404\n"));
    EXPECT_THAT(junit, Not(testing::AnyOf(HasSubstr("<failure"), HasSubstr("<error"))));
    const std::string tap = test::written(&write_tap_report, run, test::sample_checks());
    EXPECT_THAT(tap, HasSubstr("not ok 2 - login <1> # TODO tolerated: 'failed <= 50%'\n"));
    EXPECT_THAT(test::written(&write_json_report, run, {}), HasSubstr("\"tolerance\":\"'failed <= 50%'\""));
}

TEST(JsonReport, SaysWhetherTheRunPassedAndWhatItLacks) {
    run_record run;
    EXPECT_THAT(test::written(&write_json_report, run, {}),
                HasSubstr(R"("result":"passed","trouble":null,"tolerance":null,)"));
    run.has_passed = false;
    run.trouble = "interrupted";
    EXPECT_THAT(test::written(&write_json_report, run, {}),
                HasSubstr(R"("result":"failed","trouble":"interrupted","tolerance":null,)"));
}

TEST(JsonReport, IsThisText) {
    const std::string version(trawl::version());
    EXPECT_EQ(
        test::written(&write_json_report, test::sample_run(), test::sample_checks()),
        R"({"version":1,"tool":"trawl )" + version +
            R"(","name":"smoke","started":"2026-11-23T10:33:49.123Z","took_ms":1250.000,"result":"failed","trouble":null,"tolerance":null,"interrupted":false,)"
            R"("counts":{"checks":5,"passed":1,"flaky":1,"failed":1,"errors":1,"skipped":1,"not_run":0,"runs":13,"failed_runs":3,"skipped_runs":0,)"
            R"("requests":15,"connections":2},"time_ms":{"p50":12.500,"p95":612.000,"p99":null,"max":null},)"
            R"("thresholds":[{"text":"failed <= 50%","file":null,"line":null,"result":"passed","actual":"23 %","message":null},
{"text":"p95(time) < 500ms","file":"ci/smoke.toml","line":2,"result":"failed","actual":"612 ms","message":"p95(time) is 612 ms, not < 500ms"}],
"checks":[
{"name":"home","runs":1,"failed_runs":0,"flaky_runs":0,"skipped_runs":0},
{"name":"login <1>","runs":1,"failed_runs":0,"flaky_runs":0,"skipped_runs":0},
{"name":"cart","runs":1,"failed_runs":0,"flaky_runs":0,"skipped_runs":0},
{"name":"order #1","runs":1,"failed_runs":0,"flaky_runs":0,"skipped_runs":0},
{"name":"GET https://www.b.test/x","runs":10,"failed_runs":2,"flaky_runs":1,"skipped_runs":0}
]}
)");
}

}  // namespace
}  // namespace trawl::report
