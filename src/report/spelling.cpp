#include "report/spelling.hpp"

#include <algorithm>
#include <optional>
#include <string>

#include "html/character_references.hpp"
#include "http/base64.hpp"
#include "url/percent.hpp"

namespace trawl::report {

namespace {

char small(char c) noexcept {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

/// One letter for both alphabets (RFC 4648, sections 4 and 5).
char standard(char c) noexcept {
    if (c == '-') {
        return '+';
    }
    return c == '_' ? '/' : c;
}

/// How much of the text stands for how much of what is looked for; none: it does not.
struct step {
    std::size_t text = 0;
    std::size_t sought = 0;
};

step percent_step(std::string_view text, char sought, bool is_base64) {
    if (text[0] == '%' && text.size() >= 3 && http::hex_value(text[1]) >= 0 && http::hex_value(text[2]) >= 0) {
        const auto byte = static_cast<char>(http::hex_value(text[1]) * 16 + http::hex_value(text[2]));
        return is_same(byte, sought, is_base64) ? step{3, 1} : step{};
    }
    return text[0] == '+' && sought == ' ' ? step{1, 1} : step{};
}

std::optional<char32_t> unit_at(std::string_view text) {
    if (text.size() < 6 || !text.starts_with("\\u")) {
        return std::nullopt;
    }
    char32_t unit = 0;
    for (const char digit : text.substr(2, 4)) {
        if (http::hex_value(digit) < 0) {
            return std::nullopt;
        }
        unit = unit * 16 + static_cast<char32_t>(http::hex_value(digit));
    }
    return unit;
}

step json_step(std::string_view text, std::string_view sought) {
    if (text.size() < 2 || text[0] != '\\') {
        return {};
    }
    constexpr std::string_view escapes = "\"\\/bfnrt";
    constexpr std::string_view meant = "\"\\/\b\f\n\r\t";
    if (const auto which = escapes.find(text[1]); which != std::string_view::npos) {
        return sought[0] == meant[which] ? step{2, 1} : step{};
    }
    const auto unit = unit_at(text);
    if (!unit) {
        return {};
    }
    char32_t point = *unit;
    std::size_t length = 6;
    if (point >= 0xD800 && point < 0xDC00) {
        const auto low = unit_at(text.substr(6));
        if (!low || *low < 0xDC00 || *low > 0xDFFF) {
            return {};
        }
        point = 0x10000 + ((point - 0xD800) << 10U) + (*low - 0xDC00);
        length = 12;
    }
    std::string bytes;
    html::append_utf8(bytes, point);
    return sought.starts_with(bytes) ? step{length, bytes.size()} : step{};
}

step html_step(std::string_view text, std::string_view sought) {
    constexpr std::size_t longest_reference = 10;
    const std::size_t end = text.substr(0, longest_reference).find(';');
    if (text[0] != '&' || end == std::string_view::npos) {
        return {};
    }
    std::string bytes;
    html::append_decoded(bytes, text.substr(0, end + 1), html::reference_place::text);
    return sought.starts_with(bytes) ? step{end + 1, bytes.size()} : step{};
}

step next_step(std::string_view text, std::string_view sought, bool is_base64, spelling how) {
    step taken;
    if (how == spelling::percent) {
        taken = percent_step(text, sought[0], is_base64);
    } else if (how == spelling::json) {
        taken = json_step(text, sought);
    } else if (how == spelling::html) {
        taken = html_step(text, sought);
    }
    if (taken.text == 0 && is_same(text[0], sought[0], is_base64)) {
        taken = {1, 1};
    }
    if (taken.text == 0 && how == spelling::percent_kept) {
        taken = percent_step(text, sought[0], is_base64);
    }
    return taken;
}

bool is_ellipsis(std::string_view rest) {
    return rest.starts_with("…") || rest.starts_with("...");
}

bool is_cut(std::string_view rest) {
    return rest.empty() || is_ellipsis(rest) || (rest[0] == '%' && rest.size() < 3);
}

}  // namespace

char folded(char c, bool is_base64) noexcept {
    return is_base64 ? standard(c) : small(c);
}

bool is_same(char a, char b, bool is_base64) noexcept {
    return folded(a, is_base64) == folded(b, is_base64);
}

std::size_t matched(std::string_view text, std::string_view sought, std::size_t enough, bool is_base64, spelling how) {
    std::size_t at = 0;
    std::size_t done = 0;
    while (done < sought.size()) {
        const std::string_view rest = text.substr(at);
        const step taken = rest.empty() ? step{} : next_step(rest, sought.substr(done), is_base64, how);
        if (taken.text == 0) {
            const std::size_t least = is_ellipsis(rest) ? std::min(enough, shortest_part) : enough;
            return done >= least && is_cut(rest) ? at : 0;
        }
        at += taken.text;
        done += taken.sought;
    }
    return at;
}

bool is_base64_letter(char c) noexcept {
    return (c >= '0' && c <= '9') || (small(c) >= 'a' && small(c) <= 'z') || c == '+' || c == '-' || c == '_';
}

}  // namespace trawl::report
