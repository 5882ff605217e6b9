#include "report/markdown_report.hpp"

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "base/printable.hpp"
#include "output/markdown.hpp"
#include "output/xml_text.hpp"
#include "report/check_text.hpp"
#include "report/shown_text.hpp"

namespace trawl::report {

namespace {

using check::standing;

constexpr std::size_t longest_cell = 300;
constexpr std::size_t kept_for_endings = 512;  // what is always written behind rows and details

std::string cell(std::string_view text) {
    return output::markdown_cell(cut_text(base::printable(text), longest_cell));
}

/// As it is if nothing in it can mean anything, else as code.
std::string heading(std::string_view name) {
    const bool is_plain = std::ranges::all_of(name, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == ' ';
    });
    return is_plain ? std::string(name) : cell(name);
}

std::string_view mark(standing how) noexcept {
    switch (how) {
        case standing::failed:
            return "❌ failed";
        case standing::error:
            return "❌ error";
        case standing::flaky:
            return "⚠️ flaky";
        case standing::skipped:
            return "⏭️ skipped";
        case standing::passed:
        case standing::not_run:
            break;
    }
    return "";
}

/// How urgent it is to be read; 0: not at all.
int rank(standing how) noexcept {
    if (is_bad(how)) {
        return 3;
    }
    if (how == standing::flaky) {
        return 2;
    }
    return how == standing::skipped ? 1 : 0;
}

std::string row(const check_record& of) {
    const std::string& what = of.stands == standing::flaky ? of.first_failure : of.message;
    return "| " + std::string(mark(of.stands)) + " | " + cell(of.name) + " | " + cell(place_text(of.file, of.line)) +
           " | " + cell(what) + " | " + status_text(of) + " | " + took_text(of) + " |\n";
}

std::string details(const check_record& of) {
    std::string text;
    for (const std::string& line : detail_lines(of)) {
        (text += line) += '\n';
    }
    const std::string fence = output::markdown_fence(text, 3);
    // A name in code is no mention. No line in here is empty: what is HTML ends there.
    return "\n<details><summary>" + std::string(mark(of.stands)) + " <code>" +
           output::xml_text(cut_text(base::printable(of.name), longest_cell)) + "</code></summary>\n\n" + fence +
           "text\n" + text + fence + "\n\n</details>\n";
}

/// Writes wholes only, as long as there is room.
class page {
public:
    page(const text_sink& take, std::size_t most) : take_(take), left_(most) {}

    void always(std::string_view text) {
        left_ -= std::min(left_, text.size());
        take_(text);
    }

    template <class Make>
    void if_there_is_room(const Make& make) {
        // What comes behind something that was left out is left out, too, however small: those kept are the first.
        if (left_out_ == 0) {
            const std::string text = make();
            if (text.size() + kept_for_endings <= left_) {
                always(text);
                return;
            }
        }
        ++left_out_;
    }

    /// Begins to count anew.
    [[nodiscard]] std::uint64_t take_left_out() noexcept { return std::exchange(left_out_, 0); }

private:
    const text_sink& take_;
    std::size_t left_;
    std::uint64_t left_out_ = 0;
};

void write_thresholds(const run_record& run, page& to) {
    if (run.thresholds.empty()) {
        return;
    }
    to.always("\n| Threshold | Says |\n|---|---|\n");
    for (const auto& each : run.thresholds) {
        to.if_there_is_room([&] {
            return "| " + std::string(each.holds ? "✅ holds" : "❌ failed") + " | " + cell(threshold_text(each)) +
                   " |\n";
        });
    }
    if (const auto left_out = to.take_left_out(); left_out > 0) {
        to.always("\n" + std::to_string(left_out) + " more thresholds are left out.\n");
    }
}

void write_rows(const check_walk& checks, page& to) {
    to.always("\n| Result | Check | Place | What happened | Status | Time |\n|---|---|---|---|---|---|\n");
    for (int wanted = 3; wanted > 0; --wanted) {
        checks([&](const check_record& each) {
            if (rank(each.stands) == wanted) {
                to.if_there_is_room([&] { return row(each); });
            }
        });
    }
    if (const auto left_out = to.take_left_out(); left_out > 0) {
        to.always("\n" + std::to_string(left_out) + " more are left out of this table: it would be too long.\n");
    }
}

void write_details(const check_walk& checks, page& to) {
    std::uint64_t all = 0;
    for (int wanted = 3; wanted > 1; --wanted) {
        checks([&](const check_record& each) {
            if (rank(each.stands) == wanted) {
                ++all;
                to.if_there_is_room([&] { return details(each); });
            }
        });
    }
    if (const auto left_out = to.take_left_out(); left_out > 0) {
        const std::string which = left_out < all ? " of " + std::to_string(left_out) + " more" : "";
        to.always("\nThe details" + which + " are left out: the page would be too long.\n");
    }
}

}  // namespace

void write_markdown_report(const run_record& run, const check_walk& checks, const text_sink& take, std::size_t most) {
    page to(take, most);
    const std::string verdict = verdict_text(run);
    to.always("## " + heading(run.name) + "\n\n" + (run.has_passed ? "✅ " : "❌ ") + totals_text(run) + "  \n" +
              (verdict.empty() ? "" : output::markdown_cell(verdict) + "  \n") + cost_text(run) + "\n");
    write_thresholds(run, to);
    if (run.failed + run.errors + run.flaky + run.skipped > 0) {
        write_rows(checks, to);
        write_details(checks, to);
    }
}

}  // namespace trawl::report
