#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "fetch/speed_watch.hpp"
#include "trawl/async/awaitable.hpp"
#include "trawl/http/response.hpp"

namespace trawl::fetch {

/// Reads of a body what there is, for as long as the watch has patience.
///
/// `least`     Bytes a second, as the user asked for it: for the error.
/// Errors      As for `response::read_some`, and `errc::too_slow`.
/// Cancelling  As for `response::read_some`.
/// Lifetime    What it is given must live as long.
[[nodiscard]] async::awaitable<http::result<std::size_t>> read_watched(http::response& reply, std::span<char> into,
                                                                       speed_watch& watch, std::uint64_t least);

}  // namespace trawl::fetch
