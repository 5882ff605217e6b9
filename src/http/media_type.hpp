#pragma once

#include <string>
#include <string_view>

namespace trawl::http {

/// What a Content-Type says (RFC 9110 section 8.3).
struct media_type {
    std::string name;     ///< "text/html", in lower case; empty: none
    std::string charset;  ///< as it stands there, without quotes; empty: none
};

[[nodiscard]] media_type parse_media_type(std::string_view content_type);

}  // namespace trawl::http
