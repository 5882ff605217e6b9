#pragma once

#include <cstdint>
#include <string>

#include "trawl/async/clock.hpp"

namespace trawl::fetch {

/// How one host asked to be left alone, by Retry-After or RateLimit fields.
struct host_pause {
    std::string host;  ///< with its port, if that is not the scheme's
    std::uint64_t times = 0;
    async::clock::duration total{};    ///< time without requests, that of a pause under way wholly counted
    async::clock::time_point until{};  ///< when the last one ends
};

}  // namespace trawl::fetch
