#include "http/media_type.hpp"

#include <algorithm>

#include "http/field_syntax.hpp"
#include "trawl/http/headers.hpp"

namespace trawl::http {

namespace {

char lowered(char c) noexcept {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

// Takes what stands before the next ';' that no quoted string holds.
std::string_view take_parameter(std::string_view& rest) noexcept {
    bool is_quoted = false;
    std::size_t end = 0;
    for (; end < rest.size() && (is_quoted || rest[end] != ';'); ++end) {
        if (is_quoted && rest[end] == '\\') {
            ++end;
        } else if (rest[end] == '"') {
            is_quoted = !is_quoted;
        }
    }
    const std::string_view taken = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    return trim_blanks(taken);
}

}  // namespace

media_type parse_media_type(std::string_view content_type) {
    media_type found;
    const std::string_view name = take_parameter(content_type);
    if (name.find('/') != name.npos) {
        found.name = name;
        std::ranges::transform(found.name, found.name.begin(), lowered);
    }
    while (!content_type.empty() && found.charset.empty()) {
        const std::string_view parameter = take_parameter(content_type);
        const std::size_t middle = parameter.find('=');
        if (middle != parameter.npos && same_name(trim_blanks(parameter.substr(0, middle)), "charset")) {
            const std::string_view value = trim_blanks(parameter.substr(middle + 1));
            found.charset = unquote(value).value_or(std::string(value));
        }
    }
    return found;
}

}  // namespace trawl::http
