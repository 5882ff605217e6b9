#pragma once

#include <chrono>
#include <optional>

#include "fetch/outcome.hpp"
#include "trawl/http/response.hpp"

namespace trawl::fetch {

/// Tells what a reply's head said; what was counted of the attempt's earlier replies stays.
void note_head(report& told, const http::response& reply);

/// How long the reply asks for its host to be left alone: Retry-After of an error, or rate-limit fields that leave no
/// further request.
[[nodiscard]] std::optional<std::chrono::milliseconds> asked_pause(int status, const http::headers& reply);

}  // namespace trawl::fetch
