#include <string>
#include <string_view>

#include "output/link_check.hpp"
#include "output/link_report.hpp"
#include "output/link_report_lines.hpp"
#include "output/markdown.hpp"

namespace trawl::output {

namespace {

std::string row(const broken_link& link) {
    const std::string page = link.source.empty() ? "seed" : markdown_cell(link.source);
    const std::string place = link.line == 0 ? "" : std::to_string(link.line) + ":" + std::to_string(link.column);
    std::string target = markdown_cell(link.whole_target());
    if (!link.ended_at.empty()) {
        target += " → " + markdown_cell(link.ended_at);
    }
    return "| " + page + " | " + place + " | " + target + " | " + markdown_cell(link.anchor) + " | " +
           markdown_cell(problem_text(link)) + " |\n";
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
