#include "crawl/media_type.hpp"

#include <algorithm>

namespace trawl::crawl {

namespace {

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
