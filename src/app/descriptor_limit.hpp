#pragma once

#include <string>

#include "app/options.hpp"

namespace trawl::app {

/// Raises this process's limit of open descriptors as far as it may, and lowers the concurrency and the number of idle connections
/// kept to what fits: a job in flight takes a file and a connection, with --split (`split`) several.
///
/// Result      What was lowered, for people; empty if nothing was.
[[nodiscard]] std::string fit_to_descriptors(run_options& options, unsigned split);

/// The same for a given limit.
[[nodiscard]] std::string fit_to_descriptors(run_options& options, unsigned split, std::size_t limit);

}  // namespace trawl::app
