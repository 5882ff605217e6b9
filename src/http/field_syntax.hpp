#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "trawl/http/headers.hpp"

namespace trawl::http {

/// The text without the spaces and tabs around it (OWS, RFC 9110 section 5.6.3).
[[nodiscard]] std::string_view trim_blanks(std::string_view text) noexcept;

/// The elements of a comma-separated list (RFC 9110 section 5.6.1), trimmed, empty ones left out. A comma within a
/// quoted string separates nothing; a quoted string that is not closed reaches to the end.
///
/// Lifetime    The elements are views of `value`.
[[nodiscard]] std::vector<std::string_view> split_list(std::string_view value);

/// Whether the lists in all fields of this name have an element that is this token, whatever its case: `Connection:
/// keep-alive, Close`.
[[nodiscard]] bool list_contains(const headers& fields, std::string_view name, std::string_view token);

/// What a quoted string stands for (RFC 9110 section 5.6.4); text that is not quoted as it is; nullopt if the quotes do
/// not match.
[[nodiscard]] std::optional<std::string> unquote(std::string_view text);

/// A number of decimal digits and nothing else: no sign, no blanks; nullopt if it does not fit.
[[nodiscard]] std::optional<std::uint64_t> parse_number(std::string_view text) noexcept;

}  // namespace trawl::http
