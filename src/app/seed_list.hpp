#pragma once

#include <cstdint>
#include <functional>

#include "app/crawl_options.hpp"
#include "trawl/async/awaitable.hpp"
#include "trawl/http/url.hpp"

namespace trawl::app {

/// Reads the seeds of the command line and then those of the list to its end; what is none is told.
///
/// Result      How many were none.
/// Errors      Throws `fetch::source_error` when the list cannot be read on.
/// Lifetime    `input` must outlive it.
[[nodiscard]] async::awaitable<std::uint64_t> read_seeds(async::executor loop, const crawl_input& input,
                                                         std::function<void(const http::url& seed)> take);

}  // namespace trawl::app
