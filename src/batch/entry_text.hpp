#pragma once

#include <string_view>

namespace trawl::batch {

[[nodiscard]] constexpr bool is_blank(char c) noexcept {
    return c == ' ' || c == '\t';
}

/// Without the blanks around it.
[[nodiscard]] constexpr std::string_view trimmed(std::string_view text) noexcept {
    while (!text.empty() && is_blank(text.front())) {
        text.remove_prefix(1);
    }
    while (!text.empty() && is_blank(text.back())) {
        text.remove_suffix(1);
    }
    return text;
}

/// As much of it as looks like the name of an option, to be shown: what follows may be a secret.
[[nodiscard]] constexpr std::string_view start_of_key(std::string_view text) noexcept {
    constexpr std::string_view letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.";
    return text.substr(0, text.find_first_not_of(letters)).substr(0, 40);
}

/// What stands before the first `separator`, which is taken off `rest` with it; all of it if there is none.
[[nodiscard]] constexpr std::string_view take_until(std::string_view& rest, char separator) noexcept {
    const std::size_t end = rest.find(separator);
    const std::string_view first = rest.substr(0, end);
    rest.remove_prefix(end == rest.npos ? rest.size() : end + 1);
    return first;
}

}  // namespace trawl::batch
