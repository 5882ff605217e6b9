#pragma once

#include "fetch/adaptive_limit.hpp"
#include "fetch/outcome.hpp"

namespace trawl::fetch {

/// Whether the host is to blame for the outcome, and not this machine or what was asked for: 429, 5xx, no whole reply.
[[nodiscard]] bool is_hosts_fault(const report& told, const outcome& how);

/// Whether the host is overloaded or out of reach, not only what was asked for: 429, 502 to 504, no whole reply.
[[nodiscard]] bool is_out_of_order(const report& told, const outcome& how);

/// What the end of an attempt says of its host's load.
[[nodiscard]] load_sign sign_of(const report& told, const outcome& how);

/// Where a request was when it was cancelled, as far as its trace tells.
[[nodiscard]] http::phase phase_of(const report& told);

}  // namespace trawl::fetch
