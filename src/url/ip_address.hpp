#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace trawl::http {

/// The standard's "ends in a number checker": whether a host, lower case, can only be an IPv4 address.
[[nodiscard]] bool ends_in_number(std::string_view host) noexcept;

/// An IPv4 address in any form the URL standard takes (one to four numbers; decimal, octal, hexadecimal), as four
/// decimal numbers.
[[nodiscard]] std::optional<std::string> canonical_ipv4(std::string_view text);

/// An IPv6 address without its brackets, in the form of RFC 5952, without dotted decimal.
[[nodiscard]] std::optional<std::string> canonical_ipv6(std::string_view text);

}  // namespace trawl::http
