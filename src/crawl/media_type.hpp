#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "http/media_type.hpp"

namespace trawl::crawl {

using http::media_type;
using http::parse_media_type;

/// Whether a name is one of these: "text/html", "image/*", "*/*". Requires them in lower case.
[[nodiscard]] bool is_one_of(const std::vector<std::string>& patterns, std::string_view name);

/// What a body is read as.
enum class content_kind : std::uint8_t {
    opaque,  ///< not read
    html,
    css,
    sitemap,  ///< XML that may be a sitemap or a feed
};

/// By its name; without one, by how the body starts.
[[nodiscard]] content_kind kind_of(std::string_view name, std::string_view first_bytes) noexcept;

}  // namespace trawl::crawl
