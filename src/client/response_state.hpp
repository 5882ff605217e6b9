#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>

#include "http/decoder.hpp"
#include "net/connection_pool.hpp"
#include "net/head_parser.hpp"
#include "trawl/async/awaitable.hpp"
#include "trawl/http/response.hpp"

namespace trawl::http {

/// A reply whose head has come: its body on the way from the connection, and the connection until the body is whole.
class response_state {
public:
    response_state(net::connection_pool::lease from, net::reply_head head, url where, async::clock::time_point started,
                   async::clock::time_point head_came);

    /// Decides how the body is read: decoded if it is coded. A reply without one is over at once.
    void open_body(bool decodes, decoder_limits limits);

    /// As `response::read_some`.
    [[nodiscard]] async::awaitable<result<std::size_t>> read_some(std::span<char> into);

    /// As `response::try_read_some`.
    [[nodiscard]] std::optional<result<std::size_t>> try_read_some(std::span<char> into);

    /// Whether its end, or an error, has been given out.
    [[nodiscard]] bool has_ended() const noexcept { return has_ended_; }

    /// Reads the body off the wire, undecoded, if it is small and comes soon, so that the connection can serve again.
    [[nodiscard]] async::awaitable<void> drain();

    net::reply_head head;
    headers trailers;
    url where;
    http::trace trace;
    std::optional<std::uint64_t> length;
    std::uint64_t wire_bytes = 0;

private:
    [[nodiscard]] async::awaitable<result<std::size_t>> read_wire(std::span<char> into);
    void count_wire(const result<std::size_t>& read);
    [[nodiscard]] result<std::size_t> checked(result<std::size_t> read);
    [[nodiscard]] async::awaitable<result<std::size_t>> read_decoded(std::span<char> into);
    [[nodiscard]] static error too_large(std::uint64_t limit);
    void leave_connection();
    void end() noexcept;

    // Empty when the body has come whole, or will not.
    std::optional<net::connection_pool::lease> from_;
    std::optional<decoder> decoder_;
    std::unique_ptr<char[]> coded_;
    std::span<const char> undecoded_;
    // What the first read reports: the head told it already.
    std::optional<error> refused_;
    std::optional<std::uint64_t> max_size_;
    std::uint64_t size_ = 0;
    async::clock::time_point started_;
    async::clock::time_point head_came_;
    bool has_ended_ = false;
};

}  // namespace trawl::http
