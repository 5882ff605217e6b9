#pragma once

#include <cstdint>
#include <string>

#include "net/transport.hpp"
#include "support/fault_server.hpp"

namespace trawl::net {

/// Options that trust this CA.
[[nodiscard]] http::tls_options trusting(const test::test_ca& ca);

/// A TLS connection to 127.0.0.1 with a server that should be `host`.
[[nodiscard]] async::awaitable<http::result<transport>> open_tls(tls_context& context, std::string host,
                                                                 std::uint16_t port,
                                                                 async::deadline limit = async::deadline::never());

/// All that is left of the stream, and how it ended.
struct rest {
    std::string bytes;
    boost::system::error_code end;
};
[[nodiscard]] async::awaitable<rest> read_rest(transport& from);

/// Sends a request without a body for "/" and reads until `size` bytes have come or the stream ends.
[[nodiscard]] async::awaitable<std::string> get(transport& over, std::size_t size);

/// Opens a connection and asks for "/": how that ended, and whether the session was resumed.
[[nodiscard]] async::awaitable<http::result<tls_info>> exchange(tls_context& context, std::string host,
                                                                std::uint16_t port);

}  // namespace trawl::net
