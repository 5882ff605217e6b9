#include "sample_checks.hpp"

#include <utility>

namespace trawl::report::test {

using check::standing;

namespace {

check_record sample_check(std::string name, std::uint32_t line, standing how) {
    check_record made;
    made.name = std::move(name);
    made.file = "ci/smoke.toml";
    made.line = line;
    made.method = "GET";
    made.url = "http://a.test/" + std::to_string(line);
    made.final_url = made.url;
    made.stands = how;
    made.outcome = "ok";
    made.status = 200;
    made.started = "2026-11-23T10:33:49.123Z";
    made.took.queue = 0.5;
    made.took.ttfb = 10;
    made.took.total = 12.5;
    made.time = 12;
    made.json = R"({"name":")" + made.name + "\"}";
    return made;
}

check::expectation_result expected(std::string text, bool holds, std::string message) {
    check::expectation_result made;
    made.text = std::move(text);
    made.where.file = "ci/smoke.toml";
    made.where.line = 22;
    made.holds = holds;
    made.actual = holds ? "" : "404";
    made.message = std::move(message);
    return made;
}

}  // namespace

std::vector<check_record> sample_checks() {
    check_record passed = sample_check("home", 10, standing::passed);
    passed.tags = {"fast"};

    check_record failed = sample_check("login <1>", 20, standing::failed);
    failed.blamed = check::blame::assertion;
    failed.status = 404;
    failed.final_url = "http://a.test/elsewhere";
    failed.message = "status is 404, not in 200..299";
    failed.expectations = {expected("status in 200..299", false, "status is 404, not in 200..299"),
                           expected("time < 1s", true, "")};
    failed.body_start = "<h1>Not here</h1>\r\n  at all\n";

    check_record flaky = sample_check("cart", 30, standing::flaky);
    flaky.tries = 3;
    flaky.first_failure = "timeout";

    check_record skipped = sample_check("order #1", 40, standing::skipped);
    skipped.message = "\"login\" did not pass";
    skipped.status = 0;
    skipped.took = {};
    skipped.time.reset();

    check_record error = sample_check("GET https://www.b.test/x", 3, standing::error);
    error.file = "urls.txt";
    error.url = "https://www.b.test/x";
    error.final_url.clear();
    error.blamed = check::blame::network;
    error.outcome = "timeout";
    error.message = "connect: timed out";
    error.status = 0;
    error.runs = 10;
    error.failed_runs = 2;
    error.flaky_runs = 1;

    return {passed, failed, flaky, skipped, error};
}

run_record sample_run() {
    run_record made;
    made.name = "smoke";
    made.started = "2026-11-23T10:33:49.123Z";
    made.seconds = 1.25;
    made.checks = 5;
    made.passed = made.flaky = made.failed = made.errors = made.skipped = 1;
    made.runs = 13;
    made.failed_runs = 3;
    made.p50 = 12.5;
    made.p95 = 612;
    made.requests = 15;
    made.connections = 2;
    run_record::judged_threshold holds;
    holds.text = "failed <= 50%";
    holds.holds = true;
    holds.actual = "23 %";
    run_record::judged_threshold broken;
    broken.text = "p95(time) < 500ms";
    broken.where.file = "ci/smoke.toml";
    broken.where.line = 2;
    broken.actual = "612 ms";
    broken.message = "p95(time) is 612 ms, not < 500ms";
    made.thresholds = {holds, broken};
    made.has_passed = false;
    return made;
}

check_record nasty_check() {
    check_record made =
        sample_check("a|b `c` ``d`` <script>x</script> @everyone \xE2\x80\xAE 100%0A, ::error::x", 7, standing::failed);
    made.file = "a,b:c%.toml";
    made.url = "http://a.test/?<script>";
    made.final_url = made.url;
    made.message = "::error file=x::boom\n::error::again ##[add-mask]a \x1B[31m";
    made.body_start =
        "```\n::error::body\n</pre></details><script>alert(1)</script>\n````` @everyone\r\n\ttab\x1B]0;title\x07\n" +
        std::string(5000, 'w') + "\n\n6\n7\n8\n9\n10\n11\n";
    return made;
}

std::string written(report_writer write, const run_record& run, const std::vector<check_record>& checks) {
    std::string text;
    const check_walk walk = [&checks](const std::function<void(const check_record&)>& take) {
        for (const check_record& each : checks) {
            take(each);
        }
    };
    write(run, walk, [&text](std::string_view piece) { text += piece; });
    return text;
}

}  // namespace trawl::report::test
