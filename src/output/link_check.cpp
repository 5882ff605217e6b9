#include "output/link_check.hpp"

#include "output/link_queries.hpp"
#include "output/redact.hpp"

namespace trawl::output {

namespace {

broken_link broken_link_of(const batch::sql_statement& row) {
    broken_link link;
    int column = 0;
    link.source = without_passwords(row.view(column++));
    link.line = row.number(column++);
    link.column = row.number(column++);
    link.target = without_passwords(row.view(column++));
    link.kind = row.text(column++);
    link.fragment = row.text(column++);
    link.anchor = without_passwords(row.view(column++));
    link.ended_at = without_passwords(row.view(column++));
    link.problem = row.text(column++);
    link.status = static_cast<int>(row.number(column++));
    link.error = without_passwords(row.view(column++));
    link.is_passing = row.number(column) != 0;
    return link;
}

}  // namespace

std::string problem_text(const broken_link& what) {
    if (what.problem == "http_error") {
        return "HTTP " + std::to_string(what.status);
    }
    if (what.problem == "fragment") {
        return "no such id";
    }
    if (what.problem == "redirects") {
        return "redirects without end";
    }
    if (what.problem == "bad_url") {
        return "no URL";
    }
    return what.error.empty() ? what.problem : what.error;
}

broken_links::broken_links(batch::sql_database& state) : rows_(state.prepare(broken_links_query())) {
}

std::optional<broken_link> broken_links::next() {
    return rows_.step() ? std::optional(broken_link_of(rows_)) : std::nullopt;
}

void each_page_link_counts(batch::sql_database& state, const std::function<void(const page_link_counts&)>& take) {
    batch::sql_statement rows = state.prepare(link_counts_query());
    std::optional<page_link_counts> page;
    while (rows.step()) {
        const std::string source = without_passwords(rows.view(0));
        if (page && page->source != source) {
            take(*page);
            page.reset();
        }
        if (!page) {
            page.emplace().source = source;
        }
        const auto count = static_cast<std::uint64_t>(rows.number(2));
        if (rows.is_null(1)) {
            page->checked += count;
        } else {
            page->unchecked[rows.text(1)] += count;
        }
        page->broken += static_cast<std::uint64_t>(rows.number(3));
        page->moved += static_cast<std::uint64_t>(rows.number(4));
    }
    if (page) {
        take(*page);
    }
}

}  // namespace trawl::output
