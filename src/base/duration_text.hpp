#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace trawl::base {

/// Reads what a user writes: "500ms", "10s", "2m", "1h30m", "0.5", "1.5h".
///
/// Result      A plain number is seconds. Units: ms, s, m, h, d; several, the larger first, are added up. The last
///             number may have a fraction.
/// Errors      Nothing for any other text, a sign included, and for more than 100 years.
/// Threads     Any.
[[nodiscard]] std::optional<std::chrono::nanoseconds> parse_duration(std::string_view text);

/// For people: "0 ms", "350 ms", "1.5 s", "12 s", "2m 05s", "1h 05m", "3d 04h". Negative is "0 ms".
[[nodiscard]] std::string to_text(std::chrono::nanoseconds duration);

}  // namespace trawl::base
