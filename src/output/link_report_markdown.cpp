#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>

#include "base/printable.hpp"
#include "output/link_check.hpp"
#include "output/link_report.hpp"
#include "output/link_report_lines.hpp"

namespace trawl::output {

namespace {

std::size_t longest_run_of_ticks(std::string_view text) noexcept {
    std::size_t longest = 0;
    std::size_t run = 0;
    for (const char each : text) {
        run = each == '`' ? run + 1 : 0;
        longest = std::max(longest, run);
    }
    return longest;
}

/// A code span in a cell: nothing in it means anything but itself, a pipe with a backslash before it included.
std::string cell(std::string_view text) {
    const std::string safe = base::printable(text);
    if (safe.empty()) {
        return "";
    }
    std::string inner;
    std::size_t backslashes = 0;
    for (const char each : safe) {
        // Two backslashes before a pipe would be one that is meant, and the end of the cell.
        inner.append(each == '|' && backslashes % 2 == 0 ? "\\" : "").append(1, each);
        backslashes = each == '\\' ? backslashes + 1 : 0;
    }
    const std::string fence(longest_run_of_ticks(safe) + 1, '`');
    const bool needs_room = safe.front() == '`' || safe.back() == '`';
    const std::string room = needs_room ? " " : "";
    return fence + room + inner + room + fence;
}

std::string row(const broken_link& link) {
    const std::string page = link.source.empty() ? "seed" : cell(link.source);
    const std::string place = link.line == 0 ? "" : std::to_string(link.line) + ":" + std::to_string(link.column);
    std::string target = cell(link.whole_target());
    if (!link.ended_at.empty()) {
        target += " → " + cell(link.ended_at);
    }
    return "| " + page + " | " + place + " | " + target + " | " + cell(link.anchor) + " | " + cell(problem_text(link)) +
           " |\n";
}

}  // namespace

void write_markdown_report(batch::sql_database& state, const link_totals& totals, const line_sink& take) {
    std::string head = "# Links\n\n";
    const std::string counts = text_of(totals);
    for (const char each : counts) {
        head += each == '\n' ? std::string("  \n") : std::string(1, each);
    }
    take(head);
    if (totals.broken == 0) {
        return;
    }
    take("\n| Page | Place | Link | Text | Problem |\n|---|---|---|---|---|\n");
    broken_links all(state);
    while (const auto link = all.next()) {
        take(row(*link));
    }
}

}  // namespace trawl::output
