#pragma once

#include <optional>

#include "net/proxy_tunnel.hpp"
#include "net/resolver.hpp"
#include "net/route.hpp"
#include "net/tls.hpp"
#include "net/transport.hpp"
#include "trawl/async/awaitable.hpp"
#include "trawl/async/deadline.hpp"
#include "trawl/http/connect_options.hpp"
#include "trawl/http/error.hpp"
#include "trawl/http/proxy.hpp"
#include "trawl/http/trace.hpp"
#include "trawl/http/url.hpp"

namespace trawl::net {

/// Limits on the way to a connection.
struct connect_limits {
    async::deadline total;
    std::optional<async::clock::duration> dns;
    /// Until one of the addresses has answered; with a proxy, until the proxy has let us through.
    std::optional<async::clock::duration> connect;
    std::optional<async::clock::duration> tls;
};

/// Makes connections to origins: redirections, names to addresses, which of them are allowed, the proxy on the way, and
/// TLS, each where it is wanted.
///
///     direct                 resolve, connect, TLS
///     http(s) proxy, http    connect to the proxy, which forwards
///     http(s) proxy, https   connect to the proxy, CONNECT, TLS. So is http that is redirected.
///     socks5                 resolve, connect to the proxy, which connects to the address, TLS
///     socks5h                connect to the proxy, which connects to the name, TLS
///     unix_socket            connect to it, TLS; no proxy then
///
/// With an https proxy there is TLS to the proxy too, beneath all that.
///
/// Lifetime    What it is made with must outlive it, and it the coroutines that use it.
/// Threads     Not thread-safe: all calls on the executor's one thread.
/// Example     tests/unit/net/dialer_test.cpp
class dialer {
public:
    /// `proxy_tls` is for https proxies. Throws `boost::system::system_error` where an address that is given in the
    /// options is none.
    dialer(resolver& names, tls_context& tls, tls_context& proxy_tls, http::connect_options options);
    dialer(const dialer&) = delete;
    dialer& operator=(const dialer&) = delete;

    /// A stream to this origin, or to the proxy that `forwards` to it.
    ///
    /// Errors      phases `dns`, `connect` (`denied` as well), `proxy`, `tls`. In phase `proxy`: `proxy` where the proxy
    ///             refused or its reply is none, and what TLS to it, or the connection, failed by.
    /// Lifetime    `through` (null: no proxy) and `told` must live until this returns; `told` gets the times of the phases
    ///             (those of a proxy count as `connect`) and the address, after an error too.
    [[nodiscard]] async::awaitable<http::result<transport>> dial(http::url where, const http::proxy* through,
                                                                 connect_limits limits, http::trace& told);

    /// Whether this proxy is to forward requests for this URL, in absolute form (RFC 9112 section 3.2.2): else there is
    /// a tunnel.
    [[nodiscard]] bool forwards(const http::url& where, const http::proxy& through) const;

private:
    class trip;

    resolver& names_;
    tls_context& tls_;
    tls_context& proxy_tls_;
    http::connect_options options_;
    local_end from_;
};

}  // namespace trawl::net
