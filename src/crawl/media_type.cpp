#include "crawl/media_type.hpp"

#include <algorithm>

#include "http/field_syntax.hpp"
#include "trawl/http/headers.hpp"

namespace trawl::crawl {

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
    return http::trim_blanks(taken);
}

bool is_xml(std::string_view name) noexcept {
    return name == "application/xml" || name == "text/xml" || name == "application/rss+xml" ||
           name == "application/atom+xml" || name == "application/rdf+xml";
}

bool looks_like_html(std::string_view start) noexcept {
    if (start.starts_with("\xEF\xBB\xBF")) {
        start.remove_prefix(3);
    }
    while (!start.empty() && (start.front() == ' ' || (start.front() >= '\t' && start.front() <= '\r'))) {
        start.remove_prefix(1);
    }
    return start.size() > 1 && start[0] == '<' && start[1] != '?';
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
        if (middle != parameter.npos && http::same_name(http::trim_blanks(parameter.substr(0, middle)), "charset")) {
            const std::string_view value = http::trim_blanks(parameter.substr(middle + 1));
            found.charset = http::unquote(value).value_or(std::string(value));
        }
    }
    return found;
}

bool is_one_of(const std::vector<std::string>& patterns, std::string_view name) {
    return std::ranges::any_of(patterns, [name](std::string_view pattern) {
        if (pattern == "*/*" || pattern == "*") {
            return true;
        }
        if (!pattern.ends_with("/*")) {
            return pattern == name;
        }
        pattern.remove_suffix(1);
        return name.starts_with(pattern);
    });
}

content_kind kind_of(std::string_view name, std::string_view first_bytes) noexcept {
    if (name.empty()) {
        return looks_like_html(first_bytes) ? content_kind::html : content_kind::opaque;
    }
    if (name == "text/html" || name == "application/xhtml+xml") {
        return content_kind::html;
    }
    if (name == "text/css") {
        return content_kind::css;
    }
    return is_xml(name) ? content_kind::sitemap : content_kind::opaque;
}

}  // namespace trawl::crawl
