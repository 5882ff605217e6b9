#pragma once

#include <string>
#include <string_view>

namespace trawl::robots {

/// The text of a robots.txt without its byte order mark; UTF-16 with one becomes UTF-8. All else as it stands.
[[nodiscard]] std::string robots_text(std::string_view bytes);

}  // namespace trawl::robots
