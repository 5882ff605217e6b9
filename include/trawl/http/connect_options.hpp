#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace trawl::http {

/// Addresses for a host and port in place of the resolver's.
struct address_override {
    std::string host;  ///< "*": every host; matched without case, IPv6 without brackets
    std::uint16_t port = 0;
    /// Literals, tried in the manner of RFC 8305.
    std::vector<std::string> addresses;
};

/// Where connections for a host and port are made to instead. Host field, SNI and the certificate's check stay those
/// of the URL.
struct connect_redirection {
    std::string from_host;        ///< empty: every host
    std::uint16_t from_port = 0;  ///< 0: every port
    std::string to_host;          ///< empty: the same host
    std::uint16_t to_port = 0;    ///< 0: the same port
};

/// How connections are made.
struct connect_options {
    enum class address_family { any, ipv4, ipv6 };

    address_family family = address_family::any;
    /// A device ("eth0") or an address of this machine to connect from; empty: the system's choice.
    std::string interface;
    std::vector<address_override> addresses;
    std::vector<connect_redirection> redirections;
    /// A Unix domain socket that all connections are made to; empty: none.
    std::string unix_socket;
    /// No connection to an address that is not a public one: loopback, private, link-local (the cloud's metadata
    /// address with it), shared, multicast, reserved, and IPv6 addresses that embed such a one (mapped, NAT64, 6to4,
    /// Teredo). It is the address that is really connected to that counts. Does not go with proxies that resolve names
    /// themselves.
    bool deny_private = false;
};

}  // namespace trawl::http
