#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <boost/asio/ip/address.hpp>

#include "trawl/http/connect_options.hpp"

namespace trawl::net {

/// A name or an address (IPv6 without brackets), and a port.
struct host_port {
    std::string host;
    std::uint16_t port = 0;

    host_port(std::string name, std::uint16_t number) : host(std::move(name)), port(number) {}
    friend bool operator==(const host_port&, const host_port&) = default;
};

/// "example.org:80", "[::1]:80".
[[nodiscard]] std::string text(const host_port& of);

/// Whether two hosts are the same: without case and final dot, addresses by value.
[[nodiscard]] bool is_same_host(std::string_view one, std::string_view other);

/// Where connections to `to` are made instead: by the first redirection that fits, else there.
[[nodiscard]] host_port redirected(const std::vector<http::connect_redirection>& by, host_port to);

/// The addresses given for `to`; null for none. Those for the host itself come before those for every host, and of two
/// alike the later one counts.
[[nodiscard]] const http::address_override* find_override(const std::vector<http::address_override>& among,
                                                          const host_port& to);

/// What connections are made from: a device of this machine or an address; neither: the system's choice.
struct local_end {
    std::string device;
    boost::asio::ip::address address;

    /// Reads `connect_options::interface`.
    explicit local_end(const std::string& interface = {});

    [[nodiscard]] bool is_address() const noexcept { return !address.is_unspecified(); }
    [[nodiscard]] bool is_any() const noexcept { return device.empty() && !is_address(); }
    /// Whether this address can be reached from it, as far as its family goes.
    [[nodiscard]] bool fits(const boost::asio::ip::address& to) const noexcept {
        return !is_address() || to.is_v6() == address.is_v6();
    }
    [[nodiscard]] std::string name() const { return is_address() ? address.to_string() : device; }
};

}  // namespace trawl::net
