#pragma once

#include <functional>
#include <string>
#include <vector>

#include <boost/asio/ip/address.hpp>
#include <boost/system/error_code.hpp>

namespace trawl::net {

enum class address_family { any, v4, v6 };

/// What a look-up gave: addresses in the order to try them, or why there are none.
struct lookup_answer {
    std::vector<boost::asio::ip::address> addresses;
    boost::system::error_code error;
};

/// Asks for a name's addresses, and blocks meanwhile. Called on several threads at once; must not throw.
using lookup_function = std::function<lookup_answer(const std::string& host, address_family family)>;

/// getaddrinfo: /etc/hosts, nsswitch and resolv.conf as every other program of the machine sees them.
///
/// Errors      `asio::error::host_not_found`, `host_not_found_try_again`, `no_recovery`, or a code of the system.
[[nodiscard]] lookup_answer system_lookup(const std::string& host, address_family family);

}  // namespace trawl::net
