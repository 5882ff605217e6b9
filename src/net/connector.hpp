#pragma once

#include <chrono>
#include <cstdint>
#include <vector>

#include <boost/asio/ip/tcp.hpp>

#include "net/route.hpp"
#include "trawl/async/awaitable.hpp"
#include "trawl/async/deadline.hpp"
#include "trawl/http/error.hpp"

namespace trawl::net {

/// How long an attempt has for itself before the next one starts beside it (RFC 8305 section 5).
inline constexpr async::clock::duration attempt_delay = std::chrono::milliseconds{250};

/// Families in turn, beginning with that of the first address; the order within a family stays (RFC 8305 section 4).
[[nodiscard]] std::vector<boost::asio::ip::address> interleave(const std::vector<boost::asio::ip::address>& addresses);

/// Which of the failures of one race tells most. Requires at least one.
///
/// Result      The first `system` failure (another address would not help); what they all are, if all are the same;
///             `unreachable` if they differ. Cause and detail are of the first failure that it names; those that are
///             all the same have their addresses in the detail, the first four at most.
[[nodiscard]] http::error most_telling(const std::vector<http::error>& failures);

/// Connects to the first of the addresses that answers (RFC 8305): the next attempt starts when one fails, or after
/// `attempt_delay`; the losers are closed.
///
/// Result      A connected socket with TCP_NODELAY.
/// Errors      phase `connect`: `refused`, `unreachable`, `timed_out`, `reset`, `system` (descriptors, memory, no such
///             device or address here); `detail` is "address:port".
/// Cancelling  Closes all attempts.
/// Lifetime    Runs on the caller's executor.
/// Limits      Requires at least one address, and that each `fits` where it is connected from. One attempt for each,
///             however many there are.
/// Example     tests/unit/net/connector_test.cpp
[[nodiscard]] async::awaitable<http::result<boost::asio::ip::tcp::socket>> connect(
    std::vector<boost::asio::ip::address> addresses, std::uint16_t port, async::deadline limit,
    local_end from = local_end());

}  // namespace trawl::net
