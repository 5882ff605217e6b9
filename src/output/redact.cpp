#include "output/redact.hpp"

#include <algorithm>
#include <cctype>
#include <cstddef>

namespace trawl::output {

namespace {

constexpr std::string_view hidden = "***";

constexpr auto npos = std::string_view::npos;

/// Where the user-info of [start, end) may end; npos: there is none.
std::size_t last_at(std::string_view part) noexcept {
    const std::size_t at = part.rfind('@');
    const std::size_t coded = part.rfind("%40");
    return at == npos || (coded != npos && coded > at) ? coded : at;
}

/// Hides what stands between the first ':' and the last '@' of [start, end), or, without a ':', all before that '@': it
/// may be a token. Whether there was any.
bool hide(std::string& text, std::size_t start, std::size_t end) {
    const std::string_view part = std::string_view{text}.substr(start, end - start);
    const std::size_t at = last_at(part);
    if (at == npos || at == 0) {
        return false;
    }
    const std::size_t colon = part.find(':');
    const std::size_t secret = colon < at ? colon + 1 : 0;
    text.replace(start + secret, at - secret, hidden);
    return true;
}

std::size_t end_of_authority(std::string_view text, std::size_t start) noexcept {
    return std::min(text.find_first_of("/\\?#", start), text.size());
}

bool starts_with_scheme(std::string_view text, std::string_view scheme) noexcept {
    return text.size() > scheme.size() && text[scheme.size()] == ':' &&
           std::equal(scheme.begin(), scheme.end(), text.begin(),
                      [](char expected, char c) { return std::tolower(static_cast<unsigned char>(c)) == expected; });
}

/// Where the authority starts, with or without the slashes that a URL should have before it.
std::size_t authority_start(std::string_view text) noexcept {
    std::size_t start = 0;
    if (starts_with_scheme(text, "http")) {
        start = 5;
    } else if (starts_with_scheme(text, "https")) {
        start = 6;
    }
    return std::min(text.find_first_not_of("/\\", start), text.size());
}

bool has_user_info(const http::url& where) noexcept {
    return !where.username().empty() || !where.password().empty();
}

std::string redacted_url_text(const std::string& input, const http::url& target) {
    std::string text = input;
    const std::size_t start = authority_start(text);
    return hide(text, start, end_of_authority(text, start)) ? text : target.redacted();
}

}  // namespace

std::string redacted_text(std::string_view text) {
    std::string result{text};
    for (std::size_t slashes = result.find("//"); slashes != std::string::npos;
         slashes = result.find("//", slashes + 2)) {
        const std::size_t start = slashes + 2;
        const std::size_t end = std::min(result.find_first_of(" \t\r\n\"'<>", start), result.size());
        const std::string_view word = std::string_view{result}.substr(start, end - start);
        // A password may hold a '/'. Without a ':' it is one only where user-info stands.
        const std::size_t at = word.rfind('@');
        const bool has_password = at != npos && word.find(':') < at;
        hide(result, start, has_password ? start + at + 1 : std::min(end, end_of_authority(result, start)));
    }
    return result;
}

std::string redacted_input(const fetch::job& what) {
    if (!may_hold_password(what.input)) {
        return what.input;
    }
    if (what.target.has_value()) {
        return !has_user_info(*what.target) ? what.input : redacted_url_text(what.input, *what.target);
    }
    std::string text = what.input;
    const std::size_t slashes = text.find("//");
    hide(text, slashes == std::string::npos ? authority_start(text) : slashes + 2, text.size());
    return text;
}

std::string without_passwords(std::string_view text) {
    return may_hold_password(text) ? redacted_text(text) : std::string(text);
}

}  // namespace trawl::output
