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

/// The id that a fragment names (WHATWG HTML, "find a potential indicated element"): percent-decoded, without a text
/// directive. Empty if it names none: "", "top", and what only a script can understand ("!/inbox", "/inbox").
[[nodiscard]] std::string id_of_fragment(std::string_view fragment);

}  // namespace trawl::crawl
