#pragma once

#include <algorithm>
#include <cstddef>

#include "trawl/http/url.hpp"

namespace trawl::html {

/// How many links of a document are told, of `most`: each one that is relative has its base in it, so that a long base and
/// many short links would make gigabytes of a small document.
[[nodiscard]] inline std::size_t room_for_links(const http::url& base, std::size_t most) {
    constexpr std::size_t enough = std::size_t{64} << 20U;
    return std::min(most, enough / std::max<std::size_t>(base.href().size(), 1));
}

}  // namespace trawl::html
