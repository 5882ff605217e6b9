#include "output/json.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>

#include "base/utf8.hpp"

namespace trawl::output {

namespace {

constexpr std::string_view digits = "0123456789abcdef";

/// What may stand in a string as it is: printable ASCII but for the two characters that JSON escapes.
constexpr std::array<bool, 256> make_plain() {
    std::array<bool, 256> table{};
    for (std::size_t byte = 0x20; byte < 0x7F; ++byte) {
        table[byte] = byte != '"' && byte != '\\';
    }
    return table;
}
constexpr std::array<bool, 256> plain = make_plain();

unsigned char byte_at(std::string_view text, std::size_t at) noexcept {
    return static_cast<unsigned char>(text[at]);
}

/// One unit of UTF-16.
void append_unit(std::string& out, char32_t unit) {
    out += "\\u";
    for (unsigned shift = 16; shift > 0;) {
        shift -= 4;
        out += digits[unit >> shift & 0xFU];
    }
}

void append_escape(std::string& out, char32_t c) {
    switch (c) {
        case '\n':
            out += "\\n";
            return;
        case '\r':
            out += "\\r";
            return;
        case '\t':
            out += "\\t";
            return;
        default:
            break;
    }
    if (c > 0xFFFF) {
        append_unit(out, 0xD800 + ((c - 0x10000) >> 10U));
        append_unit(out, 0xDC00 + ((c - 0x10000) & 0x3FFU));
    } else {
        append_unit(out, c);
    }
}

/// `number` with leading zeros to at least `width` digits.
void append_padded(std::string& out, std::uint64_t number, std::size_t width) {
    std::array<char, 20> text{};
    const auto* const end = std::to_chars(text.data(), text.data() + text.size(), number).ptr;
    const auto length = static_cast<std::size_t>(end - text.data());
    out.append(width > length ? width - length : 0, '0');
    out.append(text.data(), length);
}

}  // namespace

void append_json_string(std::string& out, std::string_view text) {
    out += '"';
    std::size_t at = 0;
    while (at < text.size()) {
        std::size_t run = at;
        while (run < text.size() && plain[byte_at(text, run)]) {
            ++run;
        }
        out.append(text, at, run - at);
        if (run == text.size()) {
            break;
        }
        const base::utf8_character next = base::decode_utf8(text.substr(run));
        at = run + next.length;
        if (!next.is_valid) {
            out += "\xEF\xBF\xBD";
        } else if (next.point == '"' || next.point == '\\') {
            out += '\\';
            out += text[run];
        } else if (base::is_unsafe_on_screen(next.point)) {
            append_escape(out, next.point);
        } else {
            out.append(text, run, next.length);
        }
    }
    out += '"';
}

void append_json_string_or_null(std::string& out, std::string_view text) {
    if (text.empty()) {
        out += "null";
    } else {
        append_json_string(out, text);
    }
}

void append_json_number(std::string& out, std::uint64_t number) {
    append_padded(out, number, 1);
}

void append_json_milliseconds(std::string& out, std::chrono::nanoseconds duration) {
    const auto microseconds = static_cast<std::uint64_t>(
        std::max(std::chrono::round<std::chrono::microseconds>(duration).count(), std::int64_t{0}));
    append_padded(out, microseconds / 1000, 1);
    out += '.';
    append_padded(out, microseconds % 1000, 3);
}

void append_json_digest(std::string& out, std::span<const unsigned char> digest) {
    out += '"';
    for (const unsigned char byte : digest) {
        out += digits[byte >> 4U];
        out += digits[byte & 0xFU];
    }
    out += '"';
}

void append_json_time(std::string& out, std::chrono::system_clock::time_point when) {
    using namespace std::chrono;
    const auto day = floor<days>(when);
    const year_month_day date{day};
    const hh_mm_ss time{floor<milliseconds>(when - day)};
    const auto part = [&out](auto number, std::size_t width, char behind) {
        append_padded(out, static_cast<std::uint64_t>(number), width);
        out += behind;
    };
    out += '"';
    part(std::max(static_cast<int>(date.year()), 0), 4, '-');
    part(static_cast<unsigned>(date.month()), 2, '-');
    part(static_cast<unsigned>(date.day()), 2, 'T');
    part(time.hours().count(), 2, ':');
    part(time.minutes().count(), 2, ':');
    part(time.seconds().count(), 2, '.');
    part(time.subseconds().count(), 3, 'Z');
    out += '"';
}

}  // namespace trawl::output
