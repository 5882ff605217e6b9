#include <chrono>
#include <csignal>
#include <regex>

#include <gmock/gmock.h>

#include "cli/check_command.hpp"
#include "support/fault_server.hpp"
#include "support/replies.hpp"

namespace trawl::test {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

TEST_F(CheckCommand, PassesWhenTheReplyIsAsUsuallyExpected) {
    fault_server server;
    server.on("/", reply::redirect(302, "/home"));
    server.on("/home", reply::ok("welcome"));

    const auto result = check({server.url("/")});

    EXPECT_TRUE(ended_with(result, 0));
    EXPECT_THAT(result.out, HasSubstr("1 passed"));
}

TEST_F(CheckCommand, EndsWithFourWhenAReplyIsNotAsExpected) {
    fault_server server;
    server.on("/x", reply::ok("Hello"));

    EXPECT_TRUE(ended_with(check({server.url("/missing")}), 4));
    const auto result = check({server.url("/x"), "-e", "body contains \"Welcome\"", "-e", "status == 201"});

    EXPECT_TRUE(ended_with(result, 4));
    EXPECT_THAT(result.out, AllOf(HasSubstr("body does not contain \"Welcome\""), HasSubstr("status is 200, not 201"),
                                  HasSubstr("Hello"), HasSubstr("1 failed")));
}

TEST_F(CheckCommand, EndsWithThreeWhenNoReplyComes) {
    fault_server server;
    server.on("/x", reply::ok("x"));
    server.on("/closed", reply::close_at_once());

    const auto result = check({server.url("/x"), server.url("/closed"), server.url("/missing")});

    EXPECT_TRUE(ended_with(result, 3));
    EXPECT_THAT(result.out, HasSubstr("1 passed"));
    EXPECT_TRUE(ended_with(check({server.url("/closed"), "-e", "error == closed"}), 0));
}

TEST_F(CheckCommand, AsksWhatAListSays) {
    fault_server server{[](const received_request& request) { return reply::ok(request.target); }};

    EXPECT_TRUE(ended_with(check({"-i", "-"}, server.url("/1") + "\n" + server.url("/2") + "\n"), 0));
    EXPECT_EQ(server.requests(), 2U);
    const auto list = file("urls.txt", server.url("/1") + "\nhttp://\n");
    const auto result = check({"-i", list, "--github", "on"});
    EXPECT_TRUE(ended_with(result, 2));
    EXPECT_THAT(result.out, AllOf(HasSubstr("no host"), HasSubstr("::error file=" + list + ",line=2,")));
}

TEST_F(CheckCommand, ShowsWhereAnExpectationIsWrong) {
    expect_refused({"http://127.0.0.1:1/", "-e", "status in 200..299", "-e", "body contain \"x\""}, "^^^^^^^");
    expect_refused({"http://127.0.0.1:1/", "-e", "p95(time) < 5"}, "--expect");
}

TEST_F(CheckCommand, ShowsAllThatIsWrongInASuiteBeforeAnythingIsAsked) {
    fault_server server;
    const auto suite =
        file("smoke.toml", "[[check]]\nurl = '" + server.url("/") + "'\nexpct = ['status == 200']\n[[check]]\nurl = '" +
                               server.url("/") + "'\nexpect = ['status = 200']\nneeds = 'login'\n");

    const auto result = check({suite});

    EXPECT_TRUE(ended_with(result, 2));
    EXPECT_THAT(result.err, AllOf(HasSubstr(suite + ":3:"), HasSubstr("expct"), HasSubstr(suite + ":6:"),
                                  HasSubstr("^"), HasSubstr(suite + ":7:")));
    EXPECT_EQ(server.requests(), 0U);
}

TEST_F(CheckCommand, RunsSuitesWithWhatTheCommandLineGives) {
    fault_server server{[](const received_request& request) {
        return request.target == "/login" ? reply::ok(R"({"token": "t1"})", "application/json")
                                          : reply::ok(request.field("Authorization") + request.field("X-Secret"));
    }};
    const auto suite = file("smoke.toml", R"(
[[check]]
name = "login"
url = "/login"
capture = {token = "json $.token"}
[[check]]
name = "me"
url = "/me/${user}"
needs = "login"
headers = {Authorization = "Bearer ${token}", X-Secret = "${SECRET:KEY}"}
expect = ['body contains "Bearer t1"', 'body == x']
tags = ["smoke"]
[[check]]
name = "other"
url = "/other"
)");

    const auto result = check({suite, "--base-url", server.url("/"), "--var", "user=demo", "--secret", "KEY=hush-hush",
                               "--tag", "smoke", "-e", "size > 0"});

    EXPECT_TRUE(ended_with(result, 4));
    EXPECT_THAT(result.out, AllOf(HasSubstr("login"), HasSubstr("Bearer t1***"), Not(HasSubstr("hush-hush")),
                                  Not(HasSubstr("other"))));
    EXPECT_EQ(server.requests(), 2U);
}

TEST_F(CheckCommand, WaitsUntilAllIsAsExpected) {
    fault_server server{[](const received_request& request) {
        return request.number < 3 ? reply::status(503, {}, "starting") : reply::ok("up");
    }};

    const auto result = check({server.url("/"), "-e", "body == up", "--wait-for", "60s", "--wait-every", "10ms"});

    EXPECT_TRUE(ended_with(result, 0));
    EXPECT_THAT(result.out, AllOf(HasSubstr("1 passed"), Not(HasSubstr("flaky"))));
    EXPECT_EQ(server.requests(), 3U);
}

TEST_F(CheckCommand, TellsWhatPassedOnARetryApart) {
    fault_server server{
        [](const received_request& request) { return request.number == 1 ? reply::ok("not yet") : reply::ok("up"); }};

    const auto result = check({server.url("/"), "-e", "body == up", "--retries", "1"});

    EXPECT_TRUE(ended_with(result, 0));
    EXPECT_THAT(result.out, HasSubstr("1 flaky"));
    EXPECT_TRUE(ended_with(check({server.url("/"), "-e", "body == down", "--retries", "1", "--retry-on", "5xx"}), 4));
    EXPECT_EQ(server.requests(), 3U);
}

TEST_F(CheckCommand, JudgesTheRunByItsThresholds) {
    fault_server server{
        [](const received_request& request) { return request.number % 2 == 0 ? reply::status(500) : reply::ok("x"); }};

    EXPECT_TRUE(ended_with(check({server.url("/"), "--repeat", "10", "-e", "failed <= 50%", "-e", "runs == 10"}), 0));
    EXPECT_EQ(server.requests(), 10U);
    const auto result = check({server.url("/"), "--repeat", "10", "-e", "failed < 50%"});
    EXPECT_TRUE(ended_with(result, 4));
    EXPECT_THAT(result.out, HasSubstr("failed is 50% (5 of 10), not < 50%"));
    EXPECT_TRUE(ended_with(check({server.url("/"), "-e", "p50(time) < 1 ms", "-e", "p50(time) > 1h"}), 4));
}

TEST_F(CheckCommand, WritesReportsWhole) {
    fault_server server;
    server.on("/x", reply::ok("x"));
    const auto junit = file("old.xml", std::string(100'000, 'x'));

    const auto result = check({server.url("/x"), server.url("/missing"), "--junit", junit, "--tap",
                               place("new/report.tap").string(), "--json", place("report.json").string(), "--markdown",
                               place("report.md").string(), "--html", place("report.html").string()});

    EXPECT_TRUE(ended_with(result, 4));
    EXPECT_THAT(read_file(junit), AllOf(StartsWith("<?xml"), HasSubstr("</testsuites>"), Not(HasSubstr("xxx"))));
    EXPECT_THAT(read_file(place("new/report.tap")), StartsWith("TAP version 14\n"));
    EXPECT_THAT(read_file(place("report.json")), HasSubstr("\"failed\":1"));
    EXPECT_THAT(read_file(place("report.md")), HasSubstr("missing"));
    EXPECT_THAT(read_file(place("report.html")), StartsWith("<!DOCTYPE html>"));
}

TEST_F(CheckCommand, TellsPeopleOnStderrWhenStandardOutputIsTaken) {
    fault_server server;
    server.on("/x", reply::ok("x"));

    const auto result = check({server.url("/x"), "--tap", "-"});
    EXPECT_TRUE(ended_with(result, 0));
    EXPECT_THAT(result.out, StartsWith("TAP version 14\n"));
    EXPECT_THAT(result.err, HasSubstr("1 passed"));

    EXPECT_EQ(check({server.url("/x"), "-w", "{status} {name}\\n"}).out, "200 GET " + server.url("/x") + "\n");
    EXPECT_THAT(check({server.url("/x"), "--results", "-"}).out, HasSubstr("\"result\":\"passed\""));
}

TEST_F(CheckCommand, SaysLittleWhenQuiet) {
    fault_server server;
    server.on("/x", reply::ok("x"));

    const auto result = check({server.url("/x"), server.url("/missing"), "-q"});

    EXPECT_TRUE(ended_with(result, 4));
    EXPECT_THAT(result.out, AllOf(HasSubstr("/missing"), Not(HasSubstr("/x")), HasSubstr("1 passed")));
}

TEST_F(CheckCommand, ShowsWhatItWouldAsk) {
    fault_server server;
    const auto suite = file("smoke.toml", R"(
base_url = "http://a.example/"
[[check]]
name = "login"
method = "POST"
url = "/login"
expect = ["status == 200", "time < 1s"]
capture = {token = "json $.token"}
[[check]]
name = "me"
url = "/me?t=${token}&k=${SECRET:KEY}"
needs = "login"
[[check]]
name = "old"
url = "/old"
skip = "broken since May"
)");

    const auto result = check({suite, server.url("/x"), "--dry-run", "--secret", "KEY=hush-hush"});

    EXPECT_TRUE(ended_with(result, 0));
    EXPECT_EQ(result.out,
              "ask\tlogin\tPOST\thttp://a.example/login\t2 expectations\n"
              "ask\tme\tGET\thttp://a.example/me?t=${token}&k=***\t1 expectation\tneeds login\n"
              "skip\told\tGET\thttp://a.example/old\tbroken since May\n"
              "ask\tGET " +
                  server.url("/x") + "\tGET\t" + server.url("/x") + "\t1 expectation\n");
    EXPECT_EQ(server.requests(), 0U);
}

TEST_F(CheckCommand, ReportsWhatRanWhenItIsInterrupted) {
    const auto go_on = std::make_shared<gate>();
    fault_server server{[&](const received_request& request) {
        return request.target == "/1" ? reply::ok("x") : script{step::wait_for{go_on}};
    }};
    const auto suite =
        file("smoke.toml", "base_url = '" + server.url("/") +
                               "'\n[[check]]\nurl = '/1'\n[[check]]\nurl = '/2'\n[[check]]\nurl = '/3'\n");
    child_process running(TRAWL_BINARY,
                          trawl_options({"check", suite, "-j", "1", "--json", place("report.json").string()}));
    ASSERT_TRUE(server.wait_for_requests(2));

    running.kill(SIGINT);
    ASSERT_TRUE(running.wait_for_err("interrupted"));
    running.kill(SIGINT);
    const auto result = running.wait();
    go_on->open();

    EXPECT_TRUE(ended_with(result, 130));
    EXPECT_THAT(result.out, AllOf(HasSubstr("1 passed"), HasSubstr("2 not run")));
    EXPECT_THAT(read_file(place("report.json")),
                AllOf(HasSubstr("\"not_run\":2"), HasSubstr(R"("result":"failed","trouble":"interrupted",)")));
}

TEST_F(CheckCommand, RefusesWhatCannotBe) {
    expect_refused({}, "nothing to check");
    expect_refused({"http://127.0.0.1:1/", "--junit", "a.xml", "--json", "./a.xml"}, "is named by another option too");
    expect_refused({"http://127.0.0.1:1/", "--junit", "-", "--json", "-"}, "standard output is taken by --junit");
    expect_refused({"http://127.0.0.1:1/", "--junit", "-", "-w", "x"}, "standard output is taken by --write");
    expect_refused({"http://127.0.0.1:1/", "--repeat", "2", "--for", "1s"}, "does not go with --repeat");
    expect_refused({"http://127.0.0.1:1/", "--repeat", "0"}, "--repeat");
    expect_refused({"http://127.0.0.1:1/", "--var", "9=x"}, "'9' is no name");
    expect_refused({"http://127.0.0.1:1/", "--secret", "TRAWL_NOT_SET"}, "the environment has no TRAWL_NOT_SET");
    expect_refused({"http://127.0.0.1:1/", "--secret", "hu/sh"}, "--secret: what is given is no name");
    expect_refused({"http://127.0.0.1:1/", "--secret", "hu/sh=x"}, "--secret: what stands before '=' is no name");
    expect_refused({"http://127.0.0.1:1/", "--base-url", "ftp://x"}, "--base-url");
    expect_refused({"http://127.0.0.1:1/", "-X", "A B"}, "is no method");
    expect_refused({"/no/such.toml"}, "/no/such.toml");
    EXPECT_TRUE(ended_with(check({"http://127.0.0.1:1/", "--junit", "/proc/no.xml"}), 5));
}

TEST_F(CheckCommand, HasSomethingToDo) {
    const auto suite = file("smoke.toml", "[[check]]\nurl = 'http://127.0.0.1:1/'\n");

    const auto result = check({suite, "--tag", "none"});

    EXPECT_TRUE(ended_with(result, 2));
    EXPECT_THAT(result.err, HasSubstr("no check has these tags"));
    EXPECT_TRUE(ended_with(check({suite, "--tag", "none", "--allow-empty"}), 0));
    EXPECT_TRUE(ended_with(check({"-i", "-"}), 2));
    const auto others_only = check({suite, "http://127.0.0.1:1/", "-e", "error exists", "--tag", "none"});
    EXPECT_TRUE(ended_with(others_only, 2));
    EXPECT_THAT(others_only.err, HasSubstr("no check of a suite has these tags"));
    const auto skipped = file("skipped.toml",
                              "[[check]]\nname = 'a'\nurl = 'http://127.0.0.1:1/'\nskip = true\n"
                              "[[check]]\nurl = 'http://127.0.0.1:1/b'\nneeds = 'a'\n");
    const auto all_skipped = check({skipped});
    EXPECT_TRUE(ended_with(all_skipped, 2));
    EXPECT_THAT(all_skipped.out, HasSubstr("2 skipped"));
    EXPECT_THAT(all_skipped.err, HasSubstr("nothing was asked"));
    EXPECT_TRUE(ended_with(check({skipped, "--allow-empty"}), 0));
}

TEST_F(CheckCommand, WarnsOfWhatIsGivenInVain) {
    const auto suite =
        file("smoke.toml",
             "[defaults]\ntags = 'smoke'\n[[check]]\nurl = 'http://a.example/${region:-eu}'\n"
             "headers = { A = '${SECRET:TOKEN}' }\n[[check]]\nurl = 'http://a.example/b'\ntags = 'slow'\n");
    const std::vector<std::string> dry = {suite, "--dry-run", "--secret", "TOKEN=hush-hush"};

    const auto result =
        check(dry + std::vector<std::string>{"--tag", "smoke,smok", "--skip-tag", "slwo", "--var", "regoin=us", "--var",
                                             "x=1", "--secret", "TOKN=hush-again", "-e", "body contains \"${x}\""});
    EXPECT_TRUE(ended_with(result, 0));
    EXPECT_EQ(result.err,
              "trawl: warning: --tag: no check has the tag 'smok' (did you mean 'smoke'?)\n"
              "trawl: warning: --skip-tag: no check has the tag 'slwo' (did you mean 'slow'?)\n"
              "trawl: warning: --var: nothing uses the variable 'regoin' (did you mean 'region'?)\n"
              "trawl: warning: --secret: nothing uses the secret 'TOKN' (did you mean 'TOKEN'?)\n");

    const auto config = file("trawl.toml", "[check]\nvar = ['other=1']\nskip-tag = ['other']\n");
    EXPECT_EQ(check(dry + std::vector<std::string>{"--config", config}).err, "");
    EXPECT_EQ(check({"http://a.example/", "--dry-run", "--tag", "a", "--var", "b=c"}).err, "");
}

TEST_F(CheckCommand, WarnsOfFilesThatAreTakenForUrls) {
    const auto list = file("urls.txt", "http://a.example/\n");
    EXPECT_THAT(check({list, "--dry-run"}).err,
                HasSubstr("urls.txt' is taken for a URL, though there is a file of this name: "));
}

TEST_F(CheckCommand, ReportsOfARunThatDidNothingAreNotGreen) {
    const auto suite = file("smoke.toml", "[[check]]\nurl = 'http://127.0.0.1:1/'\n");
    const auto report = [&](const std::string& format) {
        EXPECT_TRUE(ended_with(check({suite, "--tag", "none", "--" + format, place("report").string()}), 2));
        return read_file(place("report"));
    };

    const std::string why = "there was nothing to check: no check has these tags";
    EXPECT_THAT(report("junit"), AllOf(HasSubstr("errors=\"1\""), HasSubstr("<error type=\"run\" message=\"" + why)));
    EXPECT_THAT(report("tap"), HasSubstr("\nBail out! " + why));
    EXPECT_THAT(report("json"), HasSubstr(R"("result":"failed","trouble":")" + why));
    EXPECT_THAT(report("markdown"), AllOf(HasSubstr("❌ 0 checks"), HasSubstr(why)));
    EXPECT_THAT(report("html"), AllOf(HasSubstr("<title>failed: "), HasSubstr(why)));
}

TEST_F(CheckCommand, LeavesNoReportOfAnEarlierRunWhenItCannotStart) {
    const auto broken = file("broken.toml", "[[check]]\n");
    const auto missing = place("no.txt").string();
    const std::vector<std::vector<std::string>> runs{
        {broken}, {"-i", missing}, {"http://a.test/", "-e", "status === 2"}};
    for (const auto& run : runs) {
        const auto old = file("report.xml", "<testsuites/>");
        std::vector<std::string> words = run;
        words.insert(words.end(), {"--junit", old});
        const auto done = check(words);
        EXPECT_TRUE(ended_with(done, 2));
        EXPECT_FALSE(std::filesystem::exists(old));
        EXPECT_THAT(done.err, HasSubstr("report.xml is removed: it was of an earlier run"));
    }
    EXPECT_TRUE(ended_with(check({broken, "--junit", broken}), 2));
    EXPECT_TRUE(std::filesystem::exists(broken));
}

TEST_F(CheckCommand, ReportsAreOfTheSameOpinionAsTheExitStatus) {
    fault_server server;
    const auto report = place("report.md").string();

    EXPECT_TRUE(ended_with(check({server.url("/missing"), "--fail-on", "none", "--markdown", report}), 0));
    EXPECT_THAT(read_file(report), HasSubstr("✅ 1 check: 1 failed"));
    EXPECT_THAT(read_file(report), HasSubstr("passed: 1 of 1 run failed, within --fail-on none"));
    const auto list = file("urls.txt", server.url("/1") + "\nhttp://\n");
    EXPECT_TRUE(ended_with(check({"-i", list, "-e", "failed <= 100%", "--markdown", report}), 2));
    EXPECT_THAT(read_file(report), HasSubstr("❌ 2 checks: 1 failed, 1 error"));
}

}  // namespace
}  // namespace trawl::test
