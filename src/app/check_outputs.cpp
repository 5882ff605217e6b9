#include "app/check_outputs.hpp"

#include <algorithm>
#include <exception>
#include <filesystem>
#include <utility>

#include <unistd.h>
#include <boost/system/system_error.hpp>

#include "app/given_file.hpp"
#include "app/run_parts.hpp"
#include "base/error_text.hpp"
#include "base/printable.hpp"
#include "files/direct.hpp"
#include "files/write_all.hpp"
#include "output/terminal.hpp"
#include "report/github_report.hpp"
#include "report/html_report.hpp"
#include "report/json_report.hpp"
#include "report/junit_report.hpp"
#include "report/markdown_report.hpp"
#include "report/tap_report.hpp"
#include "report/terminal_report.hpp"

namespace trawl::app {

namespace {

void write_report(report_format format, const report::run_record& run, const report::check_walk& checks,
                  const report::text_sink& take) {
    switch (format) {
        case report_format::junit:
            return report::write_junit_report(run, checks, take);
        case report_format::tap:
            return report::write_tap_report(run, checks, take);
        case report_format::json:
            return report::write_json_report(run, checks, take);
        case report_format::markdown:
            return report::write_markdown_report(run, checks, take);
        case report_format::html:
            return report::write_html_report(run, checks, take);
    }
}

// What went wrong is one of several things that may.
template <class Work>
void try_to(std::vector<std::string>& failures, const Work& work) {
    try {
        work();
    } catch (const std::exception& failed) {
        failures.push_back(base::error_text(failed));
    }
}

}  // namespace

bool is_for_github(const check_output& asked) {
    return asked.github == "on" || (asked.github == "auto" && environment_text("GITHUB_ACTIONS") == "true");
}

bool is_stdout_taken(const check_options& options) {
    return options.records.format || files::is_standard_output(options.records.results) ||
           std::ranges::any_of(options.output.reports,
                               [](const report_file& one) { return files::is_standard_output(one.path); });
}

void remove_stale_reports(const check_options& options) {
    const auto& given = options.input;
    for (const auto& [format, path] : options.output.reports) {
        std::error_code failed;
        const auto is_same = [&path = path](const std::string& read) {
            std::error_code none;
            return std::filesystem::equivalent(path, read, none);
        };
        if (files::own_descriptor(path) || !std::filesystem::is_regular_file(path, failed) || is_same(given.list) ||
            std::ranges::any_of(given.suites, is_same)) {
            continue;
        }
        const auto file = std::filesystem::canonical(path, failed);  // a link stays
        if (!failed && std::filesystem::remove(file, failed)) {
            output::write_to_stderr("trawl: " + base::printable(path) + " is removed: it was of an earlier run\n");
        }
    }
}

check_outputs::check_outputs(const check_options& options)
    : people_(is_stdout_taken(options) ? STDERR_FILENO : STDOUT_FILENO),
      is_quiet_(options.common.quiet),
      is_for_github_(is_for_github(options.output)) {
    try {
        for (const auto& [format, path] : options.output.reports) {
            reports_.push_back({format, report::report_file(path)});
        }
    } catch (const boost::system::system_error& failed) {
        throw cannot_start(write_failed, base::error_text(failed));
    }
}

std::vector<std::string> check_outputs::write(const report::run_record& run, const report::check_walk& checks,
                                              const report::check_walk& not_passed) {
    std::vector<std::string> failures;
    try_to(failures, [&] { write_terminal(run, is_quiet_ ? not_passed : checks); });
    for (auto& each : reports_) {
        try_to(failures, [&] {
            write_report(each.format, run, checks, [&each](std::string_view text) { each.file.write(text); });
            each.file.finish();
        });
    }
    if (is_for_github_) {
        try_to(failures, [&] { tell_github(run, checks, not_passed); });
    }
    return failures;
}

void check_outputs::write_terminal(const report::run_record& run, const report::check_walk& checks) const {
    constexpr std::size_t enough = 64 * 1024;
    std::string waiting;
    const auto flush = [&] {
        if (const auto written = files::write_all(people_, waiting); written.failure) {
            throw boost::system::system_error(written.failure, "cannot write what the checks came to");
        }
        waiting.clear();
    };
    const auto terminal = output::terminal::of(people_);
    report::terminal_style style;
    style.has_colour = terminal.has_colour;
    style.is_quiet = is_quiet_;
    if (terminal.is_terminal) {
        style.width = output::terminal_width(people_);
    }
    report::write_terminal_report(
        run, checks,
        [&](std::string_view text) {
            waiting += is_for_github_ ? report::without_commands(text) : std::string(text);
            if (waiting.size() > enough) {
                flush();
            }
        },
        style);
    flush();
}

void check_outputs::tell_github(const report::run_record& run, const report::check_walk& checks,
                                const report::check_walk& not_passed) {
    report::write_github_report(run, not_passed, [this](std::string_view text) { annotations_ += text; });
    if (const std::string path = environment_text("GITHUB_STEP_SUMMARY"); !path.empty()) {
        report::append_step_summary(path, run, checks);
    }
}

}  // namespace trawl::app
