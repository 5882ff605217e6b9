#include "base/printable.hpp"

#include <algorithm>
#include <cstddef>

#include "base/utf8.hpp"

namespace trawl::base {
namespace {

constexpr char hex[] = "0123456789abcdef";

bool is_plain(char c) noexcept {
    return c >= 0x20 && c <= 0x7e;
}

void append_byte(std::string& out, char c) {
    const auto byte = static_cast<unsigned char>(c);
    out.append({'\\', 'x', hex[byte >> 4], hex[byte & 15]});
}

void append_point(std::string& out, char32_t point) {
    out += "\\u{";
    int shift = 28;
    while (shift > 0 && (point >> shift) == 0) {
        shift -= 4;
    }
    for (; shift >= 0; shift -= 4) {
        out += hex[(point >> shift) & 15];
    }
    out += '}';
}

}  // namespace

std::string printable(std::string_view text) {
    if (std::all_of(text.begin(), text.end(), is_plain)) {
        return std::string(text);
    }
    std::string out;
    out.reserve(text.size() + 16);
    while (!text.empty()) {
        if (is_plain(text[0])) {
            out += text[0];
            text.remove_prefix(1);
            continue;
        }
        const utf8_character next = decode_utf8(text);
        if (!next.is_valid || next.point < 0x80) {
            for (const char c : text.substr(0, next.length)) {
                append_byte(out, c);
            }
        } else if (is_unsafe_on_screen(next.point)) {
            append_point(out, next.point);
        } else {
            out += text.substr(0, next.length);
        }
        text.remove_prefix(next.length);
    }
    return out;
}

}  // namespace trawl::base
