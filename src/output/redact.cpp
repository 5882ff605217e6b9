#include "output/redact.hpp"

#include <algorithm>
#include <cctype>
#include <cstddef>

namespace trawl::output {

namespace {

constexpr std::string_view hidden = "***";

/// Hides what stands between the first ':' and the last '@' of [start, end); whether there was any.
bool hide(std::string& text, std::size_t start, std::size_t end) {
    const std::string_view part = std::string_view{text}.substr(start, end - start);
    const std::size_t at = part.rfind('@');
    const std::size_t colon = part.find(':');
    if (at == std::string_view::npos || colon == std::string_view::npos || colon > at) {
        return false;
    }
    text.replace(start + colon + 1, at - colon - 1, hidden);
    return true;
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

std::string redacted_url_text(const std::string& input, const http::url& target) {
    std::string text = input;
    const std::size_t start = authority_start(text);
    const std::size_t end = std::min(text.find_first_of("/\\?#", start), text.size());
    return hide(text, start, end) ? text : target.redacted();
}

}  // namespace

std::string redacted_text(std::string_view text) {
    std::string result{text};
    for (std::size_t slashes = result.find("//"); slashes != std::string::npos;
         slashes = result.find("//", slashes + 2)) {
        const std::size_t start = slashes + 2;
        hide(result, start, std::min(result.find_first_of(" \t\r\n\"'<>", start), result.size()));
    }
    return result;
}

std::string redacted_input(const fetch::job& what) {
    if (!may_hold_password(what.input)) {
        return what.input;
    }
    if (what.target.has_value()) {
        return what.target->password().empty() ? what.input : redacted_url_text(what.input, *what.target);
    }
    std::string text = what.input;
    const std::size_t slashes = text.find("//");
    hide(text, slashes == std::string::npos ? authority_start(text) : slashes + 2, text.size());
    return text;
}

}  // namespace trawl::output
