#pragma once

#include <cstdint>

namespace trawl::crawl {

/// The number of a URL that a crawl knows, from 1 in the order they were met; 0: none.
using url_id = std::uint32_t;

/// The number of a host (scheme, name and port), from 1.
using host_id = std::uint32_t;

}  // namespace trawl::crawl
