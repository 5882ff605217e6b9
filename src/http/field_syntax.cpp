#include "http/field_syntax.hpp"

#include <algorithm>
#include <charconv>

namespace trawl::http {

std::string_view trim_blanks(std::string_view text) noexcept {
    const auto first = text.find_first_not_of(" \t");
    if (first == std::string_view::npos) {
        return {};
    }
    return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

std::vector<std::string_view> split_list(std::string_view value) {
    std::vector<std::string_view> elements;
    std::size_t start = 0;
    bool quoted = false;
    for (std::size_t i = 0; i <= value.size(); ++i) {
        if (i == value.size() || (value[i] == ',' && !quoted)) {
            if (const auto element = trim_blanks(value.substr(start, i - start)); !element.empty()) {
                elements.push_back(element);
            }
            start = i + 1;
        } else if (value[i] == '"') {
            quoted = !quoted;
        } else if (value[i] == '\\' && quoted && i + 1 < value.size()) {
            ++i;
        }
    }
    return elements;
}

bool list_contains(const headers& fields, std::string_view name, std::string_view token) {
    const auto is_token_asked_for = [&](std::string_view element) { return same_name(element, token); };
    for (std::size_t i = 0; i < fields.size(); ++i) {
        const headers::field field = fields[i];
        if (!same_name(field.name, name)) {
            continue;
        }
        // Most lists have one element.
        const bool is_in = field.value.find(',') == std::string_view::npos
                               ? is_token_asked_for(trim_blanks(field.value))
                               : std::ranges::any_of(split_list(field.value), is_token_asked_for);
        if (is_in) {
            return true;
        }
    }
    return false;
}

std::optional<std::string> unquote(std::string_view text) {
    if (!text.starts_with('"')) {
        return std::string{text};
    }
    std::string plain;
    for (std::size_t i = 1; i < text.size(); ++i) {
        if (text[i] == '"') {
            return i + 1 == text.size() ? std::optional{plain} : std::nullopt;
        }
        if (text[i] == '\\' && ++i == text.size()) {
            break;
        }
        plain += text[i];
    }
    return std::nullopt;
}

std::optional<std::uint64_t> parse_number(std::string_view text) noexcept {
    std::uint64_t number = 0;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (failure != std::errc{} || end != text.data() + text.size()) {
        return std::nullopt;
    }
    return number;
}

}  // namespace trawl::http
