#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "html/link.hpp"
#include "trawl/http/url.hpp"

namespace trawl::html {

/// The references of a style sheet, or of the declarations of a style attribute: `url()` is an image, `@import` a style (CSS Syntax, sections 4.3.4 to
/// 4.3.6). What a comment or a string says is none; nor is a `data:` URL, an empty one, or one that is a fragment only. Fonts are `other_requisite`.
///
/// Limits      Linear time; no more than `max_links` links, or about 64 MiB of their URLs.
[[nodiscard]] std::vector<found_link> css_links(std::string_view css, const http::url& base, std::size_t max_links);

}  // namespace trawl::html
