#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace trawl::check {

inline constexpr std::size_t shown_body = 1024;  ///< bytes of text

/// What the bytes of a body mean, as UTF-8: in the encoding that a byte order mark, its Content-Type or the body itself names.
/// `is_whole`: else a character at the end that is not whole is left out.
[[nodiscard]] std::string text_of_body(std::string_view bytes, std::string_view content_type, bool is_whole);

/// The start of a text, whole characters of at most `shown_body` bytes; nothing of what is no text.
[[nodiscard]] std::string shown_start(std::string_view text);

}  // namespace trawl::check
