#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include <boost/asio/any_io_executor.hpp>

#include "trawl/async/awaitable.hpp"
#include "trawl/http/connect_options.hpp"
#include "trawl/http/cookie_jar.hpp"
#include "trawl/http/proxy.hpp"
#include "trawl/http/request.hpp"
#include "trawl/http/response.hpp"
#include "trawl/http/tls_options.hpp"
#include "trawl/version.hpp"

namespace trawl::http {

struct session_options {
    http::timeouts timeouts;
    /// The client certificate is shown to the origins of the requests, not to others that redirects lead to.
    tls_options tls;
    connect_options connections;
    proxy_rules proxies;
    /// Cookies are kept in it and sent from it (RFC 6265bis); null: neither.
    std::shared_ptr<cookie_jar> cookies;
    /// Connections to one origin at a time; more requests wait their turn. Requires > 0.
    std::size_t max_connections_per_host = 6;
    /// Idle connections kept, over all hosts; the one idle longest goes first.
    std::size_t max_idle_connections = 256;
    async::clock::duration idle_connection_lifetime = std::chrono::seconds{30};
    unsigned max_redirects = 20;
    /// Of one reply's head.
    std::size_t max_head_size = std::size_t{256} << 10;
    std::size_t max_fields = 1000;
    /// Of one decoded body; nullopt: no limit.
    std::optional<std::uint64_t> max_body_size;
    /// A decoded body of over 1 MiB may be this many times its coded size.
    std::uint64_t max_expansion = 1000;
    /// Ask for gzip, deflate, br and zstd, and decode what comes. Without it, identity is asked for, and bodies are given
    /// as they come, whatever Content-Encoding says: a server that labels an archive with the coding it has anyway is not
    /// made to unpack it.
    bool accept_codings = false;
    /// Empty: none is sent.
    std::string user_agent = "trawl/" + std::string(version());
};

/// An HTTP/1.1 client (RFC 9110, RFC 9112): connections kept alive and used again, redirects, content codings, limits
/// for each phase.
///
/// Cancelling  Cancelling `send` closes the connection it was using and frees its place in the pool.
/// Lifetime    Must outlive its responses and the coroutines that use it. Idle connections keep the executor's loop at
///             work until their lifetime ends, `close_idle`, or the session's destruction.
/// Threads     Not thread-safe: all calls on the executor's one thread.
/// Example     tests/unit/client/session_test.cpp
class session {
public:
    /// Throws `std::system_error`-like `boost::system::system_error` when the TLS files cannot be used.
    session(boost::asio::any_io_executor executor, session_options options);
    ~session();
    session(const session&) = delete;
    session& operator=(const session&) = delete;

    /// Sends a request and follows its redirects (RFC 9110 section 15.4) until a reply that is none, or one over the
    /// limit.
    ///
    /// Result      The final reply, its body not yet read; or what kept it from coming.
    ///             With `max_redirects` 0 a redirect is given as it is.
    /// Errors      http::error, with the phase. A pooled connection that turns out dead before a reply's first byte is
    ///             replaced by a fresh one, once, for a method that may be repeated (RFC 9110 section 9.2.2).
    ///             A proxy that wants other credentials than it got is an error (`proxy`), not a reply.
    /// Limits      What the request says of who we are (`login`, user name and password of its URL, Authorization,
    ///             Cookie), and the client certificate, are for its own origin only. A redirect to another one leaves
    ///             them behind, also when a further one leads back. The jar is asked at each hop; a Cookie field of the
    ///             request goes before it.
    ///             Digest is answered once for each URL, once more where the nonce was out of date, and without being
    ///             asked at an origin where it was good before. The body is sent again then.
    ///             A proxy's user name and password are for it alone, and so is Proxy-Authorization in the request,
    ///             which is sent where a proxy forwards the request and else left out. Referer is not sent.
    /// `told`      If not null, filled as the request goes on, so that it is there also after an error or a
    ///             cancellation; what comes behind the head is told by `response::trace`. Must live until this returns.
    [[nodiscard]] async::awaitable<result<response>> send(request what, http::trace* told = nullptr);

    /// Closes idle connections.
    void close_idle() noexcept;

    struct counts {
        std::uint64_t connections_made = 0;
        std::uint64_t requests_sent = 0;
        std::size_t connections_open = 0;
        std::size_t connections_idle = 0;
    };
    [[nodiscard]] counts statistics() const noexcept;

private:
    class impl;
    std::unique_ptr<impl> impl_;
};

}  // namespace trawl::http
