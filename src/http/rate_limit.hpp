#pragma once

#include <chrono>
#include <optional>

#include "trawl/http/headers.hpp"

namespace trawl::http {

/// How long a reply's rate-limit fields ask us to wait: nothing is left until then. Read are RateLimit in its newest form
/// (`"name";r=0;t=30`) and that of the drafts 3 to 7 (`limit=10, remaining=0, reset=30`), RateLimit-Remaining with
/// RateLimit-Reset, and the same with X- before it, where the reset is in seconds from now or since 1970.
///
/// Result      nullopt: something is left, or nothing is said. The longest one if there are more.
/// Limits      More than a year is given as a year.
[[nodiscard]] std::optional<std::chrono::milliseconds> rate_limit_pause(const headers& fields,
                                                                        std::chrono::system_clock::time_point now);

}  // namespace trawl::http
