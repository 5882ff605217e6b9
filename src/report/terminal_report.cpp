#include "report/terminal_report.hpp"

#include <algorithm>
#include <string>
#include <string_view>

#include "base/display_width.hpp"
#include "base/printable.hpp"
#include "report/check_text.hpp"
#include "report/shown_text.hpp"

namespace trawl::report {

namespace {

using check::standing;

constexpr std::size_t mark_width = 7;
constexpr std::size_t gap = 2;
constexpr std::size_t time_width = 8;
constexpr std::size_t status_width = 3;
constexpr std::size_t narrowest_name = 20;
constexpr std::size_t longest_name = 500;

struct mark {
    std::string_view word;
    std::string_view colour;
};

mark mark_of(standing how) noexcept {
    switch (how) {
        case standing::passed:
            return {"ok", "\x1b[32m"};
        case standing::flaky:
            return {"flaky", "\x1b[33m"};
        case standing::failed:
            return {"FAILED", "\x1b[1;31m"};
        case standing::error:
            return {"ERROR", "\x1b[1;31m"};
        case standing::skipped:
            return {"skipped", "\x1b[36m"};
        case standing::not_run:
            break;
    }
    return {"not run", "\x1b[36m"};
}

std::string blanks(std::size_t width, std::size_t taken) {
    return std::string(width - std::min(width, taken), ' ');
}

std::string to_right(const std::string& text, std::size_t width) {
    return blanks(width, text.size()) + text;
}

std::string name_of(const check_record& of) {
    return base::printable(cut_text(of.name, longest_name));
}

class table {
public:
    table(const text_sink& take, const terminal_style& style) : take_(take), style_(style) {}

    [[nodiscard]] bool tells(standing how) const noexcept { return !style_.is_quiet || is_bad(how); }

    void measure(const check_record& of) {
        if (tells(of.stands)) {
            widest_ = std::max(widest_, base::display_width(name_of(of)));
        }
    }

    void write(const check_record& of) {
        if (!tells(of.stands)) {
            return;
        }
        take_(head(of) + "\n");
        if (is_bad(of.stands) || of.stands == standing::flaky) {
            for (const std::string& line : detail_lines(of)) {
                take_(indented(line));
            }
        }
        is_empty_ = false;
    }

    void write(const run_record& run) {
        if (!is_empty_) {
            take_("\n");
        }
        for (const auto& each : run.thresholds) {
            if (!style_.is_quiet || !each.holds) {
                const mark shown{each.holds ? "ok" : "FAILED",
                                 mark_of(each.holds ? standing::passed : standing::failed).colour};
                take_(marked(shown) + threshold_text(each) + "\n");
            }
        }
        if (!style_.is_quiet) {
            take_(cost_text(run) + "\n");
        }
        const std::string_view colour = run.has_passed ? "\x1b[32m" : "\x1b[1;31m";
        take_(coloured(totals_text(run), colour) + "\n");
        if (const std::string verdict = verdict_text(run); !verdict.empty()) {
            take_(coloured(verdict, colour) + "\n");
        }
    }

private:
    [[nodiscard]] std::string coloured(const std::string& text, std::string_view colour) const {
        return style_.has_colour ? std::string(colour) + text + "\x1b[0m" : text;
    }

    [[nodiscard]] std::string marked(const mark& shown) const {
        return coloured(std::string(shown.word), shown.colour) + blanks(mark_width + gap, shown.word.size());
    }

    [[nodiscard]] std::size_t name_width() const {
        constexpr std::size_t others = mark_width + status_width + time_width + 3 * gap;
        return std::min(widest_, std::max(narrowest_name, style_.width - std::min(style_.width, others)));
    }

    [[nodiscard]] std::string head(const check_record& of) const {
        const std::string name = name_of(of);
        const std::string start = marked(mark_of(of.stands)) + name + blanks(name_width(), base::display_width(name));
        if (of.stands == standing::skipped || of.stands == standing::not_run) {
            return of.message.empty() ? marked(mark_of(of.stands)) + name : start + "  " + base::printable(of.message);
        }
        const bool has_waited = of.stands == standing::passed && of.tries > 1;
        return start + "  " + to_right(status_text(of), status_width) + "  " + to_right(took_text(of), time_width) +
               (has_waited ? "  after " + std::to_string(of.tries) + " tries" : "");
    }

    [[nodiscard]] std::string indented(const std::string& line) const {
        const std::string before(mark_width + gap, ' ');
        const std::size_t room = std::max(style_.width, narrowest_name + before.size()) - before.size();
        // What we say ourselves wraps; a page's own lines can be of any length, and so only their start is shown.
        const bool is_cut = line.starts_with("| ") && base::display_width(line) > room;
        return before + (is_cut ? std::string(base::cut_to_width(line, room - 3)) + "..." : line) + "\n";
    }

    const text_sink& take_;
    const terminal_style& style_;
    std::size_t widest_ = 0;
    bool is_empty_ = true;
};

}  // namespace

void write_terminal_report(const run_record& run, const check_walk& checks, const text_sink& take,
                           const terminal_style& style) {
    table lines(take, style);
    checks([&](const check_record& each) { lines.measure(each); });
    checks([&](const check_record& each) { lines.write(each); });
    lines.write(run);
}

}  // namespace trawl::report
