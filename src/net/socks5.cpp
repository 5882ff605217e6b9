#include "net/socks5.hpp"

#include <algorithm>
#include <array>
#include <cassert>
#include <cerrno>
#include <cstdint>
#include <utility>

#include <boost/asio/ip/address.hpp>

namespace trawl::net {
namespace {

namespace ip = boost::asio::ip;

constexpr std::size_t longest = 255;
constexpr char version = 5;
constexpr char login_version = 1;
constexpr char no_login = 0;
constexpr char by_password = 2;
constexpr char none_of_these = '\xFF';
constexpr char connect_command = 1;

// Kinds of addresses.
constexpr char ipv4 = 1;
constexpr char name = 3;
constexpr char ipv6 = 4;

// Of an address and port in a reply.
constexpr std::size_t ipv4_size = 4 + 2;
constexpr std::size_t ipv6_size = 16 + 2;
constexpr std::size_t port_size = 2;

http::error failed(std::string why, int cause = 0) {
    boost::system::error_code code;
    if (cause != 0) {
        code.assign(cause, boost::system::system_category());
    }
    return {http::errc::proxy, http::phase::proxy, code, std::move(why)};
}

struct refusal {
    std::string_view why;
    int cause;
};

// By the reply field, from 1 (RFC 1928 section 6).
constexpr std::array refusals = std::to_array<refusal>({
    {"it failed", 0},
    {"its rules do not allow the connection", 0},
    {"it cannot reach the target's network", ENETUNREACH},
    {"it cannot reach the target", EHOSTUNREACH},
    {"the target refused", ECONNREFUSED},
    {"the target did not answer it", ETIMEDOUT},
    {"it does not know CONNECT", 0},
    {"it does not know this kind of address", EAFNOSUPPORT},
});

http::error refused(unsigned char code) {
    if (code <= refusals.size()) {
        const refusal& known = refusals[code - 1U];
        return failed("SOCKS5: " + std::string(known.why), known.cause);
    }
    return failed("SOCKS5: it refused with code " + std::to_string(code));
}

void append_sized(std::string& to, std::string_view what) {
    to += static_cast<char>(what.size());
    to += what;
}

template <class Bytes>
void append_bytes(std::string& to, const Bytes& bytes) {
    for (const auto byte : bytes) {
        to += static_cast<char>(byte);
    }
}

std::string connect_request(const host_port& to) {
    std::string request{version, connect_command, 0};
    boost::system::error_code is_name;
    const ip::address address = ip::make_address(to.host, is_name);
    if (is_name) {
        request += name;
        append_sized(request, to.host);
    } else if (address.is_v4()) {
        request += ipv4;
        append_bytes(request, address.to_v4().to_bytes());
    } else {
        request += ipv6;
        append_bytes(request, address.to_v6().to_bytes());
    }
    request += static_cast<char>(to.port >> 8U);
    request += static_cast<char>(to.port & 0xFFU);
    return request;
}

}  // namespace

http::result<void> socks5::check(const host_port& to, std::string_view username, std::string_view password) {
    if (to.host.size() > longest) {
        return failed("SOCKS5: the host's name has over 255 bytes");
    }
    if (username.size() > longest || password.size() > longest) {
        return failed("SOCKS5: the user name or the password has over 255 bytes");
    }
    return {};
}

socks5::socks5(const host_port& to, std::string_view username, std::string_view password)
    : request_(connect_request(to)) {
    assert(check(to, username, password));
    if (username.empty() && password.empty()) {
        output_ = {version, 1, no_login};
        return;
    }
    output_ = {version, 2, no_login, by_password};
    login_ += login_version;
    append_sized(login_, username);
    append_sized(login_, password);
}

std::string socks5::output() {
    return std::exchange(output_, {});
}

http::result<void> socks5::take(std::string_view bytes) {
    assert(bytes.size() == wanted_ && wanted_ > 0);
    switch (state_) {
        case state::method:
            return take_method(bytes);
        case state::login:
            // Servers do not agree on the version that stands first.
            if (bytes[1] != 0) {
                return failed("SOCKS5: it refused the user name and password");
            }
            ask();
            return {};
        case state::reply:
            return take_reply(bytes);
        case state::address_type:
            return take_address_type(bytes[1]);
        case state::bound_name:
            wanted_ = static_cast<unsigned char>(bytes.back()) + port_size;
            state_ = state::bound;
            return {};
        case state::bound:
            wanted_ = 0;
            return {};
    }
    return {};
}

http::result<void> socks5::take_method(std::string_view bytes) {
    if (bytes[0] != version) {
        return failed("its reply is not SOCKS5");
    }
    if (bytes[1] == none_of_these) {
        return failed(login_.empty() ? "SOCKS5: it wants a user name and password"
                                     : "SOCKS5: no way to log in is common");
    }
    if (bytes[1] == no_login) {
        ask();
    } else if (bytes[1] == by_password && !login_.empty()) {
        output_ = login_;
        state_ = state::login;
    } else {
        return failed("SOCKS5: it chose a way to log in that was not offered");
    }
    return {};
}

void socks5::ask() {
    output_ = request_;
    state_ = state::reply;
    wanted_ = 2;
}

// What follows a refusal is nobody's loss, and some do not send it.
http::result<void> socks5::take_reply(std::string_view bytes) {
    if (bytes[0] != version) {
        return failed("its reply is not SOCKS5");
    }
    if (bytes[1] != 0) {
        return refused(static_cast<unsigned char>(bytes[1]));
    }
    state_ = state::address_type;
    wanted_ = 2;
    return {};
}

http::result<void> socks5::take_address_type(char type) {
    state_ = state::bound;
    switch (type) {
        case ipv4:
            wanted_ = ipv4_size;
            return {};
        case ipv6:
            wanted_ = ipv6_size;
            return {};
        case name:
            state_ = state::bound_name;
            wanted_ = 1;
            return {};
        default:
            return failed("SOCKS5: its reply has an unknown kind of address");
    }
}

}  // namespace trawl::net
