#include "net/dialer.hpp"

#include <utility>

#include "http/base64.hpp"
#include "net/connector.hpp"

namespace trawl::net {
namespace {

using async::clock;

async::deadline within(async::deadline total, const std::optional<clock::duration>& limit) noexcept {
    return limit ? async::earliest(total, async::deadline::after(*limit)) : total;
}

}  // namespace

dialer::dialer(resolver& names, tls_context& tls, tls_context& proxy_tls, http::connect_options options)
    : names_(names), tls_(tls), proxy_tls_(proxy_tls), options_(std::move(options)) {
}

async::awaitable<http::result<transport>> dialer::dial(http::url where, const http::proxy* through,
                                                       connect_limits limits, http::trace& told) {
    if (through != nullptr) {
        co_await proxy_tls_.ready();
        co_return http::error(http::errc::proxy, http::phase::proxy);
    }
    clock::time_point started = clock::now();
    const auto lap = [&started] {
        const clock::time_point now = clock::now();
        return now - std::exchange(started, now);
    };
    std::string host(where.host_name());
    auto addresses = co_await names_.resolve(host, within(limits.total, limits.dns));
    if (!where.host_is_address()) {
        told.took.dns = lap();
    }
    if (!addresses) {
        co_return addresses.error();
    }
    http::result<boost::asio::ip::tcp::socket> socket =
        co_await net::connect(std::move(*addresses), where.port(), within(limits.total, limits.connect));
    told.took.connect = lap();
    if (!socket) {
        co_return socket.error();
    }
    boost::system::error_code ignored;
    told.remote = socket->remote_endpoint(ignored).address();
    if (!where.is_https()) {
        co_return transport::plain(std::move(*socket));
    }
    co_await tls_.ready();
    http::result<transport> secured = co_await transport::secure(std::move(*socket), tls_, std::move(host),
                                                                 where.port(), within(limits.total, limits.tls));
    told.took.tls = lap();
    co_return secured;
}

bool dialer::forwards(const http::url& where, const http::proxy& through) const {
    const bool speaks_http = through.kind == http::proxy_kind::http || through.kind == http::proxy_kind::https;
    return speaks_http && !where.is_https() && options_.unix_socket.empty();
}

std::optional<std::string> proxy_authorization(const http::proxy& of) {
    if (of.username.empty() && of.password.empty()) {
        return std::nullopt;
    }
    return "Basic " + http::base64(of.username + ':' + of.password);
}

}  // namespace trawl::net
