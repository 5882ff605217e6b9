#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include <boost/asio/buffer.hpp>
#include <boost/system/error_code.hpp>

#include "net/tls.hpp"
#include "net/tls_bio.hpp"
#include "net/transport.hpp"
#include "trawl/http/tls_facts.hpp"

struct ssl_st;
struct ssl_session_st;
struct x509_store_ctx_st;

namespace trawl::net {

/// A TLS client on a non-blocking socket that it does not own, or within another TLS stream on that socket. It never
/// waits: a step tells what has to be waited for before it can be tried again. OpenSSL reads from the socket and writes to
/// it itself, so there are no buffers beside OpenSSL's own.
///
/// Lifetime    The socket stays open as long as steps are made.
class tls_stream {
public:
    /// `host` is a name or an address (IPv6 without brackets).
    /// `outer` is the stream that it runs within; null for the bare socket.
    tls_stream(const tls_context& context, int socket, std::unique_ptr<tls_stream> outer, const std::string& host,
               std::uint16_t port);
    ~tls_stream();
    tls_stream(const tls_stream&) = delete;
    tls_stream& operator=(const tls_stream&) = delete;

    [[nodiscard]] io_step handshake();
    [[nodiscard]] io_step read(boost::asio::mutable_buffer into);
    /// Requires bytes. Tried again after a wait, it must be given the same bytes.
    [[nodiscard]] io_step write(boost::asio::const_buffer from);

    [[nodiscard]] bool is_stale();
    /// Sends close_notify if that is possible now.
    void shut_down() noexcept;

    [[nodiscard]] const tls_info& info() const noexcept { return info_; }

    /// Made at the first call. Requires that the handshake is done.
    [[nodiscard]] const std::shared_ptr<const http::tls_facts>& facts();

    /// Why the certificate was refused, for people.
    [[nodiscard]] const std::string& refusal() const noexcept { return refusal_; }

    /// OpenSSL's callback for new sessions.
    static int keep_session(ssl_st* of, ssl_session_st* session) noexcept;

private:
    struct free_ssl {
        void operator()(ssl_st* ssl) const noexcept;
    };

    static int verified(int accepted, x509_store_ctx_st* chain) noexcept;

    void expect(const std::string& host, bool verifies);
    void start() noexcept;
    [[nodiscard]] io_step outcome(int returned, std::size_t size);
    [[nodiscard]] boost::system::error_code failure(int kind);

    tls_bio bio_;
    bool is_broken_ = false;
    bool is_writing_ = false;
    int verify_error_ = 0;
    std::string refusal_;
    tls_info info_;
    std::shared_ptr<const http::tls_facts> facts_;
    std::string server_;
    std::shared_ptr<tls_session_cache> sessions_;
    std::unique_ptr<ssl_st, free_ssl> ssl_;
};

}  // namespace trawl::net
