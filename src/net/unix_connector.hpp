#pragma once

#include <string>

#include <boost/asio/local/stream_protocol.hpp>

#include "trawl/async/awaitable.hpp"
#include "trawl/async/deadline.hpp"
#include "trawl/http/error.hpp"

namespace trawl::net {

/// Connects to a Unix domain socket.
///
/// Errors      phase `connect`: `refused` (nobody listens any more), `timed_out` (they accept nobody), `system` (no such
///             file, no permission, a path that is too long); `detail` is the path.
/// Cancelling  Closes the socket.
/// Lifetime    Runs on the caller's executor.
[[nodiscard]] async::awaitable<http::result<boost::asio::local::stream_protocol::socket>> connect_unix(
    std::string path, async::deadline limit);

}  // namespace trawl::net
