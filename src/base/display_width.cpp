#include "base/display_width.hpp"

#include <algorithm>
#include <array>

#include "base/utf8.hpp"

namespace trawl::base {

namespace {

struct range {
    char32_t first;
    char32_t last;
};

// Unicode 15: combining marks of the scripts in wide use, joiners and variation selectors.
constexpr std::array no_width{
    range{0x0300, 0x036F},   range{0x0483, 0x0489},   range{0x0591, 0x05BD}, range{0x05BF, 0x05BF},
    range{0x05C1, 0x05C2},   range{0x05C4, 0x05C5},   range{0x0610, 0x061A}, range{0x064B, 0x065F},
    range{0x0670, 0x0670},   range{0x06D6, 0x06DC},   range{0x06DF, 0x06E4}, range{0x06E7, 0x06E8},
    range{0x06EA, 0x06ED},   range{0x0900, 0x0902},   range{0x093C, 0x093C}, range{0x0941, 0x0948},
    range{0x094D, 0x094D},   range{0x0E31, 0x0E31},   range{0x0E34, 0x0E3A}, range{0x0E47, 0x0E4E},
    range{0x1AB0, 0x1ACE},   range{0x1DC0, 0x1DFF},   range{0x200B, 0x200D}, range{0x20D0, 0x20F0},
    range{0x302A, 0x302D},   range{0x3099, 0x309A},   range{0xFE00, 0xFE0F}, range{0xFE20, 0xFE2F},
    range{0x1F3FB, 0x1F3FF}, range{0xE0100, 0xE01EF},
};

// East Asian Width W and F, and what is shown as a picture by itself.
constexpr std::array two_wide{
    range{0x1100, 0x115F},   range{0x231A, 0x231B},   range{0x2329, 0x232A},   range{0x23E9, 0x23EC},
    range{0x23F0, 0x23F0},   range{0x23F3, 0x23F3},   range{0x25FD, 0x25FE},   range{0x2614, 0x2615},
    range{0x2648, 0x2653},   range{0x267F, 0x267F},   range{0x2693, 0x2693},   range{0x26A1, 0x26A1},
    range{0x26AA, 0x26AB},   range{0x26BD, 0x26BE},   range{0x26C4, 0x26C5},   range{0x26CE, 0x26CE},
    range{0x26D4, 0x26D4},   range{0x26EA, 0x26EA},   range{0x26F2, 0x26F3},   range{0x26F5, 0x26F5},
    range{0x26FA, 0x26FA},   range{0x26FD, 0x26FD},   range{0x2705, 0x2705},   range{0x270A, 0x270B},
    range{0x2728, 0x2728},   range{0x274C, 0x274C},   range{0x274E, 0x274E},   range{0x2753, 0x2755},
    range{0x2757, 0x2757},   range{0x2795, 0x2797},   range{0x27B0, 0x27B0},   range{0x27BF, 0x27BF},
    range{0x2B1B, 0x2B1C},   range{0x2B50, 0x2B50},   range{0x2B55, 0x2B55},   range{0x2E80, 0x303E},
    range{0x3041, 0x4DBF},   range{0x4E00, 0xA4C6},   range{0xA960, 0xA97C},   range{0xAC00, 0xD7A3},
    range{0xF900, 0xFAFF},   range{0xFE10, 0xFE19},   range{0xFE30, 0xFE6B},   range{0xFF01, 0xFF60},
    range{0xFFE0, 0xFFE6},   range{0x16FE0, 0x18CFF}, range{0x1AFF0, 0x1B2FB}, range{0x1F004, 0x1F004},
    range{0x1F0CF, 0x1F0CF}, range{0x1F18E, 0x1F18E}, range{0x1F191, 0x1F19A}, range{0x1F200, 0x1F320},
    range{0x1F32D, 0x1F335}, range{0x1F337, 0x1F37C}, range{0x1F37E, 0x1F393}, range{0x1F3A0, 0x1F3CA},
    range{0x1F3CF, 0x1F3D3}, range{0x1F3E0, 0x1F3F0}, range{0x1F3F4, 0x1F3F4}, range{0x1F3F8, 0x1F43E},
    range{0x1F440, 0x1F440}, range{0x1F442, 0x1F4FC}, range{0x1F4FF, 0x1F53D}, range{0x1F54B, 0x1F567},
    range{0x1F57A, 0x1F57A}, range{0x1F595, 0x1F596}, range{0x1F5A4, 0x1F5A4}, range{0x1F5FB, 0x1F64F},
    range{0x1F680, 0x1F6C5}, range{0x1F6CC, 0x1F6CC}, range{0x1F6D0, 0x1F6D7}, range{0x1F6DC, 0x1F6DF},
    range{0x1F6EB, 0x1F6EC}, range{0x1F6F4, 0x1F6FC}, range{0x1F7E0, 0x1F7F0}, range{0x1F90C, 0x1F9FF},
    range{0x1FA70, 0x1FAFF}, range{0x20000, 0x3FFFD},
};

template <class Table>
bool holds(const Table& ranges, char32_t point) noexcept {
    const auto behind = std::ranges::upper_bound(ranges, point, {}, &range::first);
    return behind != ranges.begin() && point <= std::prev(behind)->last;
}

std::size_t width_of(char32_t point) noexcept {
    if (point < 0x300) {
        return 1;
    }
    if (holds(no_width, point)) {
        return 0;
    }
    return holds(two_wide, point) ? 2 : 1;
}

}  // namespace

std::size_t display_width(std::string_view text) noexcept {
    std::size_t columns = 0;
    while (!text.empty()) {
        const utf8_character next = decode_utf8(text);
        columns += width_of(next.point);
        text.remove_prefix(next.length);
    }
    return columns;
}

std::string_view cut_to_width(std::string_view text, std::size_t columns) noexcept {
    std::size_t at = 0;
    while (at < text.size()) {
        const utf8_character next = decode_utf8(text.substr(at));
        const std::size_t width = width_of(next.point);
        if (width > columns) {
            break;
        }
        columns -= width;
        at += next.length;
    }
    return text.substr(0, at);
}

}  // namespace trawl::base
