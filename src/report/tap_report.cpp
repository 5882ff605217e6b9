#include "report/tap_report.hpp"

#include <cstdint>
#include <string>
#include <string_view>

#include "base/printable.hpp"
#include "base/utf8.hpp"
#include "report/check_text.hpp"

namespace trawl::report {

namespace {

// TAP::Parser gives up on much longer ones.
constexpr std::size_t most_of_text = std::size_t{8} << 10;
constexpr std::size_t most_of_description = 1000;

/// A description, in which '#' would begin a directive.
std::string escaped(std::string_view text) {
    std::string out;
    for (const char c : base::printable(cut_text(text, most_of_description))) {
        if (c == '#' || c == '\\') {
            out += '\\';
        }
        out += c;
    }
    return out;
}

void append_hexadecimal(std::string& out, char32_t point, unsigned digits) {
    while (digits-- > 0) {
        out += "0123456789abcdef"[point >> (4 * digits) & 15U];
    }
}

void append_character(std::string& out, const base::utf8_character& what, std::string_view bytes) {
    const bool is_none = what.point == 0xFFFE || what.point == 0xFFFF;
    if (!what.is_valid) {
        out += "\xEF\xBF\xBD";
    } else if (what.point == '"' || what.point == '\\') {
        (out += '\\') += bytes;
    } else if (what.point == '\n' || what.point == '\t' || what.point == '\r') {
        (out += '\\') += what.point == '\n' ? 'n' : what.point == '\t' ? 't' : 'r';
    } else if (!is_none && !base::is_unsafe_on_screen(what.point)) {
        out += bytes;
    } else if (what.point < 0x100) {
        append_hexadecimal(out += "\\x", what.point, 2);
    } else if (what.point < 0x10000) {
        append_hexadecimal(out += "\\u", what.point, 4);
    } else {
        append_hexadecimal(out += "\\U", what.point, 8);
    }
}

/// A scalar of YAML on one line, in double quotes: what the small reader of Perl's TAP::Parser understands as well.
std::string quoted(std::string_view text) {
    const std::string cut = cut_text(text, most_of_text);
    std::string_view rest = cut;
    std::string out = "\"";
    while (!rest.empty()) {
        const base::utf8_character next = base::decode_utf8(rest);
        append_character(out, next, rest.substr(0, next.length));
        rest.remove_prefix(next.length);
    }
    return out + '"';
}

/// The block of YAML below a test point; nothing if it has no line.
class block {
public:
    void text(std::string_view key, std::string_view value) {
        if (!value.empty()) {
            line(key, quoted(value));
        }
    }
    void plain(std::string_view key, std::string_view value) { line(key, value); }
    void number(std::string_view key, std::uint64_t value) {
        if (value != 0) {
            line(key, std::to_string(value));
        }
    }
    /// A list of mappings, each with its first key and further ones.
    void begin(std::string_view key) { line(key, {}); }
    void first(std::string_view key, std::string_view value) { nested("    - ", key, value); }
    void further(std::string_view key, std::string_view value) {
        if (!value.empty()) {
            nested("      ", key, value);
        }
    }

    [[nodiscard]] std::string whole() const { return lines_.empty() ? "" : "  ---\n" + lines_ + "  ...\n"; }

private:
    void line(std::string_view key, std::string_view value) {
        (lines_ += "  ") += key;
        (((lines_ += ':') += value.empty() ? "" : " ") += value) += '\n';
    }
    void nested(std::string_view indent, std::string_view key, std::string_view value) {
        ((((lines_ += indent) += key) += ": ") += quoted(value)) += '\n';
    }

    std::string lines_;
};

void add_expectations(block& to, const check_record& of) {
    bool has_begun = false;
    for (const check::expectation_result& each : of.expectations) {
        if (each.holds || !each.was_looked_at) {
            continue;
        }
        if (!has_begun) {
            to.begin("failed");
            has_begun = true;
        }
        to.first("expected", each.text);
        to.further("actual", each.actual);
        to.further("message", each.message);
        to.further("at", place_text(each.where.file, each.where.line));
    }
}

bool is_failure(const check_record& of) {
    return of.stands == check::standing::failed || of.stands == check::standing::error;
}

std::string diagnosis(const check_record& of) {
    block made;
    if (!is_failure(of) && of.stands != check::standing::flaky && of.runs + of.skipped_runs <= 1) {
        return {};
    }
    made.text("message", of.message);
    if (is_failure(of)) {
        made.plain("severity", of.stands == check::standing::failed ? "fail" : "error");
    } else if (of.stands == check::standing::flaky) {
        made.plain("flaky", "true");
    }
    made.text("at", place_text(of.file, of.line));
    made.text("request", of.method + " " + of.url);
    made.text("answered_by", of.final_url == of.url ? "" : of.final_url);
    made.number("status", static_cast<std::uint64_t>(of.status));
    add_expectations(made, of);
    made.number("tries", of.tries > 1 ? of.tries : 0);
    made.text("first_failure", of.first_failure);
    made.text("runs", runs_text(of));
    made.text("times", times_text(of));
    made.text("body", of.binary_size ? binary_text(of) : of.body_start);
    if (of.is_body_cut && !of.binary_size) {
        made.plain("body_cut", "true");
    }
    return made.whole();
}

std::string directive(const run_record& run, const check_record& of) {
    if (run.tolerates(of)) {
        return " # TODO tolerated: " + escaped(run.tolerance);
    }
    if (of.stands == check::standing::skipped) {
        return " # SKIP " + escaped(of.message);
    }
    return of.stands == check::standing::not_run
               ? " # SKIP not run: " + escaped(of.message.empty() ? "interrupted" : of.message)
               : "";
}

/// A test point; `behind`: the directive.
std::string point(std::uint64_t number, bool holds, std::string_view name, std::string_view behind) {
    return (holds ? "ok " : "not ok ") + std::to_string(number) + " - " + escaped(name) + std::string(behind) + "\n";
}

std::string point_of(std::uint64_t number, const run_record::judged_threshold& of) {
    block made;
    if (!of.holds) {
        made.text("message", of.message);
        made.plain("severity", "fail");
        made.text("actual", of.actual);
        made.text("at", place_text(of.where.file, of.where.line));
    }
    return point(number, of.holds, of.text, "") + made.whole();
}

}  // namespace

void write_tap_report(const run_record& run, const check_walk& checks, const text_sink& take) {
    const std::uint64_t points = run.checks + run.thresholds.size();
    take("TAP version 14\n1.." + std::to_string(points) + (points == 0 ? " # SKIP there were no checks\n" : "\n"));
    std::uint64_t number = 0;
    checks([&](const check_record& each) {
        take(point(++number, !is_failure(each), each.name, directive(run, each)) + diagnosis(each));
    });
    for (const auto& each : run.thresholds) {
        take(point_of(++number, each));
    }
    if (!run.trouble.empty()) {
        take("Bail out! " + escaped(run.trouble) + "\n");
    }
}

}  // namespace trawl::report
