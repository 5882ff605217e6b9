#include "report/html_report.hpp"

#include <string>
#include <string_view>

#include "output/xml_text.hpp"
#include "report/check_text.hpp"
#include "report/shown_text.hpp"

namespace trawl::report {

namespace {

using output::xml_text;

constexpr std::size_t longest_text = 2000;

// Nothing is loaded and nothing runs, whatever a server managed to have written here.
constexpr std::string_view head_start = R"(<!DOCTYPE html>
<html lang="en" xmlns="http://www.w3.org/1999/xhtml">
<head>
<meta charset="utf-8"/>
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"/>
<meta name="viewport" content="width=device-width, initial-scale=1"/>
<meta name="color-scheme" content="light dark"/>
<meta name="referrer" content="no-referrer"/>
)";

constexpr std::string_view style = R"(<style>
:root { color-scheme: light dark; --line: #8886; --good: #1a7f37; --bad: #cf222e; --odd: #9a6700; --mild: #656d76; }
@media (prefers-color-scheme: dark) { :root { --good: #3fb950; --bad: #f85149; --odd: #d29922; --mild: #8d96a0; } }
body { font: 15px/1.5 system-ui, sans-serif; max-width: 75rem; margin: 2rem auto; padding: 0 1rem; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: .3rem .6rem; border-bottom: 1px solid var(--line); overflow-wrap: anywhere; }
th { font-weight: 600; }
td:first-child { white-space: nowrap; font-weight: 600; }
.number { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
.passed td:first-child, .good { color: var(--good); }
.failed td:first-child, .error td:first-child, .bad { color: var(--bad); }
.flaky td:first-child { color: var(--odd); }
.skipped td:first-child, .not_run td:first-child, .mild { color: var(--mild); }
pre { overflow-x: auto; padding: .6rem; border: 1px solid var(--line); border-radius: 4px; font-size: 13px; }
summary { cursor: pointer; }
</style>
)";

std::string shown(std::string_view text) {
    return xml_text(cut_text(text, longest_text));
}

/// Its name, below it where it stands, what happened, and what is known of that.
std::string story(const check_record& of) {
    std::string out = shown(of.name);
    if (const std::string place = place_text(of.file, of.line); !place.empty()) {
        out += " <span class=\"mild\">" + shown(place) + "</span>";
    }
    if (!is_bad(of.stands) && of.stands != check::standing::flaky) {
        return of.message.empty() ? out : out + "<br/>" + shown(of.message);
    }
    const std::string& what = of.stands == check::standing::flaky ? of.first_failure : of.message;
    out += std::string("<details") + (is_bad(of.stands) ? " open=\"open\"" : "") + "><summary>" +
           (what.empty() ? "details" : shown(what)) + "</summary><pre>";
    for (const std::string& line : detail_lines(of)) {
        out += xml_text(line) + "\n";
    }
    return out + "</pre></details>";
}

std::string row(const check_record& of) {
    const std::string word(check::name(of.stands));
    return "<tr class=\"" + word + "\"><td>" + (of.stands == check::standing::not_run ? "not run" : word) +
           "</td><td>" + story(of) + "</td><td class=\"number\">" + status_text(of) + "</td><td class=\"number\">" +
           took_text(of) + "</td></tr>\n";
}

void write_thresholds(const run_record& run, const text_sink& take) {
    if (run.thresholds.empty()) {
        return;
    }
    take("<h2>Thresholds</h2>\n<table>\n");
    for (const auto& each : run.thresholds) {
        take(std::string("<tr class=\"") + (each.holds ? "passed\"><td>holds" : "failed\"><td>failed") + "</td><td>" +
             shown(threshold_text(each)) + "</td></tr>\n");
    }
    take("</table>\n");
}

template <class Wanted>
void write_checks(std::string_view title, const check_walk& checks, const text_sink& take, Wanted is_wanted) {
    take("<h2>" + std::string(title) +
         "</h2>\n<table>\n<thead><tr><th>Result</th><th>Check</th><th class=\"number\">Status</th><th "
         "class=\"number\">Time</th></tr></thead>\n<tbody>\n");
    checks([&](const check_record& each) {
        if (is_wanted(each.stands)) {
            take(row(each));
        }
    });
    take("</tbody>\n</table>\n");
}

}  // namespace

void write_html_report(const run_record& run, const check_walk& checks, const text_sink& take) {
    const std::string verdict = verdict_text(run);
    const std::uint64_t bad = run.failed + run.errors;
    take(head_start);
    take("<title>" + std::string(run.has_passed ? "passed" : "failed") + ": " + shown(run.name) + "</title>\n");
    take(style);
    take("</head>\n<body>\n<h1>" + shown(run.name) + "</h1>\n<p class=\"" + (run.has_passed ? "good" : "bad") + "\">" +
         xml_text(totals_text(run)) + (verdict.empty() ? "" : "<br/>" + xml_text(verdict)) +
         "</p>\n<p class=\"mild\">" + xml_text(cost_text(run)) + "; began " + xml_text(run.started) + "</p>\n");
    write_thresholds(run, take);
    if (bad > 0) {
        write_checks("Not passed", checks, take, is_bad);
    }
    if (run.checks > bad) {
        write_checks("All others", checks, take, [](check::standing how) { return !is_bad(how); });
    }
    take("</body>\n</html>\n");
}

}  // namespace trawl::report
