#pragma once

#include <string>

#include "app/options.hpp"

namespace trawl::app {

/// Raises this process's limit of open descriptors as far as it may, and lowers the concurrency and the number of idle connections
/// kept to what fits, when a job in flight takes `each`.
///
/// Result      What was lowered, for people; empty if nothing was.
[[nodiscard]] std::string fit_to_descriptors(run_options& options, unsigned each);

/// The same for a given limit.
[[nodiscard]] std::string fit_to_descriptors(run_options& options, unsigned each, std::size_t limit);

/// Of a job without a file: its connection.
inline constexpr unsigned descriptors_without_a_file = 1;

/// Of one with a file: its .part, its .part.json, and a connection for each of its ranges.
[[nodiscard]] constexpr unsigned descriptors_with_a_file(unsigned ranges) {
    return 2 + ranges;
}

}  // namespace trawl::app
