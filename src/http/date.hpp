#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace trawl::http {

/// An HTTP-date in any of its three forms (RFC 9110 section 5.6.7): "Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94
/// 08:49:37 GMT", "Sun Nov  6 08:49:37 1994". The weekday must be one but need not fit the date; names compare without
/// case.
///
/// Result      nullopt for anything else, a date that is not in the calendar included. A leap second is the second
///             after it. `now` Tells the century of a year of two digits: the latest one that is not over 50 years
///             ahead.
[[nodiscard]] std::optional<std::chrono::sys_seconds> parse_date(std::string_view text, std::chrono::sys_seconds now);

/// The form that is sent: "Sun, 06 Nov 1994 08:49:37 GMT". Requires a year from 0 to 9999.
[[nodiscard]] std::string format_date(std::chrono::sys_seconds when);

}  // namespace trawl::http
