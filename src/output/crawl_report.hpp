#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace trawl::output {

/// What of a crawl's state can be asked for as a table.
enum class crawl_table : std::uint8_t {
    urls,     ///< each URL that it knows, with how it stands and how it ended
    failed,   ///< those whose last try failed; "errors" means the same
    skipped,  ///< those that were not fetched, or not taken further, with the reason
    links,    ///< all links that it kept; of a crawl that kept none, those by which each URL was found first
    hosts,    ///< with their counts
    changes,  ///< what the last round found new, changed or gone
    broken,   ///< links to what is not there: of a crawl that checked them
    moved,    ///< links to what is elsewhere for good, and is there
};

[[nodiscard]] std::optional<crawl_table> crawl_table_of(std::string_view name) noexcept;
/// For help: "urls, failed, ...".
[[nodiscard]] std::string crawl_table_names();

enum class table_format : std::uint8_t {
    json_lines,  ///< an object a row; what there is none of is null
    csv,         ///< RFC 4180, with a line of names; what there is none of is empty
};

/// Takes whole lines.
using line_sink = std::function<void(std::string_view lines)>;

/// Gives a table of the crawl in a folder, also while it runs: as of one moment. Passwords in URLs are shown as "***".
/// Changes nothing.
///
/// Errors      Throws `crawl::state_error`: there is none, it is damaged, or another version's. And what `take` throws.
/// Threads     Any. Blocks.
void export_crawl(const std::string& folder, crawl_table what, table_format how, const line_sink& take);

/// What stands in the state of the crawl in a folder, for people: several lines.
///
/// Errors, Threads  As for `export_crawl`.
[[nodiscard]] std::string crawl_status(const std::string& folder);

}  // namespace trawl::output
