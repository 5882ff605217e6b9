#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace trawl::http {

/// The standard's "domain to ASCII" (UTS 46, non-transitional, CheckBidi and CheckJoiners, no STD3 rules) for a domain
/// that is not plain ASCII or has an "xn--" label. Requires lower-case ASCII letters.
///
/// Result      Lower-case ASCII; nothing if UTS 46 refuses the domain. May still hold forbidden code points: the caller
///             checks.
/// Limits      Stricter than UTS 46 in what DNS could not carry or libidn2 cannot say: a label of over 63 bytes once
///             encoded, code points newer than libidn2's tables, a symbol or an emoji in a label with right-to-left
///             letters.
[[nodiscard]] std::optional<std::string> domain_to_ascii(std::string_view domain);

}  // namespace trawl::http
