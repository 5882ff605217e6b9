#include "check/toml_hints.hpp"

#include <algorithm>
#include <array>

#include "base/utf8.hpp"

namespace trawl::check {

namespace {

bool has(std::string_view text, std::string_view part) noexcept {
    return text.find(part) != text.npos;
}

bool is_line_end(std::string_view from_here) noexcept {
    return from_here.empty() || from_here == "\r";
}

bool is_curly_quote(std::string_view from_here) noexcept {
    constexpr std::array<std::string_view, 5> quotes = {"“", "”", "„", "‘", "’"};
    return std::ranges::any_of(quotes, [&](std::string_view each) { return from_here.starts_with(each); });
}

struct mistake {
    std::string_view part;  ///< "array": where it was made; may be empty
    std::string_view why;
};

/// Of "Error while parsing array: encountered end-of-file".
mistake mistake_in(std::string_view said) noexcept {
    constexpr std::string_view start = "Error while parsing ";
    const auto colon = said.find(": ");
    if (!said.starts_with(start) || colon == said.npos) {
        return {{}, said};
    }
    return {said.substr(start.size(), colon - start.size()), said.substr(colon + 2)};
}

}  // namespace

std::string toml_hint(std::string_view said, std::string_view from_here) {
    const auto [part, why] = mistake_in(said);
    if (is_curly_quote(from_here)) {
        return "a text stands between straight quotes, \" or '";
    }
    if (has(why, "end-of-file")) {
        return "no TOML: the file ends within this" + (part.empty() ? "" : " " + std::string(part));
    }
    if (has(why, "could not determine value type")) {
        return "no value of TOML begins so: a text stands in quotes";
    }
    if (has(why, "control character")) {
        return is_line_end(from_here) ? "this text is not closed in its line: its quote is missing"
                                      : "a control character: in double quotes it is written \\u and four digits";
    }
    std::string told = "no TOML: " + std::string(why);
    if (has(why, "unknown escape sequence")) {
        told += "; between single quotes a '\\' stands for itself";
    }
    if (has(why, "'check' as ")) {
        told += "; a check is written as [[check]], in two brackets";
    }
    return told;
}

std::optional<std::size_t> first_outside_utf8(std::string_view text) noexcept {
    for (std::size_t at = 0; at < text.size();) {
        const auto next = base::decode_utf8(text.substr(at));
        if (!next.is_valid) {
            return at;
        }
        at += next.length;
    }
    return std::nullopt;
}

bool is_utf16(std::string_view text) noexcept {
    return text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF") ||
           (text.size() > 1 && (text[0] == '\0') != (text[1] == '\0'));
}

}  // namespace trawl::check
