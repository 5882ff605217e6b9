#pragma once

#include <chrono>
#include <optional>
#include <string_view>

namespace trawl::http {

/// A date as cookies have it (RFC 6265bis section 5.1.1): day, month, year and time in any order, with anything between
/// them; zones do not count.
[[nodiscard]] std::optional<std::chrono::sys_seconds> parse_cookie_date(std::string_view text);

}  // namespace trawl::http
