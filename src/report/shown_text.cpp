#include "report/shown_text.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <utility>

#include "base/duration_text.hpp"
#include "base/printable.hpp"
#include "report/check_text.hpp"

namespace trawl::report {

namespace {

constexpr std::size_t body_lines = 10;
constexpr std::size_t longest_line = 1000;

std::string counted(std::uint64_t count, std::string_view one) {
    return std::to_string(count) + " " + std::string(one) + (count == 1 ? "" : "s");
}

void append_tabs_as_blanks(std::string& out, std::string_view line) {
    for (const char each : line) {
        if (each == '\t') {
            out += "    ";
        } else {
            out += each;
        }
    }
}

std::string shown_line(std::string_view line) {
    std::string text;
    append_tabs_as_blanks(text, line);
    return base::printable(cut_text(text, longest_line));
}

}  // namespace

std::string milliseconds_text(double milliseconds) {
    return base::to_text(
        std::chrono::round<std::chrono::nanoseconds>(std::chrono::duration<double, std::milli>(milliseconds)));
}

std::string took_text(const check_record& of) {
    return of.time ? milliseconds_text(*of.time) : "-";
}

std::string totals_text(const run_record& of) {
    const std::array<std::pair<std::string, std::uint64_t>, 6> parts{{{"passed", of.passed},
                                                                      {"flaky", of.flaky},
                                                                      {"failed", of.failed},
                                                                      {of.errors == 1 ? "error" : "errors", of.errors},
                                                                      {"skipped", of.skipped},
                                                                      {"not run", of.not_run}}};
    std::string text = counted(of.checks, "check");
    std::string_view before = ": ";
    for (const auto& [word, count] : parts) {
        if (count > 0) {
            ((text += std::exchange(before, ", ")) += std::to_string(count)) += " " + word;
        }
    }
    text += " in " + milliseconds_text(of.seconds * 1000);
    if (of.runs + of.skipped_runs > of.checks) {
        text += " (" + counted(of.runs, "run") + ", " + std::to_string(of.failed_runs) + " failed" +
                (of.skipped_runs > 0 ? ", " + std::to_string(of.skipped_runs) + " skipped" : "") + ")";
    }
    return of.trouble.empty() ? text : text + ", " + base::printable(of.trouble);
}

std::string verdict_text(const run_record& of) {
    if (!of.has_passed || of.tolerance.empty()) {
        return {};
    }
    return base::printable("passed: " + std::to_string(of.failed_runs) + " of " + counted(of.runs, "run") +
                           " failed, within " + of.tolerance);
}

std::string cost_text(const run_record& of) {
    const std::array<std::pair<std::string_view, std::optional<double>>, 4> times{
        {{"p50 ", of.p50}, {"p95 ", of.p95}, {"p99 ", of.p99}, {"slowest ", of.slowest}}};
    std::string text;
    for (const auto& [name, time] : times) {
        if (time) {
            ((text += text.empty() ? "" : ", ") += name) += milliseconds_text(*time);
        }
    }
    return text + (text.empty() ? "" : "; ") + counted(of.requests, "request") + " over " +
           counted(of.connections, "connection");
}

std::string threshold_text(const run_record::judged_threshold& of) {
    if (of.holds || of.message.empty()) {
        return base::printable(of.text + ": " + of.actual);
    }
    const std::string place = place_text(of.where.file, of.where.line);
    return base::printable(of.message + (place.empty() ? "" : " (" + place + ")"));
}

std::string status_text(const check_record& of) {
    return of.status == 0 ? "-" : std::to_string(of.status);
}

std::vector<std::string> detail_lines(const check_record& of) {
    std::vector<std::string> lines;
    if (of.stands == check::standing::flaky) {
        if (of.tries > 1) {
            lines.push_back("passed at try " + std::to_string(of.tries));
        }
        if (!of.first_failure.empty()) {
            lines.push_back(shown_line("the first: " + of.first_failure));
        }
        if (const std::string runs = runs_text(of); !runs.empty()) {
            lines.push_back(runs);
        }
        return lines;
    }
    std::size_t of_body = 0;
    const std::string text = failure_text(of);
    for (const std::string_view line : lines_of(text)) {
        of_body += line.starts_with("| ") ? 1 : 0;
        if (of_body > body_lines) {
            lines.emplace_back("| ...");
            break;
        }
        lines.push_back(shown_line(line));
    }
    return lines;
}

}  // namespace trawl::report
