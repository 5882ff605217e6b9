#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "output/crawl_report.hpp"

namespace trawl::output {

enum class link_report_format : std::uint8_t {
    text,      ///< "PAGE:LINE:COLUMN: problem: target", a line each
    junit,     ///< XML: a test suite a page
    markdown,  ///< of GitHub, with a table
    json,      ///< a line each, as `export_crawl` gives `broken`
};

[[nodiscard]] std::optional<link_report_format> link_report_format_of(std::string_view name) noexcept;

/// What a crawl with --check-links came to.
struct link_totals {
    std::uint64_t pages = 0;  ///< with links
    std::uint64_t checked = 0;
    std::uint64_t broken = 0;
    std::uint64_t moved = 0;                         ///< lead to what is elsewhere for good
    std::map<std::string, std::uint64_t> unchecked;  ///< by reason
    /// Of the broken ones, what was to be the start of the crawl and could not be reached.
    std::uint64_t unreached_seeds = 0;

    [[nodiscard]] std::uint64_t all() const noexcept;
};

/// Errors, Threads  As for `export_crawl`.
[[nodiscard]] link_totals count_links(const std::string& folder);

/// "3 of 120 links on 14 pages are broken", and how many were not checked and why; a line each.
[[nodiscard]] std::string text_of(const link_totals& totals);

/// Tells which links of the crawl in a folder are broken, as of one moment. Text from outside is made safe for where it
/// goes: a terminal, XML, Markdown, JSON.
///
/// Errors, Threads  As for `export_crawl`.
void write_link_report(const std::string& folder, link_report_format how, const line_sink& take);

}  // namespace trawl::output
