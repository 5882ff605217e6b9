#pragma once

#include "app/crawl_options.hpp"

namespace trawl::app {

/// Writes on standard output what was asked of the crawl in a folder. Result: the exit status.
[[nodiscard]] int answer_query(const crawl_options& options);

}  // namespace trawl::app
