#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace trawl::http {

/// The percent-encode sets of the URL standard (section 1.3). Bytes over 0x7E and controls are in all of them.
enum class percent_set : std::uint8_t { fragment = 1, query = 2, path = 4, userinfo = 8 };

/// Appends `text`, with what is in `set` as %XX. What is already encoded stays as it is. Works on bytes: invalid UTF-8
/// is encoded as it stands.
void append_encoded(std::string& out, std::string_view text, percent_set set);

/// Appends one segment of a path: until the next '/' or '\\', or the end. Returns how much of `text` it took.
std::size_t append_encoded_segment(std::string& out, std::string_view text);

/// Each %XX becomes its byte; a '%' without two hex digits stays. Decodes once. The result may be any bytes.
[[nodiscard]] std::string percent_decoded(std::string_view text);

/// The value of a hexadecimal digit, or -1.
[[nodiscard]] int hex_value(char digit) noexcept;

}  // namespace trawl::http
