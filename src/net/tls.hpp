#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "trawl/async/awaitable.hpp"
#include "trawl/http/tls_options.hpp"

struct ssl_ctx_st;

namespace trawl::net {

class tls_session_cache;

/// What all TLS connections made under the same options share: OpenSSL's context, the trusted certificates, and
/// sessions to resume.
///
/// TLS 1.2 or 1.3 by the options, at OpenSSL's security level 2 or the system's if that is higher; no renegotiation. A
/// server's name must stand in its certificate's subjectAltName (RFC 9525), the common name does not count and a
/// wildcard stands for one whole label.
///
/// Lifetime    Must outlive the handshakes made with it; not the connections that come of them.
/// Threads     Not thread-safe: all calls on the executor's one thread.
class tls_context {
public:
    /// Reads the files that the options name. Throws `boost::system::system_error` with the path in its message when
    /// one cannot be used.
    explicit tls_context(const http::tls_options& options);
    ~tls_context();
    tls_context(const tls_context&) = delete;
    tls_context& operator=(const tls_context&) = delete;

    /// Returns when the trusted certificates are there. The system's (SSL_CERT_FILE and SSL_CERT_DIR, else OpenSSL's
    /// default) take over 30 ms to read: the first call does so on a thread, the others wait for it, later ones return
    /// at once.
    ///
    /// Errors      None: where there are no certificates, every server's is refused.
    /// Cancelling  Takes effect when they have been read.
    [[nodiscard]] async::awaitable<void> ready();

    [[nodiscard]] bool verifies() const noexcept;

    /// Sessions kept for resumption now, over all hosts.
    [[nodiscard]] std::size_t cached_sessions() const noexcept;

private:
    friend class tls_stream;
    [[nodiscard]] ssl_ctx_st* native() const;
    [[nodiscard]] const std::shared_ptr<tls_session_cache>& sessions() const noexcept;

    class impl;
    std::unique_ptr<impl> impl_;
};

}  // namespace trawl::net
