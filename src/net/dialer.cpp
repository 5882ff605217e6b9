#include "net/dialer.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstddef>
#include <utility>

#include <boost/system/system_error.hpp>

#include "net/connector.hpp"
#include "net/public_address.hpp"
#include "net/unix_connector.hpp"

namespace trawl::net {
namespace {

namespace ip = boost::asio::ip;
using async::clock;
using http::errc;
using http::phase;
using http::proxy_kind;
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
    trip(const http::url& where, const http::proxy* by, connect_limits within, http::trace& notes)
        : to(std::string(where.host_name()), where.port()), through(by), limits(within), told(notes) {
        told.took.dns.reset();
        told.took.connect.reset();
        told.took.tls.reset();
    }

    void add_lap(std::optional<clock::duration>& to_what) {
        const clock::time_point now = clock::now();
        to_what = to_what.value_or(clock::duration::zero()) + (now - std::exchange(started_, now));
    }

    // All that is connected to comes under one limit, which starts with the first.
    async::deadline connect_limit() {
        if (!connect_limit_) {
            connect_limit_ = within(limits.total, limits.connect);
        }
        return *connect_limit_;
    }

    const host_port to;
    bool is_forwarded = false;
    const http::proxy* const through;
    const connect_limits limits;
    http::trace& told;

private:
    clock::time_point started_ = clock::now();
    std::optional<async::deadline> connect_limit_;
};

dialer::dialer(resolver& names, tls_context& tls, tls_context& proxy_tls, http::connect_options options)
    : names_(names), tls_(tls), proxy_tls_(proxy_tls), options_(std::move(options)), from_(options_.interface) {
    require_addresses(options_);
}

async::awaitable<http::result<transport>> dialer::dial(http::url where, const http::proxy* through,
                                                       connect_limits limits, http::trace& told) {
    trip on(where, through, limits, told);
    on.is_forwarded = through != nullptr && forwards(where, *through);
    http::result<transport> made = co_await reach(on);
    if (!made || !where.is_https()) {
        co_return made;
    }
    co_await tls_.ready();
    http::result<transport> secured = co_await transport::secure(std::move(*made), tls_, std::string(where.host_name()),
                                                                 where.port(), within(limits.total, limits.tls));
    on.add_lap(told.took.tls);
    co_return secured;
}

bool dialer::forwards(const http::url& where, const http::proxy& through) const {
    const bool speaks_http = through.kind == proxy_kind::http || through.kind == proxy_kind::https;
    if (!speaks_http || where.is_https() || !options_.unix_socket.empty()) {
        return false;
    }
    const host_port to(std::string(where.host_name()), where.port());
    return redirected(options_.redirections, to) == to;
}

async::awaitable<http::result<transport>> dialer::reach(trip& on) {
    if (!options_.unix_socket.empty()) {
        return reach_socket(on);
    }
    return on.through != nullptr ? reach_by_proxy(on) : reach_directly(on);
}

async::awaitable<http::result<transport>> dialer::reach_socket(trip& on) {
    auto socket = co_await connect_unix(options_.unix_socket, on.connect_limit());
    on.add_lap(on.told.took.connect);
    if (!socket) {
        co_return socket.error();
    }
    co_return transport::plain(std::move(*socket));
}

async::awaitable<http::result<transport>> dialer::reach_directly(trip& on) {
    const host_port to = redirected(options_.redirections, on.to);
    http::result<addresses> found = co_await look_up(on, to);
    if (!found) {
        co_return found.error();
    }
    http::result<addresses> allowed = permitted(std::move(*found), to.host);
    if (!allowed) {
        co_return allowed.error();
    }
    auto socket = co_await net::connect(std::move(*allowed), to.port, on.connect_limit(), from_);
    on.add_lap(on.told.took.connect);
    if (!socket) {
        co_return socket.error();
    }
    transport made = transport::plain(std::move(*socket));
    on.told.remote = made.remote_endpoint().address();
    co_return std::move(made);
}

async::awaitable<http::result<transport>> dialer::reach_by_proxy(trip& on) {
    const http::result<std::vector<host_port>> targets = co_await find_targets(on);
    if (!targets) {
        co_return targets.error();
    }
    for (std::size_t i = 0;; ++i) {
        http::result<transport> made = co_await reach_proxy(on);
        if (!made || on.is_forwarded) {
            co_return made;
        }
        const http::result<void> open = co_await open_tunnel(*made, *on.through, (*targets)[i], on.connect_limit());
        on.add_lap(on.told.took.connect);
        if (open) {
            co_return made;
        }
        if (i + 1 == targets->size() || !could_not_reach(open.error())) {
            co_return open.error();
        }
    }
}

// What the proxy is to connect to: at least one. Addresses, if names are looked up here.
async::awaitable<http::result<std::vector<host_port>>> dialer::find_targets(trip& on) {
    const host_port to = redirected(options_.redirections, on.to);
    std::vector<host_port> targets;
    if (on.through->kind == proxy_kind::socks5 || (options_.deny_private && is_address(to.host))) {
        http::result<addresses> found = co_await look_up(on, to);
        if (!found) {
            co_return found.error();
        }
        http::result<addresses> allowed = permitted(std::move(*found), to.host);
        if (!allowed) {
            co_return allowed.error();
        }
        for (const ip::address& one : interleave(*allowed)) {
            if (targets.size() < most_targets) {
                targets.emplace_back(one.to_string(), to.port);
            }
        }
        co_return targets;
    }
    if (options_.deny_private) {
        co_return http::error(errc::denied, phase::connect, {}, to.host + ", whose address only the proxy knows");
    }
    targets.push_back(to);
    co_return targets;
}

async::awaitable<http::result<transport>> dialer::reach_proxy(trip& on) {
    const http::proxy& by = *on.through;
    const host_port place(by.host, by.port);
    http::result<addresses> found = co_await look_up(on, place);
    if (!found) {
        co_return found.error();
    }
    auto socket = co_await net::connect(std::move(*found), by.port, on.connect_limit(), from_);
    on.add_lap(on.told.took.connect);
    if (!socket) {
        http::error failure = socket.error();
        failure.detail = "proxy " + failure.detail;
        co_return failure;
    }
    transport made = transport::plain(std::move(*socket));
    on.told.remote = made.remote_endpoint().address();
    if (by.kind != proxy_kind::https) {
        co_return std::move(made);
    }
    http::result<transport> secured =
        co_await transport::secure(std::move(made), proxy_tls_, by.host, by.port, on.connect_limit());
    on.add_lap(on.told.took.connect);
    if (!secured) {
        http::error failure = secured.error();
        failure.where = phase::proxy;
        failure.detail = text(place) + (failure.detail.empty() ? "" : ": " + failure.detail);
        co_return failure;
    }
    co_return std::move(*secured);
}

async::awaitable<http::result<dialer::addresses>> dialer::look_up(trip& on, host_port what) {
    if (const http::address_override* given = find_override(options_.addresses, what)) {
        addresses found;
        for (const std::string& one : given->addresses) {
            found.push_back(ip::make_address(one));
        }
        co_return suitable(std::move(found), what.host);
    }
    http::result<addresses> found = co_await names_.resolve(what.host, within(on.limits.total, on.limits.dns));
    if (!is_address(what.host)) {
        on.add_lap(on.told.took.dns);
    }
    if (!found) {
        co_return found.error();
    }
    co_return suitable(std::move(*found), what.host);
}

// Of the family that is wanted, and that it can be connected from.
http::result<dialer::addresses> dialer::suitable(addresses found, const std::string& host) const {
    std::erase_if(found, [this](const ip::address& one) { return !is_of(options_.family, one); });
    if (found.empty()) {
        const char* const wanted = options_.family == family::ipv6 ? " (as IPv6)" : " (as IPv4)";
        return http::error(errc::dns_not_found, phase::dns, {}, host + wanted);
    }
    std::erase_if(found, [this](const ip::address& one) { return !from_.fits(one); });
    if (found.empty()) {
        return http::error(errc::unreachable, phase::connect, {}, host + " from " + from_.name());
    }
    return found;
}

http::result<dialer::addresses> dialer::permitted(addresses found, const std::string& host) const {
    if (!options_.deny_private) {
        return found;
    }
    const std::string first = found.front().to_string();
    std::erase_if(found, [](const ip::address& one) { return !is_public(one); });
    if (found.empty()) {
        return http::error(errc::denied, phase::connect, {}, first == host ? host : host + " at " + first);
    }
    return found;
}

}  // namespace trawl::net
