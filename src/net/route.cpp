#include "net/route.hpp"

#include <algorithm>
#include <utility>

#include <boost/asio/ip/address.hpp>

#include "trawl/http/headers.hpp"

namespace trawl::net {
namespace {

namespace ip = boost::asio::ip;

std::string_view without_dot(std::string_view name) {
    if (name.ends_with('.')) {
        name.remove_suffix(1);
    }
    return name;
}

}  // namespace

std::string text(const host_port& of) {
    const bool is_ipv6 = of.host.find(':') != std::string::npos;
    return (is_ipv6 ? '[' + of.host + ']' : of.host) + ':' + std::to_string(of.port);
}

bool is_same_host(std::string_view one, std::string_view other) {
    boost::system::error_code no_address;
    const ip::address first = ip::make_address(one, no_address);
    if (no_address) {
        return http::same_name(without_dot(one), without_dot(other));
    }
    const ip::address second = ip::make_address(other, no_address);
    return !no_address && first == second;
}

host_port redirected(const std::vector<http::connect_redirection>& by, host_port to) {
    const auto fits = [&to](const http::connect_redirection& one) {
        return (one.from_host.empty() || is_same_host(one.from_host, to.host)) &&
               (one.from_port == 0 || one.from_port == to.port);
    };
    if (const auto found = std::find_if(by.begin(), by.end(), fits); found != by.end()) {
        to.host = found->to_host.empty() ? to.host : found->to_host;
        to.port = found->to_port == 0 ? to.port : found->to_port;
    }
    return to;
}

const http::address_override* find_override(const std::vector<http::address_override>& among, const host_port& to) {
    const http::address_override* for_all = nullptr;
    for (auto one = among.rbegin(); one != among.rend(); ++one) {
        if (one->port != to.port) {
            continue;
        }
        if (is_same_host(one->host, to.host)) {
            return &*one;
        }
        if (for_all == nullptr && one->host == "*") {
            for_all = &*one;
        }
    }
    return for_all;
}

local_end::local_end(const std::string& interface) {
    boost::system::error_code is_device;
    address = ip::make_address(interface, is_device);
    if (is_device) {
        device = interface;
    }
}

}  // namespace trawl::net
