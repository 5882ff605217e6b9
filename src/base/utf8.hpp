#pragma once

#include <cstddef>
#include <string_view>

namespace trawl::base {

struct utf8_character {
    char32_t point = 0;
    std::size_t length = 1;  ///< in bytes; of what is no UTF-8, its longest valid start, at least 1
    bool is_valid = false;
};

/// The character that `text` begins with (RFC 3629 section 4). Requires text that is not empty.
[[nodiscard]] utf8_character decode_utf8(std::string_view text) noexcept;

/// Whether a terminal would obey it, or would show the text around it in another place or not at all: controls, line
/// separators, marks of direction and of annotation, the byte order mark, tags.
[[nodiscard]] bool is_unsafe_on_screen(char32_t point) noexcept;

}  // namespace trawl::base
