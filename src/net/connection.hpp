#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>

#include "net/read_buffer.hpp"
#include "net/reply_parser.hpp"
#include "net/transport.hpp"
#include "net/watchdog.hpp"
#include "trawl/async/awaitable.hpp"
#include "trawl/async/deadline.hpp"

namespace trawl::net {

struct exchange_limits {
    async::deadline total;
    /// From the request's last byte to the head of the final reply.
    std::optional<async::clock::duration> first_byte;
    /// Between two pieces of a body, in either direction.
    std::optional<async::clock::duration> idle;
};

/// One HTTP/1.1 connection: a request, its reply, and the next request.
///
/// Cancelling  Closes the connection; so does every error.
/// Lifetime    Neither moved nor destroyed while one of its operations runs. The watchdog must outlive it.
/// Threads     Not thread-safe: all calls on the transport's executor, one operation at a time.
/// Limits      Holds a buffer of 16 KiB during an exchange (more for a bigger head), none while it is idle.
class connection {
public:
    connection(transport stream, watchdog& guard, reply_limits limits);
    connection(const connection&) = delete;
    connection& operator=(const connection&) = delete;

    /// Starts an exchange: gives an empty text for the request's head. Requires that the connection is new or
    /// `is_reusable()`.
    [[nodiscard]] std::string& begin(bool to_head, const exchange_limits& limits);

    /// Sends the head that was written, and the body if there is one; reads the head of the final reply. A reply that
    /// comes before all of a large body is sent ends the sending if it is a redirect or an error.
    ///
    /// Errors      phases `send`, `first_byte`, `head`: `timed_out`, `closed`, `reset`, `protocol`, `too_large`, `tls`.
    /// Lifetime    `into` must live until this returns.
    [[nodiscard]] async::awaitable<http::result<void>> exchange(std::shared_ptr<const std::string> body,
                                                                reply_head& into);

    /// Reads the next bytes of the reply's body; 0 at its end only. Chunked coding is taken off.
    ///
    /// Errors      phase `body`: `timed_out`, `truncated`, `reset`, `protocol`, `too_large`, `tls`.
    /// Limits      A span of 16 KiB and more is filled from the socket directly. Requires one that is not empty.
    [[nodiscard]] async::awaitable<http::result<std::size_t>> read_body(std::span<char> into);

    /// What `read_body` gives without waiting; nullopt: it is to be asked. Neither allocates nor suspends. Requires a span
    /// that is not empty.
    [[nodiscard]] std::optional<http::result<std::size_t>> try_read_body(std::span<char> into);

    /// A limit for the rest of this exchange, if it is earlier than the one before.
    void limit_total(async::deadline total) noexcept { limits_.total = async::earliest(limits_.total, total); }

    /// Whether the whole reply has been read.
    [[nodiscard]] bool is_whole() const noexcept { return parser_.is_whole(); }
    /// Of the body, if the head tells it.
    [[nodiscard]] std::optional<std::uint64_t> length() const noexcept { return parser_.length(); }
    /// Of the reply, once it is whole.
    [[nodiscard]] const http::headers& trailers() const noexcept { return parser_.trailers(); }

    /// Whether any byte of the reply has come. Without one, a request on a connection that had served before may have
    /// met its end.
    [[nodiscard]] bool reply_began() const noexcept { return reply_began_; }
    /// Whether the peer may have got any of the request.
    [[nodiscard]] bool request_began() const noexcept { return request_began_; }

    /// Whether another exchange may follow (RFC 9112 section 9.3): reply and request whole, nothing behind them, and
    /// both sides willing.
    [[nodiscard]] bool is_reusable() const noexcept;
    /// To be asked before an idle connection is used again.
    [[nodiscard]] bool is_stale() { return stream_.is_stale(); }
    /// No further exchange: the request said `Connection: close`.
    void make_last() noexcept { is_last_ = true; }
    /// Gives its memory back while it is idle.
    void rest() noexcept { buffer_.release(); }

    void close() noexcept;

    [[nodiscard]] const transport& stream() const noexcept { return stream_; }

private:
    struct listening;

    [[nodiscard]] async::awaitable<http::result<void>> send(std::shared_ptr<const std::string> body);
    [[nodiscard]] async::awaitable<http::result<void>> send_and_listen(std::shared_ptr<const std::string> body,
                                                                       reply_head& into);
    [[nodiscard]] std::optional<http::result<void>> send_at_once(transport::buffers& what);
    [[nodiscard]] async::awaitable<http::result<void>> send_rest(transport::buffers what);
    [[nodiscard]] async::awaitable<http::result<void>> read_head(reply_head& into);
    [[nodiscard]] boost::asio::mutable_buffer space();
    [[nodiscard]] std::optional<http::result<void>> take_head(const io_result& read, reply_head& into);
    [[nodiscard]] std::optional<http::result<void>> take_head(reply_head& into);
    [[nodiscard]] std::span<char> body_space(std::span<char> into);
    [[nodiscard]] std::optional<http::result<std::size_t>> buffered_body(std::span<char> into);
    [[nodiscard]] std::optional<http::result<std::size_t>> take_body(const io_result& read, std::span<char> into);
    [[nodiscard]] async::awaitable<http::result<std::size_t>> receive_body(std::span<char> into);
    [[nodiscard]] http::error failed(const boost::system::error_code& reason, http::phase where) const;
    void arm(const std::optional<async::clock::duration>& limit);
    void expire() noexcept;

    transport stream_;
    watchdog::entry guard_;
    exchange_limits limits_;
    reply_parser parser_;
    read_buffer buffer_;
    std::string request_;
    bool expired_ = false;
    bool reply_began_ = false;
    bool request_began_ = false;
    bool request_whole_ = true;
    bool is_last_ = false;
};

}  // namespace trawl::net
