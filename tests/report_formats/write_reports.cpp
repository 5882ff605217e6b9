// write_reports FOLDER: reports of some runs, as NAME.xml, .tap, .json, .html, .md and .github, for programs that are not ours to read.

#include <cstdint>
#include <exception>
#include <iostream>
#include <string>
#include <utility>
#include <vector>

#include "nasty_checks.hpp"
#include "report/check_record.hpp"
#include "report/github_report.hpp"
#include "report/html_report.hpp"
#include "report/json_report.hpp"
#include "report/junit_report.hpp"
#include "report/markdown_report.hpp"
#include "report/report_file.hpp"
#include "report/tap_report.hpp"

namespace {

using namespace trawl;
using check::standing;
using report::run_record;

std::vector<std::string> lines_of(const std::vector<fetch::report>& checks) {
    const report::redactor secrets({"s3cret"});
    std::vector<std::string> lines;
    for (const fetch::report& each : checks) {
        report::append_check_line(lines.emplace_back(), each, secrets);
    }
    return lines;
}

report::check_walk walk_over(const std::vector<std::string>& lines) {
    return [&lines](const std::function<void(const report::check_record&)>& take) {
        std::uint64_t number = 0;
        for (const std::string& line : lines) {
            report::check_record read = report::read_check_line(line);
            if (++number % 7 == 0 && read.runs > 0) {
                read.runs = 5;
                read.failed_runs *= 2;
            }
            take(read);
        }
    };
}

void count(run_record& into, const report::check_walk& checks) {
    checks([&](const report::check_record& each) {
        ++into.checks;
        into.passed += each.stands == standing::passed ? 1 : 0;
        into.flaky += each.stands == standing::flaky ? 1 : 0;
        into.failed += each.stands == standing::failed ? 1 : 0;
        into.errors += each.stands == standing::error ? 1 : 0;
        into.skipped += each.stands == standing::skipped ? 1 : 0;
        into.not_run += each.stands == standing::not_run ? 1 : 0;
        into.runs += each.runs;
        into.failed_runs += each.failed_runs;
    });
}

void add_threshold(run_record& to, std::string text, bool holds) {
    run_record::judged_threshold made;
    made.text = std::move(text);
    made.holds = holds;
    made.actual = "612 ms <&]]>";
    if (!holds) {
        made.message = made.text + " does not hold: 612 ms <&]]>";
    }
    to.thresholds.push_back(std::move(made));
}

void write(const std::string& prefix, run_record run, const std::vector<fetch::report>& checks) {
    const std::vector<std::string> lines = lines_of(checks);
    const report::check_walk walk = walk_over(lines);
    count(run, walk);
    const std::pair<const char*, decltype(&report::write_json_report)> formats[] = {
        {".xml", &report::write_junit_report},
        {".tap", &report::write_tap_report},
        {".json", &report::write_json_report},
        {".html", &report::write_html_report},
        {".github", &report::write_github_report},
        {".md", [](const run_record& of, const report::check_walk& checks,
                   const report::text_sink& take) { report::write_markdown_report(of, checks, take); }},
    };
    for (const auto& [ending, write_report] : formats) {
        report::report_file file(prefix + ending);
        write_report(run, walk, [&](std::string_view text) { file.write(text); });
        file.finish();
    }
}

run_record named(std::string name) {
    run_record made;
    made.name = std::move(name);
    made.started = "2026-11-23T10:33:49.123Z";
    made.seconds = 1.5;
    made.p50 = 12.25;
    made.slowest = 800;
    return made;
}

void write_all(const std::string& folder) {
    run_record nasty = named("nasty \x1B <&\"]]> \xFF");
    nasty.has_passed = false;
    add_threshold(nasty, "p95(time) < 500ms", false);
    add_threshold(nasty, "failed <= 100%", true);
    add_threshold(nasty, "failed <= 100%", true);
    write(folder + "/nasty", std::move(nasty), report::test::nasty_checks());

    std::vector<fetch::report> many;
    for (int number = 0; number < 1000; ++number) {
        const std::string host = "host" + std::to_string(number % 100) + ".test";
        many.push_back(report::test::url_check("http://" + host + "/" + std::to_string(number),
                                               number % 50 == 0 ? standing::failed : standing::passed));
    }
    run_record failed = named("many");
    failed.has_passed = false;
    write(folder + "/many", std::move(failed), many);

    run_record tolerant = named("tolerant");
    tolerant.tolerance = "'failed <= 2%' # \\ <&\"]]>";
    write(folder + "/tolerant", std::move(tolerant), many);

    write(folder + "/none", named("none"), {});

    run_record passing = named("passing");
    add_threshold(passing, "failed == 0", true);
    std::vector<fetch::report> good;
    for (const standing how : {standing::passed, standing::flaky, standing::skipped}) {
        good.push_back(report::test::ended_check(std::string(check::name(how)), how, "has a s3cret"));
    }
    write(folder + "/passing", std::move(passing), good);

    run_record interrupted = named("interrupted");
    interrupted.is_interrupted = true;
    interrupted.has_passed = false;
    interrupted.trouble = "interrupted";
    std::vector<fetch::report> some;
    for (const standing how : {standing::passed, standing::not_run}) {
        some.push_back(report::test::ended_check(std::string(check::name(how)), how, ""));
    }
    write(folder + "/interrupted", std::move(interrupted), some);
}

}  // namespace

int main(int count, char** words) {
    if (count != 2) {
        std::cerr << "usage: write_reports FOLDER\n";
        return 2;
    }
    try {
        write_all(words[1]);
    } catch (const std::exception& e) {
        std::cerr << e.what() << '\n';
        return 1;
    }
    return 0;
}
