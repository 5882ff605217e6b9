#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "net/chunk_decoder.hpp"
#include "net/head_parser.hpp"
#include "trawl/http/error.hpp"
#include "trawl/http/headers.hpp"

namespace trawl::net {

/// What ends the body of a reply (RFC 9112 section 6.3).
enum class body_kind { none, length, chunked, until_close };

struct reply_limits {
    std::size_t max_head_size = std::size_t{256} << 10;
    std::size_t max_fields = 1000;
    /// 1xx replies before the final one.
    unsigned max_interim = 20;
};

/// HTTP/1.1 replies as bytes, without I/O (RFC 9112). One reply at a time:
///
///     parser.start(false);
///     // until has_head(): take away what `head` consumed of the unread bytes; read more when that was nothing
///     // until is_whole(): read at most `wanted()` bytes, give them to `body`
///
/// Lifetime    Keeps nothing of what it is given.
/// Threads     A value: distinct objects may be used by distinct threads.
class reply_parser {
public:
    explicit reply_parser(reply_limits limits = {}) noexcept : limits_(limits) {}

    /// Gets ready for a reply; one to HEAD has no body.
    void start(bool to_head) noexcept;

    /// Looks for a head at the front of all bytes that have come and were not consumed: what was given before must be
    /// given again, with more behind.
    ///
    /// Result      How many bytes to take away: 0 if more are needed; those of a 1xx reply, which is skipped; those of
    ///             the final head.
    /// Errors      `protocol` (101 too: no upgrade is ever asked for), `too_large`; phase `head`.
    [[nodiscard]] http::result<std::size_t> head(std::string_view unread, reply_head& into);

    [[nodiscard]] bool has_head() const noexcept { return has_head_; }

    [[nodiscard]] body_kind kind() const noexcept { return kind_; }
    /// Of the body, if the head tells it.
    [[nodiscard]] std::optional<std::uint64_t> length() const noexcept { return length_; }

    /// How many bytes may be read for this body without reading past its end where its end is known. Not 0 as long as
    /// the body is not whole.
    [[nodiscard]] std::uint64_t wanted() const noexcept;

    /// Takes bytes that came behind the head, at most `wanted()`, and decodes them in place.
    ///
    /// Result      How many bytes of the body stand at the front of `raw` now; 0 is not the end, see `is_whole`.
    /// Errors      `protocol`, `too_large`; phase `body`.
    [[nodiscard]] http::result<std::size_t> body(std::span<char> raw);

    /// The stream has ended in good order: the end of an until_close body, an error elsewhere.
    ///
    /// Errors      `closed` before the reply's first byte, `protocol` within a head, `truncated` within a body.
    [[nodiscard]] http::result<void> end_of_stream();

    /// Whether the reply has been read to its end.
    [[nodiscard]] bool is_whole() const noexcept { return is_whole_; }

    /// Whether the connection may serve again, as far as this reply says (RFC 9112 section 9.3). Requires a reply that
    /// is whole.
    [[nodiscard]] bool keeps_alive() const noexcept { return keeps_alive_; }

    /// There when the body is whole.
    [[nodiscard]] const http::headers& trailers() const noexcept { return trailers_; }

private:
    [[nodiscard]] http::result<std::size_t> find_end(std::string_view unread);
    [[nodiscard]] http::result<void> frame_body(const reply_head& head);
    [[nodiscard]] http::result<std::size_t> chunks(std::span<char> raw);

    reply_limits limits_;
    bool to_head_ = false;
    bool has_head_ = false;
    bool is_whole_ = false;
    bool keeps_alive_ = false;
    body_kind kind_ = body_kind::none;
    std::optional<std::uint64_t> length_;
    std::uint64_t left_ = 0;
    unsigned interim_ = 0;
    // Within the unread head: what has been searched for line ends, and where the last line began.
    std::size_t searched_ = 0;
    std::size_t line_start_ = 0;
    chunk_decoder chunks_;
    http::headers trailers_;
};

}  // namespace trawl::net
