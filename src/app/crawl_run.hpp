#pragma once

#include "app/crawl_options.hpp"

namespace trawl::app {

/// Runs `trawl crawl`, or says what one in a folder came to. Result: the exit status.
[[nodiscard]] int run_crawl(crawl_options options);

}  // namespace trawl::app
