#include "output/link_report.hpp"

#include <array>
#include <utility>

#include "base/printable.hpp"
#include "batch/sql.hpp"
#include "crawl/state_file.hpp"
#include "output/link_check.hpp"
#include "output/link_report_lines.hpp"

namespace trawl::output {

namespace {

constexpr std::array<std::pair<std::string_view, link_report_format>, 4> formats{{
    {"text", link_report_format::text},
    {"junit", link_report_format::junit},
    {"markdown", link_report_format::markdown},
    {"json", link_report_format::json},
}};

template <class F>
void with_state(const std::string& folder, F work) {
    batch::sql_database state = crawl::open_state_for_reading(folder);
    try {
        state.run("BEGIN");
        work(state);
    } catch (const batch::sql_error& why) {
        crawl::fail_with(folder + "/.trawl/state.db", why);
    }
}

std::string place_text(const broken_link& link) {
    if (link.source.empty()) {
        return "seed";
    }
    std::string text = base::printable(link.source);
    if (link.line > 0) {
        text += ":" + std::to_string(link.line) + ":" + std::to_string(link.column);
    }
    return text;
}

void write_text_report(batch::sql_database& state, const line_sink& take) {
    broken_links all(state);
    while (const auto found = all.next()) {
        const broken_link& link = *found;
        std::string line =
            place_text(link) + ": " + base::printable(problem_text(link)) + ": " + base::printable(link.whole_target());
        if (!link.ended_at.empty()) {
            line += " -> " + base::printable(link.ended_at);
        }
        if (!link.anchor.empty()) {
            line += " \"" + base::printable(link.anchor) + "\"";
        }
        take(line + "\n");
    }
}

std::string counted(std::uint64_t count, const char* what) {
    return std::to_string(count) + " " + what + (count == 1 ? "" : "s");
}

}  // namespace

std::optional<link_report_format> link_report_format_of(std::string_view name) noexcept {
    for (const auto& [known, format] : formats) {
        if (known == name) {
            return format;
        }
    }
    return std::nullopt;
}

std::uint64_t link_totals::all() const noexcept {
    std::uint64_t count = checked;
    for (const auto& [why, of_it] : unchecked) {
        count += of_it;
    }
    return count;
}

namespace {

link_totals totals_of(batch::sql_database& state) {
    link_totals totals;
    each_page_link_counts(state, [&](const page_link_counts& page) {
        totals.pages += page.source.empty() ? 0 : 1;
        totals.checked += page.checked;
        totals.broken += page.broken;
        totals.moved += page.moved;
        for (const auto& [why, count] : page.unchecked) {
            totals.unchecked[why] += count;
        }
    });
    broken_links all(state);
    while (totals.broken > 0) {
        const auto link = all.next();
        if (!link || !link->source.empty()) {
            break;  // seeds come first
        }
        const bool is_unreached = link->kind == "seed" && link->status == 0 && link->problem != "bad_url";
        totals.unreached_seeds += is_unreached ? 1 : 0;
    }
    return totals;
}

}  // namespace

link_totals count_links(const std::string& folder) {
    link_totals totals;
    with_state(folder, [&](batch::sql_database& state) { totals = totals_of(state); });
    return totals;
}

std::string text_of(const link_totals& totals) {
    std::string text = std::to_string(totals.broken) + " of " + counted(totals.all(), "link") + " on " +
                       counted(totals.pages, "page") + (totals.broken == 1 ? " is" : " are") + " broken\n";
    std::string reasons;
    for (const auto& [why, count] : totals.unchecked) {
        reasons.append(reasons.empty() ? "" : ", ").append(std::to_string(count) + " ").append(why);
    }
    if (!reasons.empty()) {
        text += "not checked: " + reasons + "\n";
    }
    if (totals.moved > 0) {
        text += counted(totals.moved, "link") + (totals.moved == 1 ? " leads" : " lead") +
                " to what has moved for good (--export moved)\n";
    }
    return text;
}

void write_link_report(const std::string& folder, link_report_format how, const line_sink& take) {
    if (how == link_report_format::json) {
        export_crawl(folder, crawl_table::broken, table_format::json_lines, take);
        return;
    }
    with_state(folder, [&](batch::sql_database& state) {
        switch (how) {
            case link_report_format::junit:
                return write_junit_report(state, take);
            case link_report_format::markdown:
                return write_markdown_report(state, totals_of(state), take);
            case link_report_format::text:
            case link_report_format::json:
                return write_text_report(state, take);
        }
    });
}

}  // namespace trawl::output
