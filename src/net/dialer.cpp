#include "net/dialer.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include <boost/asio/ip/tcp.hpp>
#include <boost/system/system_error.hpp>

#include "net/connector.hpp"
#include "net/errors.hpp"
#include "net/network.hpp"
#include "net/public_address.hpp"
#include "net/unix_connector.hpp"
#include "trawl/async/errors.hpp"
#include "trawl/async/with_timeout.hpp"

namespace trawl::net {
namespace {

namespace ip = boost::asio::ip;
using async::clock;
using http::errc;
using http::phase;
using http::proxy_kind;
using addresses = std::vector<ip::address>;
using family = http::connect_options::address_family;

// A SOCKS5 proxy that knows one family only is asked for the other addresses; not for all there are.
constexpr std::size_t most_targets = 4;

async::deadline within(async::deadline total, const std::optional<clock::duration>& limit) noexcept {
    return limit ? async::earliest(total, async::deadline::after(*limit)) : total;
}

bool is_address(const std::string& host) {
    boost::system::error_code is_name;
    ip::make_address(host, is_name);
    return !is_name;
}

bool is_of(family wanted, const ip::address& which) {
    return wanted == family::any || which.is_v6() == (wanted == family::ipv6);
}

// Another address of the target may do better.
bool could_not_reach(const http::error& failure) {
    constexpr std::array reasons = {ECONNREFUSED, EHOSTUNREACH, ENETUNREACH, EAFNOSUPPORT, ETIMEDOUT};
    return failure.code == errc::proxy && failure.cause.failed() &&
           std::find(reasons.begin(), reasons.end(), failure.cause.value()) != reasons.end();
}

http::error of_proxy(http::error failure) {
    failure.detail = "proxy " + failure.detail;
    return failure;
}

void require_addresses(const http::connect_options& options) {
    for (const http::address_override& one : options.addresses) {
        const bool is_good = std::all_of(one.addresses.begin(), one.addresses.end(), &is_address);
        if (one.addresses.empty() || !is_good) {
            throw boost::system::system_error(boost::system::error_code(EINVAL, boost::system::generic_category()),
                                              "addresses of " + text(host_port(one.host, one.port)));
        }
    }
}

}  // namespace

/// One way to one connection, and how long its parts took.
class dialer::trip {
public:
    trip(dialer& with, const http::url& where, const http::proxy* through, connect_limits limits, http::trace& told)
        : with_(with),
          how_(with.options_),
          to_(std::string(where.host_name()), where.port()),
          through_(through),
          is_forwarded_(through != nullptr && with.forwards(where, *through)),
          limits_(limits),
          told_(told) {
        told_.took.dns.reset();
        told_.took.connect.reset();
        told_.took.tls.reset();
    }

    /// As far as TLS to the origin, without it.
    [[nodiscard]] async::awaitable<http::result<transport>> go();
    [[nodiscard]] async::awaitable<http::result<transport>> secure(transport over);

private:
    [[nodiscard]] async::awaitable<http::result<transport>> go_to_socket();
    [[nodiscard]] async::awaitable<http::result<transport>> go_directly();
    [[nodiscard]] async::awaitable<http::result<transport>> go_simulated(const network::maker& make);
    [[nodiscard]] async::awaitable<http::result<transport>> go_by_proxy();
    [[nodiscard]] async::awaitable<http::result<transport>> go_to_proxy();
    [[nodiscard]] async::awaitable<http::result<transport>> secure_proxy(transport over);
    [[nodiscard]] async::awaitable<http::result<std::vector<host_port>>> find_targets();
    [[nodiscard]] async::awaitable<http::result<addresses>> look_up(host_port what);
    [[nodiscard]] async::awaitable<http::result<addresses>> look_up_permitted(host_port what);
    [[nodiscard]] http::result<addresses> suitable(addresses found, const std::string& host) const;
    [[nodiscard]] http::result<addresses> permitted(addresses found, const std::string& host) const;
    [[nodiscard]] transport arrived(ip::tcp::socket socket) const;

    void add_lap(std::optional<clock::duration>& to) {
        const clock::time_point now = clock::now();
        to = to.value_or(clock::duration::zero()) + (now - std::exchange(started_, now));
    }

    // All that is connected to comes under one limit, which starts with the first.
    async::deadline connect_limit() {
        if (!connect_limit_) {
            connect_limit_ = within(limits_.total, limits_.connect);
        }
        return *connect_limit_;
    }

    dialer& with_;
    const http::connect_options& how_;
    const host_port to_;
    const http::proxy* const through_;
    const bool is_forwarded_;
    const connect_limits limits_;
    http::trace& told_;
    clock::time_point started_ = clock::now();
    std::optional<async::deadline> connect_limit_;
};

dialer::dialer(resolver& names, tls_context& tls, tls_context& proxy_tls, http::connect_options options)
    : names_(names), tls_(tls), proxy_tls_(proxy_tls), options_(std::move(options)), from_(options_.interface) {
    require_addresses(options_);
}

async::awaitable<http::result<transport>> dialer::dial(http::url where, const http::proxy* through,
                                                       connect_limits limits, http::trace& told) {
    trip on(*this, where, through, limits, told);
    http::result<transport> made = co_await on.go();
    if (made && where.is_https()) {
        co_return co_await on.secure(std::move(*made));
    }
    co_return made;
}

bool dialer::forwards(const http::url& where, const http::proxy& through) const {
    const bool speaks_http = through.kind == proxy_kind::http || through.kind == proxy_kind::https;
    if (!speaks_http || where.is_https() || !options_.unix_socket.empty()) {
        return false;
    }
    const host_port to(std::string(where.host_name()), where.port());
    return redirected(options_.redirections, to) == to;
}

async::awaitable<http::result<transport>> dialer::trip::go() {
    if (!how_.unix_socket.empty()) {
        return go_to_socket();
    }
    if (const network::maker& make = network::simulated()) {
        return go_simulated(make);
    }
    return through_ != nullptr ? go_by_proxy() : go_directly();
}

async::awaitable<http::result<transport>> dialer::trip::secure(transport over) {
    // Reading the trusted certificates is not the server's time.
    co_await with_.tls_.ready();
    http::result<transport> secured =
        co_await transport::secure(std::move(over), with_.tls_, to_.host, to_.port, within(limits_.total, limits_.tls));
    add_lap(told_.took.tls);
    co_return secured;
}

async::awaitable<http::result<transport>> dialer::trip::go_to_socket() {
    auto socket = co_await connect_unix(how_.unix_socket, connect_limit());
    add_lap(told_.took.connect);
    if (!socket) {
        co_return socket.error();
    }
    co_return transport::plain(std::move(*socket));
}

async::awaitable<http::result<transport>> dialer::trip::go_directly() {
    const host_port to = redirected(how_.redirections, to_);
    http::result<addresses> found = co_await look_up_permitted(to);
    if (!found) {
        co_return found.error();
    }
    auto socket = co_await net::connect(std::move(*found), to.port, connect_limit(), with_.from_);
    add_lap(told_.took.connect);
    if (!socket) {
        co_return socket.error();
    }
    co_return arrived(std::move(*socket));
}

async::awaitable<http::result<transport>> dialer::trip::go_simulated(const network::maker& make) {
    try {
        auto making = make(redirected(how_.redirections, to_), told_);
        http::result<transport> made = co_await async::with_timeout(std::move(making), connect_limit());
        add_lap(told_.took.connect);
        co_return made;
    } catch (const boost::system::system_error& late) {
        if (late.code() != async::async_errc::timed_out) {
            throw;
        }
    }
    add_lap(told_.took.connect);
    co_return to_error({}, phase::connect, true, text(to_));
}

async::awaitable<http::result<transport>> dialer::trip::go_by_proxy() {
    const http::result<std::vector<host_port>> targets = co_await find_targets();
    if (!targets) {
        co_return targets.error();
    }
    for (std::size_t i = 0;; ++i) {
        http::result<transport> made = co_await go_to_proxy();
        if (!made || is_forwarded_) {
            co_return made;
        }
        const http::result<void> open = co_await open_tunnel(*made, *through_, (*targets)[i], connect_limit());
        add_lap(told_.took.connect);
        if (open) {
            co_return made;
        }
        if (i + 1 == targets->size() || !could_not_reach(open.error())) {
            co_return open.error();
        }
    }
}

async::awaitable<http::result<transport>> dialer::trip::go_to_proxy() {
    const http::proxy& by = *through_;
    http::result<addresses> found = co_await look_up(host_port(by.host, by.port));
    if (!found) {
        co_return of_proxy(found.error());
    }
    auto socket = co_await net::connect(std::move(*found), by.port, connect_limit(), with_.from_);
    add_lap(told_.took.connect);
    if (!socket) {
        co_return of_proxy(socket.error());
    }
    transport made = arrived(std::move(*socket));
    if (by.kind == proxy_kind::https) {
        co_return co_await secure_proxy(std::move(made));
    }
    co_return std::move(made);
}

async::awaitable<http::result<transport>> dialer::trip::secure_proxy(transport over) {
    const http::proxy& by = *through_;
    http::result<transport> secured =
        co_await transport::secure(std::move(over), with_.proxy_tls_, by.host, by.port, connect_limit());
    add_lap(told_.took.connect);
    if (!secured) {
        http::error failure = secured.error();
        failure.where = phase::proxy;
        failure.detail = text(host_port(by.host, by.port)) + (failure.detail.empty() ? "" : ": " + failure.detail);
        co_return failure;
    }
    co_return secured;
}

// What the proxy is to connect to: at least one. Addresses, if names are looked up here.
async::awaitable<http::result<std::vector<host_port>>> dialer::trip::find_targets() {
    const host_port to = redirected(how_.redirections, to_);
    std::vector<host_port> targets;
    if (through_->kind != proxy_kind::socks5 && !(how_.deny_private && is_address(to.host))) {
        if (how_.deny_private) {
            co_return http::error(errc::denied, phase::connect, {}, to.host + ", whose address only the proxy knows");
        }
        targets.push_back(to);
        co_return targets;
    }
    http::result<addresses> found = addresses();
    if (is_forwarded_) {
        // It connects to what the URL says, whatever addresses are given for that here.
        found = permitted(addresses(1, ip::make_address(to.host)), to.host);
    } else {
        found = co_await look_up_permitted(to);
    }
    if (!found) {
        co_return found.error();
    }
    for (const ip::address& one : interleave(*found)) {
        if (targets.size() < most_targets) {
            targets.emplace_back(one.to_string(), to.port);
        }
    }
    co_return targets;
}

async::awaitable<http::result<addresses>> dialer::trip::look_up(host_port what) {
    if (const http::address_override* given = find_override(how_.addresses, what)) {
        addresses found;
        for (const std::string& one : given->addresses) {
            found.push_back(ip::make_address(one));
        }
        co_return suitable(std::move(found), what.host);
    }
    http::result<addresses> found = co_await with_.names_.resolve(what.host, within(limits_.total, limits_.dns));
    if (!is_address(what.host)) {
        add_lap(told_.took.dns);
    }
    if (!found) {
        co_return found.error();
    }
    co_return suitable(std::move(*found), what.host);
}

async::awaitable<http::result<addresses>> dialer::trip::look_up_permitted(host_port what) {
    http::result<addresses> found = co_await look_up(what);
    if (!found) {
        co_return found.error();
    }
    co_return permitted(std::move(*found), what.host);
}

// Of the family that is wanted, and that can be connected to from where we are to.
http::result<addresses> dialer::trip::suitable(addresses found, const std::string& host) const {
    std::erase_if(found, [this](const ip::address& one) { return !is_of(how_.family, one); });
    if (found.empty()) {
        const char* const wanted = how_.family == family::ipv6 ? " (as IPv6)" : " (as IPv4)";
        return http::error(errc::dns_not_found, phase::dns, {}, host + wanted);
    }
    std::erase_if(found, [this](const ip::address& one) { return !with_.from_.fits(one); });
    if (found.empty()) {
        return http::error(errc::unreachable, phase::connect, {}, host + " from " + with_.from_.name());
    }
    return found;
}

// Of the addresses that would be connected to next, so that neither a redirect nor another answer of a name server can
// come in between.
http::result<addresses> dialer::trip::permitted(addresses found, const std::string& host) const {
    if (!how_.deny_private) {
        return found;
    }
    const std::string first = found.front().to_string();
    std::erase_if(found, [](const ip::address& one) { return !is_public(one); });
    if (found.empty()) {
        return http::error(errc::denied, phase::connect, {}, first == host ? host : host + " at " + first);
    }
    return found;
}

transport dialer::trip::arrived(ip::tcp::socket socket) const {
    transport made = transport::plain(std::move(socket));
    told_.remote = made.remote_endpoint().address();
    return made;
}

}  // namespace trawl::net
