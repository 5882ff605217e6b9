#include "report/junit_report.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "output/xml_text.hpp"
#include "report/check_text.hpp"
#include "trawl/http/url.hpp"

namespace trawl::report {

namespace {

using output::xml_text;

constexpr std::size_t most_of_message = 1000;
constexpr std::size_t most_of_failure = std::size_t{64} << 10;

std::string attribute(std::string_view name, std::string_view value) {
    return " " + std::string(name) + "=\"" + xml_text(value) + "\"";
}

std::string attribute(std::string_view name, std::uint64_t value) {
    return attribute(name, std::to_string(value));
}

/// Jenkins makes packages of what dots part, which hosts and file names are not.
std::string without_dots(std::string text) {
    std::ranges::replace(text, '.', '_');
    return text;
}

bool is_of_suite(const check_record& of) {
    return of.file.ends_with(".toml");
}

std::string class_of(const check_record& of) {
    if (is_of_suite(of)) {
        // As its folders are parted, so are packages: those of the same name in two of them stay apart.
        std::string path = of.file.substr(0, of.file.size() - std::string_view(".toml").size());
        path = without_dots(path.substr(path.starts_with("./") ? 2 : path.starts_with('/') ? 1 : 0));
        std::ranges::replace(path, '/', '.');
        return path;
    }
    const auto asked = http::parse_url(of.url);
    return asked ? without_dots(std::string(asked->host())) : "urls";
}

/// GitLab drops a test whose class and name another has.
class unique_names {
public:
    std::string operator()(std::string_view class_name, const std::string& name) {
        const unsigned times = ++seen_[std::string(class_name) + '\n' + name];
        if (times == 1) {
            return name;
        }
        return (*this)(class_name, name + " (" + std::to_string(times) + ")");
    }

private:
    std::unordered_map<std::string, unsigned> seen_;
};

/// Checks of one file that follow one another.
struct suite {
    std::string file;
    std::string started;  ///< of the first
    std::uint64_t tests = 0;
    std::uint64_t failures = 0;
    std::uint64_t errors = 0;
    std::uint64_t skipped = 0;
    double milliseconds = 0;

    void add(const run_record& run, const check_record& each) {
        using check::standing;
        ++tests;
        const bool counts = !run.tolerates(each);
        failures += counts && each.stands == standing::failed ? 1 : 0;
        errors += counts && each.stands == standing::error ? 1 : 0;
        skipped += each.stands == standing::skipped || each.stands == standing::not_run ? 1 : 0;
        milliseconds += each.time.value_or(0);
    }

    [[nodiscard]] std::string counts() const {
        return attribute("tests", tests) + attribute("failures", failures) + attribute("errors", errors) +
               attribute("skipped", skipped) + attribute("time", seconds_text(milliseconds));
    }

    [[nodiscard]] std::string begin() const {
        // Without its zone, which the schema of Jenkins does not know.
        const std::string when = started.substr(0, started.find_first_of(".Z"));
        return "  <testsuite" + attribute("name", file.empty() ? "URLs" : file) + counts() +
               (when.empty() ? "" : attribute("timestamp", when)) + ">\n";
    }
};

constexpr std::string_view end_of_suite = "  </testsuite>\n";

std::vector<suite> suites_of(const run_record& run, const check_walk& checks) {
    std::vector<suite> found;
    checks([&](const check_record& each) {
        if (found.empty() || found.back().file != each.file) {
            found.emplace_back();
            found.back().file = each.file;
            found.back().started = each.started;
        }
        found.back().add(run, each);
    });
    return found;
}

std::string element(std::string_view name, std::string_view type, std::string_view message, std::string_view text) {
    const std::string tag(name);
    return "      <" + tag + attribute("type", type) + attribute("message", cut_text(message, most_of_message)) + ">" +
           output::xml_lines(cut_text(text, most_of_failure)) + "</" + tag + ">\n";
}

std::string skipped_element(std::string_view why) {
    return "      <skipped" + attribute("message", cut_text(why, most_of_message)) + "/>\n";
}

std::string properties_of(const run_record& run, const check_record& of) {
    std::string text;
    const auto add = [&](std::string_view name, std::string_view value) {
        text += "        <property" + attribute("name", name) + attribute("value", value) + "/>\n";
    };
    for (const std::string& tag : of.tags) {
        add("tag", tag);
    }
    if (of.stands == check::standing::flaky) {
        add("flaky", "true");
    }
    if (run.tolerates(of)) {
        add("tolerated", run.tolerance);
    }
    if (of.runs + of.skipped_runs > 1) {
        add("runs", std::to_string(of.runs));
        add("failed_runs", std::to_string(of.failed_runs));
        add("flaky_runs", std::to_string(of.flaky_runs));
        add("skipped_runs", std::to_string(of.skipped_runs));
    }
    return text.empty() ? text : "      <properties>\n" + text + "      </properties>\n";
}

std::string system_out(const check_record& of) {
    return "      <system-out>" + output::xml_lines(cut_text(failure_text(of), most_of_failure)) + "</system-out>\n";
}

/// What a test case says beside its properties.
std::string outcome_of(const run_record& run, const check_record& of) {
    if (run.tolerates(of)) {
        return system_out(of);
    }
    switch (of.stands) {
        case check::standing::failed:
            return element("failure", "assertion", of.message, failure_text(of));
        case check::standing::error:
            return element("error", of.blamed == check::blame::input ? check::name(of.blamed) : of.outcome, of.message,
                           failure_text(of));
        case check::standing::skipped:
            return skipped_element(of.message.empty() ? "skipped" : of.message);
        case check::standing::not_run:
            return skipped_element(of.message.empty() ? "not run: interrupted" : "not run: " + of.message);
        case check::standing::flaky:
            return system_out(of);
        case check::standing::passed:
            break;
    }
    return {};
}

std::string test_case(const std::string& class_name, const std::string& name, double milliseconds,
                      const std::string& file, std::uint32_t line, const std::string& inside) {
    return "    <testcase" + attribute("classname", class_name) + attribute("name", name) +
           attribute("time", seconds_text(milliseconds)) + (file.empty() ? "" : attribute("file", file)) +
           (line == 0 ? "" : attribute("line", line)) +
           (inside.empty() ? "/>\n" : ">\n" + inside + "    </testcase>\n");
}

void write_checks(const run_record& run, const std::vector<suite>& suites, const check_walk& checks,
                  unique_names& unique, const text_sink& take) {
    auto next = suites.begin();
    std::uint64_t left = 0;
    checks([&](const check_record& each) {
        if (left == 0) {
            take(next->begin());
            left = next->tests;
            ++next;
        }
        const std::string class_name = class_of(each);
        // Of URLs the run has made them unique: what must be known here does not grow with a list.
        const std::string name = is_of_suite(each) ? unique(class_name, each.name) : each.name;
        take(test_case(class_name, name, each.time.value_or(0), each.file, each.line,
                       properties_of(run, each) + outcome_of(run, each)));
        if (--left == 0) {
            take(end_of_suite);
        }
    });
}

/// What is wrong with the run, and with no check of it.
suite suite_of_trouble(const run_record& run) {
    suite made;
    made.file = "run";
    made.tests = made.errors = run.trouble.empty() ? 0 : 1;
    return made;
}

void write_trouble(const run_record& run, unique_names& unique, const text_sink& take) {
    if (run.trouble.empty()) {
        return;
    }
    take(suite_of_trouble(run).begin());
    take(test_case("run", unique("run", run.name), 0, {}, 0, element("error", "run", run.trouble, run.trouble + "\n")));
    take(end_of_suite);
}

suite suite_of(const std::vector<run_record::judged_threshold>& thresholds) {
    suite made;
    made.file = "thresholds";
    made.tests = thresholds.size();
    made.failures =
        static_cast<std::uint64_t>(std::ranges::count_if(thresholds, [](const auto& each) { return !each.holds; }));
    return made;
}

void write_thresholds(const run_record& run, const suite& of, unique_names& unique, const text_sink& take) {
    if (run.thresholds.empty()) {
        return;
    }
    take(of.begin());
    for (const auto& each : run.thresholds) {
        const std::string inside =
            each.holds ? "" : element("failure", "threshold", each.message, each.text + "\nis " + each.actual + "\n");
        take(test_case("thresholds", unique("thresholds", each.text), 0, each.where.file, each.where.line, inside));
    }
    take(end_of_suite);
}

std::string root_of(const run_record& run, const std::vector<suite>& suites) {
    suite sum;
    for (const suite& each : suites) {
        sum.tests += each.tests;
        sum.failures += each.failures;
        sum.errors += each.errors;
        sum.skipped += each.skipped;
    }
    sum.milliseconds = run.seconds * 1000;
    return "<testsuites" + attribute("name", run.name) + sum.counts() + ">\n";
}

}  // namespace

void write_junit_report(const run_record& run, const check_walk& checks, const text_sink& take) {
    std::vector<suite> suites = suites_of(run, checks);
    const suite thresholds = suite_of(run.thresholds);
    suites.push_back(thresholds);
    suites.push_back(suite_of_trouble(run));
    unique_names unique;
    take("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    take(root_of(run, suites));
    write_checks(run, suites, checks, unique, take);
    write_thresholds(run, thresholds, unique, take);
    write_trouble(run, unique, take);
    take("</testsuites>\n");
}

}  // namespace trawl::report
