#include "report/check_text.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>
#include <utility>

#include "base/printable.hpp"

namespace trawl::report {

namespace {

using base::printable;

std::string fixed(double number, int decimals) {
    std::array<char, 400> text{};
    char* const end =
        std::to_chars(text.data(), text.data() + text.size(), number, std::chars_format::fixed, decimals).ptr;
    return {text.data(), end};
}

std::string time_text(double milliseconds) {
    if (milliseconds < 1) {
        std::string text = fixed(milliseconds, 3);  // 0.5, 0.192
        text.erase(text.find_last_not_of('0') + 1);
        return (text == "0." ? "0" : text) + " ms";
    }
    return milliseconds < 1000 ? fixed(milliseconds, 1) + " ms" : fixed(milliseconds / 1000, 2) + " s";
}

std::string count_text(std::uint64_t count, std::string_view one, std::string_view many) {
    return std::to_string(count) + " " + std::string(count == 1 ? one : many);
}

std::string asked_text(const check_record& of) {
    std::string text = printable(of.method + " " + of.url);
    if (!of.final_url.empty() && of.final_url != of.url) {
        text += " -> " + printable(of.final_url);
    }
    return of.status == 0 ? text : text + ": HTTP " + std::to_string(of.status);
}

void append_expectations(std::string& out, const check_record& of) {
    std::size_t held = 0;
    std::size_t unseen = 0;
    for (const check::expectation_result& each : of.expectations) {
        if (!each.was_looked_at) {
            ++unseen;
            continue;
        }
        if (each.holds) {
            ++held;
            continue;
        }
        const std::string place = place_text(each.where.file, each.where.line);
        out += "expected: " + printable(each.text) + (place.empty() ? "" : " (" + printable(place) + ")") + "\n";
        out += "  but " + printable(each.message.empty() ? "it is " + each.actual : each.message) + "\n";
    }
    if (held > 0) {
        out += count_text(held, "expectation holds", "expectations hold") + "\n";
    }
    if (unseen > 0 && unseen < of.expectations.size()) {  // of a failure without a reply, that goes without saying
        out += count_text(unseen, "expectation was", "expectations were") + " not looked at\n";
    }
}

void append_body(std::string& out, const check_record& of) {
    if (of.binary_size) {
        out += "body: " + binary_text(of) + "\n";
    }
    if (of.body_start.empty()) {
        return;
    }
    out += of.is_body_cut ? "body begins:\n" : "body:\n";
    for (const std::string_view line : lines_of(of.body_start)) {
        (((out += "| ") += line)) += '\n';
    }
}

}  // namespace

std::string binary_text(const check_record& of) {
    return of.binary_size ? "binary, " + count_text(*of.binary_size, "byte", "bytes") : "";
}

std::string place_text(std::string_view file, std::uint32_t line) {
    if (line == 0) {
        return std::string(file);
    }
    return (file.empty() ? "line " : std::string(file) + ":") + std::to_string(line);
}

std::string seconds_text(double milliseconds) {
    return fixed(milliseconds / 1000, 3);
}

std::string times_text(const check_record& of) {
    if (!of.time) {
        return {};
    }
    const check_record::timings& took = of.took;
    std::string text = "total " + time_text(*of.time);
    const std::array<std::pair<std::string_view, std::optional<double>>, 6> phases{{{"queue", took.queue},
                                                                                    {"dns", took.dns},
                                                                                    {"connect", took.connect},
                                                                                    {"tls", took.tls},
                                                                                    {"ttfb", took.ttfb},
                                                                                    {"transfer", took.transfer}}};
    std::string_view before = ": ";
    for (const auto& [name, time] : phases) {
        if (time) {
            (((text += std::exchange(before, ", ")) += name) += ' ') += time_text(*time);
        }
    }
    return text;
}

std::string runs_text(const check_record& of) {
    if (of.runs + of.skipped_runs <= 1) {
        return {};
    }
    std::string text = std::to_string(of.failed_runs) + " of " + std::to_string(of.runs) + " runs failed";
    if (of.flaky_runs > 0) {
        text += ", " + count_text(of.flaky_runs, "was", "were") + " flaky";
    }
    if (of.skipped_runs > 0) {
        text += ", " + count_text(of.skipped_runs, "was", "were") + " skipped";
    }
    return text;
}

std::vector<std::string_view> lines_of(std::string_view text) {
    std::vector<std::string_view> lines;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        std::string_view line = text.substr(0, end);
        if (line.ends_with('\r')) {
            line.remove_suffix(1);
        }
        lines.push_back(line);
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return lines;
}

std::string failure_text(const check_record& of) {
    std::string out = asked_text(of) + "\n";
    const bool is_said = std::ranges::any_of(of.expectations, [&](const auto& each) {
        return !each.message.empty() && of.message.starts_with(each.message);  // "(and 1 more)" behind it
    });
    if (!of.message.empty() && !is_said) {
        out += "message: " + printable(of.message) + "\n";
    }
    append_expectations(out, of);
    if (of.tries > 1) {
        out += "tries: " + std::to_string(of.tries) +
               (of.first_failure.empty() ? "" : ", the first: " + printable(of.first_failure)) + "\n";
    }
    if (const std::string runs = runs_text(of); !runs.empty()) {
        out += runs + "\n";
    }
    if (const std::string times = times_text(of); !times.empty()) {
        out += "times: " + times + "\n";
    }
    append_body(out, of);
    return out;
}

std::string cut_text(std::string_view text, std::size_t most) {
    if (text.size() <= most) {
        return std::string(text);
    }
    std::size_t end = most - 3;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80) {
        --end;
    }
    return std::string(text.substr(0, end)) + "...";
}

}  // namespace trawl::report
