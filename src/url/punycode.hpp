#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace trawl::http {

/// Punycode (RFC 3492) of one label, without the "xn--". Requires code points up to 0x10FFFF.
/// Limits      Quadratic in the label's length in the worst case; a label comes from a host name and callers bound it.
[[nodiscard]] std::string punycode_encoded(std::u32string_view label);

/// Nothing for what no label encodes to: a bad digit, an overflow, a code point over 0x10FFFF or a surrogate.
[[nodiscard]] std::optional<std::u32string> punycode_decoded(std::string_view text);

}  // namespace trawl::http
