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

/// What an escape of JSON stands for.
std::optional<written> json_escape(std::string_view text) {
    if (text.size() < 2 || text[0] != '\\') {
        return std::nullopt;
    }
    constexpr std::string_view escapes = "\"\\/bfnrt";
    constexpr std::string_view meant = "\"\\/\b\f\n\r\t";
    if (const auto which = escapes.find(text[1]); which != std::string_view::npos) {
        return written{2, std::string(1, meant[which])};
    }
    const auto unit = unit_at(text);
    if (!unit) {
        return std::nullopt;
    }
    char32_t point = *unit;
    std::size_t length = 6;
    if (point >= 0xD800 && point < 0xDC00) {
        const auto low = unit_at(text.substr(6));
        if (!low || *low < 0xDC00 || *low > 0xDFFF) {
            return std::nullopt;
        }
        point = 0x10000 + ((point - 0xD800) << 10U) + (*low - 0xDC00);
        length = 12;
    }
    written made{length, {}};
    html::append_utf8(made.meant, point);
    return made;
}

/// What a character reference stands for.
std::optional<written> html_escape(std::string_view text) {
    constexpr std::size_t longest_reference = 10;
    const std::size_t end = text.substr(0, longest_reference).find(';');
    if (text[0] != '&' || end == std::string_view::npos) {
        return std::nullopt;
    }
    written made{end + 1, {}};
    html::append_decoded(made.meant, text.substr(0, end + 1), html::reference_place::text);
    return made;
}

/// What a percent-encoded byte stands for, and the '+' of forms.
std::optional<written> percent_escape(std::string_view text) {
    if (text[0] == '%' && text.size() >= 3 && http::hex_value(text[1]) >= 0 && http::hex_value(text[2]) >= 0) {
        return written{3, std::string(1, static_cast<char>(http::hex_value(text[1]) * 16 + http::hex_value(text[2])))};
    }
    return text[0] == '+' ? std::optional(written{1, " "}) : std::nullopt;
}

step taken(const std::optional<written>& escape, std::string_view sought) {
    return escape && sought.starts_with(escape->meant) ? step{escape->length, escape->meant.size()} : step{};
}

step percent_step(std::string_view text, char sought, bool is_base64) {
    const auto escape = percent_escape(text);
    return escape && is_same(escape->meant[0], sought, is_base64) ? step{escape->length, 1} : step{};
}

step next_step(std::string_view text, std::string_view sought, bool is_base64, spelling how) {
    step next;
    if (how == spelling::percent) {
        next = percent_step(text, sought[0], is_base64);
    } else if (how == spelling::json) {
        next = taken(json_escape(text), sought);
    } else if (how == spelling::html) {
        next = taken(html_escape(text), sought);
    }
    if (next.text == 0 && is_same(text[0], sought[0], is_base64)) {
        next = {1, 1};
    }
    if (next.text == 0 && how == spelling::percent_kept) {
        next = percent_step(text, sought[0], is_base64);
    }
    return next;
}

bool is_ellipsis(std::string_view rest) {
    return rest.starts_with("…") || rest.starts_with("...");
}

}  // namespace

bool is_cut(std::string_view rest) {
    return rest.empty() || is_ellipsis(rest) || (rest[0] == '%' && rest.size() < 3);
}

std::vector<written> first_of(std::string_view text) {
    std::vector<written> all;
    all.push_back({1, std::string(1, text[0])});
    for (auto& escape : {percent_escape(text), json_escape(text), html_escape(text)}) {
        if (escape && !escape->meant.empty()) {
            all.push_back(*escape);
        }
    }
    return all;
}

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
