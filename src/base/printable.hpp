#pragma once

#include <string>
#include <string_view>

namespace trawl::base {

/// Text from outside made safe for a terminal or a log line.
///
/// Result      The text with everything replaced that a terminal would obey or that would not stand on its line:
///             control characters (line ends and tabs included) as `\xNN`, C1 controls, line separators and the marks
///             that turn the direction of writing as `\u{...}`, bytes that are no UTF-8 as `\xNN`. All else as it was,
///             backslashes included: it is for reading, not for turning back.
/// Threads     Any.
[[nodiscard]] std::string printable(std::string_view text);

}  // namespace trawl::base
