#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

#include "trawl/http/error.hpp"

namespace trawl::net {

/// Takes the chunked coding off a body (RFC 9112 section 7.1), in place and piece by piece, however the pieces are cut.
///
/// Lines may end in LF alone, but not the data of a chunk. Chunk extensions are skipped.
///
/// Lifetime    Keeps nothing of what it is given.
/// Threads     A value: distinct objects may be used by distinct threads.
/// Limits      A line with a chunk's size 4 KiB, all trailers 64 KiB: `too_large` beyond. No memory but that of the
///             trailers.
class chunk_decoder {
public:
    /// Gets ready for another body.
    void reset() noexcept;

    struct progress {
        std::size_t decoded = 0;   ///< bytes of the body, now at the start of what was given
        std::size_t consumed = 0;  ///< less than what was given only when the body has ended before
    };

    /// Decodes what has come. Requires that the body has not ended.
    ///
    /// Errors      `protocol`, `too_large`; phase `body`.
    [[nodiscard]] http::result<progress> decode(std::span<char> raw);

    /// Whether the last chunk and its trailers have been taken.
    [[nodiscard]] bool has_ended() const noexcept { return state_ == state::ended; }

    /// The trailer lines as they came, with the empty line that ends them.
    [[nodiscard]] const std::string& trailer_block() const noexcept { return trailers_; }

private:
    enum class state { size_start, size, blanks, extension, size_lf, data, data_end, data_lf, trailer, ended };

    [[nodiscard]] std::string_view take_size(char next) noexcept;
    [[nodiscard]] std::string_view take_framing(char next) noexcept;
    [[nodiscard]] std::size_t take_trailers(std::span<const char> raw);
    void end_size_line() noexcept;

    state state_ = state::size_start;
    std::uint64_t left_ = 0;     // of the chunk; its size while that is read
    std::size_t line_size_ = 0;  // of the line with the chunk's size, or of the trailer line
    char last_ = '\0';           // of the trailer line
    std::string trailers_;
};

}  // namespace trawl::net
