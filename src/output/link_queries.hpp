#pragma once

#include <string>

namespace trawl::output {

// Of a crawl that kept its links (--check-links). A link whose source is null is a seed, or a sitemap that robots.txt named.

/// source, line, column, target, kind, fragment, anchor, ended_at, problem, status, error, is_passing.
[[nodiscard]] std::string broken_links_query();

/// The same, of links to what is elsewhere for good.
[[nodiscard]] std::string moved_links_query();

/// source, unchecked, count, broken, moved: how many links of a page are checked (`unchecked` is null), or why they are not.
[[nodiscard]] std::string link_counts_query();

}  // namespace trawl::output
