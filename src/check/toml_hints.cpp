#include "check/toml_hints.hpp"

#include "base/utf8.hpp"

namespace trawl::check {

namespace {

bool has(std::string_view text, std::string_view part) noexcept {
    return text.find(part) != text.npos;
}

bool is_line_end(std::string_view from_here) noexcept {
    return from_here.empty() || from_here == "\r";
}

/// Behind "Error while parsing value: ".
std::string_view reason_in(std::string_view said) noexcept {
    if (said.starts_with("Error while parsing ")) {
        if (const auto colon = said.find(": "); colon != said.npos) {
            said.remove_prefix(colon + 2);
        }
    }
    return said;
}

}  // namespace

std::string toml_hint(std::string_view said, std::string_view from_here) {
    const std::string_view why = reason_in(said);
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
