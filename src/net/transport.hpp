#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include <boost/asio/buffer.hpp>
#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>

#include "net/tls.hpp"
#include "trawl/async/awaitable.hpp"
#include "trawl/async/deadline.hpp"
#include "trawl/http/error.hpp"
#include "trawl/http/tls_facts.hpp"

namespace trawl::net {

class tls_stream;

/// How far a read or write came.
///
/// `error` is clear, or:
///     asio::error::eof                a clean end: FIN, or close_notify under TLS
///     net_errc::tls_cut               TLS: FIN without close_notify
///     asio::error::operation_aborted  `close` was called meanwhile or before
///     a code of tls_category()        a TLS record that cannot be read, or an alert of the peer
///     a code of the system            reset, broken pipe ...
/// `to_error` makes an http::error of it.
struct io_result {
    std::size_t size = 0;
    boost::system::error_code error;
};

/// What came of one try to read or write without waiting: an io_result, unless it wants the socket to become ready
/// first.
struct io_step {
    enum class want { nothing, read, write };

    std::size_t size = 0;
    boost::system::error_code error;
    want wants = want::nothing;
};

struct tls_info {
    std::string_view version;  ///< "TLSv1.3"
    std::string_view cipher;
    bool resumed = false;
};

/// A connected byte stream, plain or TLS.
///
/// Cancelling  Cancelling a read or write throws `operation_aborted`. A cancelled read has taken nothing from the
///             stream; after a cancelled write nobody knows how much was sent: close it.
/// Lifetime    Neither moved nor destroyed while a read or write is waiting. Destroying it closes it.
/// Threads     Not thread-safe: all calls on its executor. One read and one write at a time, each beside the other.
/// Example     tests/unit/net/transport_test.cpp
class transport {
public:
    using buffers = std::array<boost::asio::const_buffer, 2>;

    /// Requires a connected socket.
    [[nodiscard]] static transport plain(boost::asio::ip::tcp::socket socket);
    [[nodiscard]] static transport plain(boost::asio::local::stream_protocol::socket socket);

    /// Does the TLS handshake as a client, over a plain stream or within one that is TLS already: SNI, and the
    /// certificate must be for `host` (a name, or an address; IPv6 without brackets).
    ///
    /// Errors      phase `tls`: `certificate` with the reason in `detail`, `tls`, `timed_out`, `reset`.
    /// Cancelling  Closes the socket.
    [[nodiscard]] static async::awaitable<http::result<transport>> secure(transport over, tls_context& context,
                                                                          std::string host, std::uint16_t port,
                                                                          async::deadline limit);

    transport(transport&&) noexcept;
    transport& operator=(transport&&) noexcept;
    ~transport();

    /// What can be read without waiting; nullopt if that is nothing, or if it is the turn of other connections:
    /// `read_some` then. Neither allocates nor suspends. Requires a buffer that is not empty.
    [[nodiscard]] std::optional<io_result> try_read_some(boost::asio::mutable_buffer into);

    /// At least one byte, or an error; `size` is 0 with every error. Requires a buffer that is not empty.
    [[nodiscard]] async::awaitable<io_result> read_some(boost::asio::mutable_buffer into);

    /// Sends what goes without waiting, and takes that off the front of `what`; nullopt if there is a rest: `write` it then.
    /// Neither allocates nor suspends.
    [[nodiscard]] std::optional<io_result> try_write(buffers& what);

    /// All the bytes, or an error, and then how many of them were sent for sure.
    [[nodiscard]] async::awaitable<io_result> write(buffers what);

    /// Ends pending reads and writes with `operation_aborted`. Under TLS sends close_notify if there is room for it.
    void close() noexcept;

    [[nodiscard]] bool is_open() const noexcept;

    /// Whether an idle connection must not be used any more: closed by the peer, or there are bytes that nobody asked
    /// for.
    [[nodiscard]] bool is_stale();

    /// Of a TCP peer; unspecified where there is none: a Unix domain socket.
    [[nodiscard]] const boost::asio::ip::tcp::endpoint& remote_endpoint() const noexcept { return remote_; }

    /// Null for a plain one. Of two, one within the other, the inner one.
    [[nodiscard]] const tls_info* tls() const noexcept;

    /// What that peer showed of itself, also where the session was resumed; null for a plain one. Read from the certificate
    /// when it is first asked for.
    [[nodiscard]] std::shared_ptr<const http::tls_facts> tls_facts() const;

    [[nodiscard]] async::executor get_executor() { return socket_.get_executor(); }

private:
    // TCP or Unix.
    using socket_type = boost::asio::generic::stream_protocol::socket;

    transport(socket_type socket, boost::asio::ip::tcp::endpoint remote);

    [[nodiscard]] async::awaitable<boost::system::error_code> handshake();
    [[nodiscard]] async::awaitable<boost::system::error_code> wait(io_step::want what);
    [[nodiscard]] async::awaitable<io_result> receive_later(boost::asio::mutable_buffer into);
    [[nodiscard]] async::awaitable<io_result> receive_in_turn(boost::asio::mutable_buffer into);
    [[nodiscard]] io_step receive(boost::asio::mutable_buffer into);
    [[nodiscard]] io_step send(const buffers& what);

    socket_type socket_;
    boost::asio::ip::tcp::endpoint remote_;
    std::unique_ptr<tls_stream> tls_;
    // Reads in a row that did not have to wait.
    unsigned burst_ = 0;
    // The last read left nothing behind: wait for `awaited_` before the next.
    bool drained_ = true;
    io_step::want awaited_ = io_step::want::read;
};

}  // namespace trawl::net
