#include "report/json_report.hpp"

#include <cmath>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "output/json.hpp"
#include "output/json_members.hpp"
#include "trawl/version.hpp"

namespace trawl::report {

namespace {

void append_milliseconds(std::string& out, double milliseconds) {
    output::append_json_milliseconds(out, std::chrono::nanoseconds(std::llround(milliseconds * 1e6)));
}

void append_count(std::string& out, std::string_view key, std::uint64_t count) {
    out += key;
    output::append_json_number(out, count);
}

void append_counts(std::string& out, const run_record& run) {
    append_count(out, R"(,"counts":{"checks":)", run.checks);
    append_count(out, R"(,"passed":)", run.passed);
    append_count(out, R"(,"flaky":)", run.flaky);
    append_count(out, R"(,"failed":)", run.failed);
    append_count(out, R"(,"errors":)", run.errors);
    append_count(out, R"(,"skipped":)", run.skipped);
    append_count(out, R"(,"not_run":)", run.not_run);
    append_count(out, R"(,"runs":)", run.runs);
    append_count(out, R"(,"failed_runs":)", run.failed_runs);
    append_count(out, R"(,"skipped_runs":)", run.skipped_runs);
    append_count(out, R"(,"requests":)", run.requests);
    append_count(out, R"(,"connections":)", run.connections);
    out += '}';
}

void append_times(std::string& out, const run_record& run) {
    const std::pair<std::string_view, std::optional<double>> times[] = {{R"(,"time_ms":{"p50":)", run.p50},
                                                                        {R"(,"p95":)", run.p95},
                                                                        {R"(,"p99":)", run.p99},
                                                                        {R"(,"max":)", run.slowest}};
    for (const auto& [key, time] : times) {
        out += key;
        if (time) {
            append_milliseconds(out, *time);
        } else {
            out += "null";
        }
    }
    out += '}';
}

void append_threshold(std::string& out, const run_record::judged_threshold& of) {
    out += R"({"text":)";
    output::append_json_string(out, of.text);
    out += R"(,"file":)";
    output::append_json_string_or_null(out, of.where.file);
    out += R"(,"line":)";
    if (of.where.line == 0) {
        out += "null";
    } else {
        output::append_json_number(out, of.where.line);
    }
    out += of.holds ? R"(,"result":"passed","actual":)" : R"(,"result":"failed","actual":)";
    output::append_json_string_or_null(out, of.actual);
    out += R"(,"message":)";
    output::append_json_string_or_null(out, of.message);
    out += '}';
}

std::string beginning(const run_record& run) {
    std::string out = R"({"version":1,"tool":)";
    output::append_json_string(out, "trawl " + std::string(version()));
    out += R"(,"name":)";
    output::append_json_string(out, run.name);
    out += R"(,"started":)";
    output::append_json_string_or_null(out, run.started);
    out += R"(,"took_ms":)";
    append_milliseconds(out, run.seconds * 1000);
    out += run.has_passed ? R"(,"result":"passed","trouble":)" : R"(,"result":"failed","trouble":)";
    output::append_json_string_or_null(out, run.trouble);
    out += R"(,"tolerance":)";
    output::append_json_string_or_null(out, run.tolerance);
    out += R"(,"interrupted":)";
    output::append_json_bool(out, run.is_interrupted);
    append_counts(out, run);
    append_times(out, run);
    out += R"(,"thresholds":[)";
    std::string_view before;
    for (const auto& each : run.thresholds) {
        out += std::exchange(before, ",\n");
        append_threshold(out, each);
    }
    out += "]";
    return out;
}

}  // namespace

void write_json_report(const run_record& run, const check_walk& checks, const text_sink& take) {
    take(beginning(run));
    take(",\n\"checks\":[");
    std::string_view before = "\n";
    std::string text;
    checks([&](const check_record& each) {
        text = std::exchange(before, ",\n");
        text += each.json;
        text.pop_back();  // its '}'
        append_count(text, R"(,"runs":)", each.runs);
        append_count(text, R"(,"failed_runs":)", each.failed_runs);
        append_count(text, R"(,"flaky_runs":)", each.flaky_runs);
        append_count(text, R"(,"skipped_runs":)", each.skipped_runs);
        text += '}';
        take(text);
    });
    take("\n]}\n");
}

}  // namespace trawl::report
