#include "app/check_command.hpp"
#include "app/named_files.hpp"
#include "app/option_values.hpp"
#include "files/direct.hpp"

namespace trawl::app {

void add_repetition_options(option_set& to, check_draft& draft) {
    auto& into = draft.result.again;
    to.group("Waiting and repeating");
    to.time({"--wait-for", "DURATION", "Ask again until all is as expected, so long at most: for a deploy to come up"},
            into.wait_for);
    to.time({"--wait-every", "DURATION", "Between two tries while waiting"}, draft.wait_every);
    to.value({"--repeat", "N", "Ask everything N times"},
             [&into](const std::string& given) { into.rounds = number_value(given, 1); });
    to.time({"--for", "DURATION", "Ask everything again and again, so long"}, into.time);
}

void add_report_options(option_set& to, check_draft& draft) {
    auto& into = draft.result.output;
    const auto add = [&](const char* name, const char* text, report_format format) {
        to.value({name, "FILE", text}, [&into, format](const std::string& given) {
            if (given.empty()) {
                throw bad_value("must not be empty");
            }
            std::erase_if(into.reports, [format](const report_file& one) { return one.format == format; });
            into.reports.push_back({format, given});
        });
    };
    to.group("Reports");
    add("--junit", "JUnit XML, '-' for standard output", report_format::junit);
    add("--tap", "TAP 14", report_format::tap);
    add("--json", "JSON", report_format::json);
    add("--markdown", "Markdown", report_format::markdown);
    add("--html", "A page of HTML", report_format::html);
    to.choice({"--github", "WHEN", "Annotations and step summary of GitHub Actions: auto (when there), on or off"},
              into.github, {"auto", "on", "off"});
}

void finish_repetition(check_draft& draft) {
    auto& into = draft.result.again;
    if (!draft.wait_every) {
        throw option_error("--wait-every", "must have a limit");
    }
    into.wait_every = *draft.wait_every;
    into.has_retry_classes = draft.run.has_retry_classes;
    if (into.rounds && into.time) {
        throw option_error("--for", "does not go with --repeat");
    }
}

namespace {

const char* option_of(report_format format) {
    switch (format) {
        case report_format::junit:
            return "--junit";
        case report_format::tap:
            return "--tap";
        case report_format::json:
            return "--json";
        case report_format::markdown:
            return "--markdown";
        case report_format::html:
            return "--html";
    }
    return "";
}

}  // namespace

void check_reports(const check_options& given) {
    std::vector<named_file> written{named_file{"--results", given.records.results},
                                    named_file{"--save-cookies", given.credentials.save_cookies},
                                    named_file{"--log-file", given.common.log_file}};
    for (const auto& each : given.output.reports) {
        written.push_back({option_of(each.format), each.path});
    }
    std::vector<std::string> read = given.input.suites;
    read.push_back(given.input.list);
    refuse_files_named_twice(written, read, given.records.format ? "--write" : "");
}

}  // namespace trawl::app
