#pragma once

#include <cstdint>

#include "check/check_settings.hpp"
#include "files/buffer.hpp"
#include "trawl/async/blocking_pool.hpp"
#include "trawl/async/clock.hpp"
#include "trawl/http/session.hpp"

namespace trawl::check {

/// What the tries of a run share.
struct check_means {
    http::session& http;
    async::blocking_pool& pool;
    const check_settings& settings;
    files::buffer_pool& buffers;
    std::uint64_t& bytes;  ///< of bodies on the wire
    async::clock::time_point started;
    double share = 0;  ///< evenly distributed in [0, 1), of this try
};

/// What takes the loop no longer than a way to a thread and back would be worth.
inline constexpr std::uint64_t small_body = std::uint64_t{256} << 10;

}  // namespace trawl::check
