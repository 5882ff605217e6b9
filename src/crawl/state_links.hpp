#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "crawl/url_id.hpp"

namespace trawl::crawl {

/// Ids as the state keeps them: in rising order, each once, as the distances between them, 7 bits a byte (LEB128).
[[nodiscard]] std::string encode_ids(std::vector<url_id> ids);

/// What cannot be read ends it.
[[nodiscard]] std::vector<url_id> decode_ids(std::string_view bytes);

}  // namespace trawl::crawl
