#include "crawl/page_rules.hpp"

#include <string>

#include "base/byte_size.hpp"
#include "crawl/media_type.hpp"

namespace trawl::crawl {

bool asks_by_head(const visit& of) noexcept {
    return of.purpose == purpose::check;
}

bool refuses_head(int status) noexcept {
    return status >= 400 && status != 429 && status != 503;
}

bool refuses_head(const http::error& why) noexcept {
    return why.code == http::errc::closed || why.code == http::errc::reset || why.code == http::errc::protocol;
}

bool are_same_page(const page_settings& settings, const http::url& left, const http::url& right) {
    if (settings.key_of) {
        return settings.key_of(left) == settings.key_of(right);
    }
    return left.without_credentials() == right.without_credentials();
}

bool is_packed_itself(std::string_view type, std::string_view path) noexcept {
    if (type == "application/gzip" || type == "application/x-gzip" || type == "application/zstd") {
        return true;
    }
    const bool is_text = kind_of(type, {}) == content_kind::html || kind_of(type, {}) == content_kind::css;
    return !is_text && (path.ends_with(".gz") || path.ends_with(".tgz") || path.ends_with(".svgz"));
}

// Sitemaps lead to what is wanted, whatever they are themselves.
verdict check_type(const page_settings& settings, purpose why, std::string_view type) {
    const bool counts = why == purpose::page || why == purpose::requisite;
    if (!counts || settings.content_types.empty() || is_one_of(settings.content_types, type)) {
        return {};
    }
    return verdict(reason::type, type.empty() ? "no Content-Type" : std::string(type));
}

verdict check_size(const page_settings& settings, std::optional<std::uint64_t> size) {
    if (!settings.max_size || (size && *size <= *settings.max_size)) {
        return {};
    }
    std::string detail = "over --max-size " + base::to_text(base::byte_size(*settings.max_size));
    if (size) {
        detail += ": " + base::to_text(base::byte_size(*size));
    }
    return verdict(reason::size, std::move(detail));
}

}  // namespace trawl::crawl
