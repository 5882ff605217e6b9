#pragma once

#include <boost/asio/ip/address.hpp>

namespace trawl::net {

/// Whether an address is one of the public Internet: by IANA's registries of special-purpose addresses (RFC 6890) it
/// is neither loopback, private, link-local, shared, documentation, benchmarking, multicast, reserved nor unspecified.
///
/// IPv6 that embeds an IPv4 address is as that one is: mapped (::ffff:0:0/96), NAT64 (64:ff9b::/96), 6to4 (2002::/16).
/// Other forms that embed one are never public: compatible, translated, Teredo, NAT64 for local use. Neither is
/// 168.63.129.16, where one cloud's machines find their host.
[[nodiscard]] bool is_public(const boost::asio::ip::address& which) noexcept;

}  // namespace trawl::net
