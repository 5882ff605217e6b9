#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>

#include "trawl/async/awaitable.hpp"
#include "trawl/http/error.hpp"
#include "trawl/http/headers.hpp"
#include "trawl/http/trace.hpp"
#include "trawl/http/url.hpp"

namespace trawl::http {

class response_state;

/// The head of a reply, and its body as a stream. The connection goes back to the pool when the body has been read to
/// its end, and is closed when the response is destroyed before that.
///
/// Cancelling  Cancelling a read closes the connection.
/// Lifetime    Must not outlive its session.
/// Threads     All calls on the session's executor, one read at a time.
class response {
public:
    explicit response(std::unique_ptr<response_state> state) noexcept;
    response(response&&) noexcept;
    response& operator=(response&&) noexcept;
    ~response();

    [[nodiscard]] int status() const noexcept;
    [[nodiscard]] std::string_view reason() const noexcept;
    /// 10 or 11.
    [[nodiscard]] int version() const noexcept;
    [[nodiscard]] const headers& fields() const noexcept;
    /// Trailer fields (RFC 9110 section 6.5); there when the body has been read to its end.
    [[nodiscard]] const headers& trailers() const noexcept;
    /// The URL that answered: the request's, or where redirects led.
    [[nodiscard]] const url& where() const noexcept;
    [[nodiscard]] const http::trace& trace() const noexcept;

    /// Bytes of the body on the wire if the head tells it (Content-Length); before decoding.
    [[nodiscard]] std::optional<std::uint64_t> length() const noexcept;
    /// Bytes of the body read from the wire up to now, before content decoding and without the framing of chunks.
    [[nodiscard]] std::uint64_t wire_bytes() const noexcept;

    /// Reads the next bytes of the body, decoded, into `into`; 0 at its end, and only then. Requires a buffer that is
    /// not empty.
    ///
    /// Errors      `truncated`, `timed_out` (idle or total), `reset`, `protocol`, `too_large`, `content_coding`; after
    ///             one the body is over.
    /// Limits      One call gives at most what fits; a big buffer (64 KiB and up) is filled from the socket directly,
    ///             with no copy.
    [[nodiscard]] async::awaitable<result<std::size_t>> read_some(std::span<char> into);

    /// As `read_some`, if that has something to give without waiting; nullopt: it is to be asked. Does not suspend, and makes no
    /// coroutine.
    [[nodiscard]] std::optional<result<std::size_t>> try_read_some(std::span<char> into);

    /// Whether the body is over: there is nothing left to read, but 0.
    [[nodiscard]] bool has_ended() const noexcept;

    /// Reads the whole body, at most `limit` bytes: `too_large` beyond.
    [[nodiscard]] async::awaitable<result<std::string>> text(std::size_t limit = std::size_t{64} << 20);

private:
    std::unique_ptr<response_state> state_;
};

}  // namespace trawl::http
