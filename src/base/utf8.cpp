#include "base/utf8.hpp"

namespace trawl::base {

utf8_character decode_utf8(std::string_view text) noexcept {
    const auto byte = [text](std::size_t at) { return static_cast<unsigned char>(text[at]); };
    const unsigned char first = byte(0);
    if (first < 0x80) {
        return {first, 1, true};
    }
    if (first < 0xC2 || first > 0xF4) {
        return {};
    }
    const std::size_t following = first >= 0xF0 ? 3 : first >= 0xE0 ? 2 : 1;
    // What may follow the first byte keeps out longer forms than needed, surrogates and what is beyond U+10FFFF.
    unsigned char lowest = first == 0xE0 ? 0xA0 : first == 0xF0 ? 0x90 : 0x80;
    unsigned char highest = first == 0xED ? 0x9F : first == 0xF4 ? 0x8F : 0xBF;
    char32_t point = first & (0x3FU >> following);
    for (std::size_t i = 1; i <= following; ++i) {
        if (i == text.size() || byte(i) < lowest || byte(i) > highest) {
            return {0, i, false};
        }
        point = point << 6U | (byte(i) & 0x3FU);
        lowest = 0x80;
        highest = 0xBF;
    }
    return {point, following + 1, true};
}

bool is_unsafe_on_screen(char32_t point) noexcept {
    return point < 0x20 || (point >= 0x7F && point <= 0x9F) || point == 0x61C || point == 0x200E || point == 0x200F ||
           (point >= 0x2028 && point <= 0x202E) || (point >= 0x2066 && point <= 0x2069) || point == 0xFEFF ||
           (point >= 0xFFF9 && point <= 0xFFFB) || (point >= 0xE0000 && point <= 0xE007F);
}

}  // namespace trawl::base
