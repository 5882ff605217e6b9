#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "http/content_coding.hpp"
#include "trawl/http/error.hpp"

namespace trawl::http {

class coding_stage;

struct decoder_limits {
    /// What may come out is this many times what went in, or 1 MiB if that is more. Holds between stacked codings too.
    std::uint64_t max_expansion = 1000;
    /// Of the decoded body.
    std::optional<std::uint64_t> max_size;
};

/// Decodes a body piece by piece, as it comes: the content codings of one reply, the last one applied first.
///
/// `gzip` may be several members one after the other (RFC 1952 section 2.2), `zstd` several frames; `deflate` is the
/// zlib format, or raw deflate, which some servers send. Bytes after the end of a coding are ignored, as browsers and
/// gzip do. An empty body is whole in every coding.
///
/// Lifetime    Keeps nothing of what it is given.
/// Threads     A value: distinct objects may be used by distinct threads. Decoding is CPU work and does not block.
/// Limits      Memory for each coding: 48 KiB for gzip and deflate, at most 16 MiB for br and 8 MiB for zstd (RFC
///             9659), as the stream asks.
class decoder {
public:
    /// Requires that `codings` is not empty.
    explicit decoder(const std::vector<content_coding>& codings, decoder_limits limits = {});
    decoder(decoder&&) noexcept;
    decoder& operator=(decoder&&) noexcept;
    ~decoder();

    struct progress {
        std::size_t consumed = 0;
        std::size_t produced = 0;
        /// The body is whole and all of it was given out. Comes only with `last`.
        bool finished = false;
    };

    /// Decodes from `input` into `output` until one of them is used up. Gives no `produced` only if it needs more
    /// input, or is finished. `last`: there is nothing behind `input`; to be said until it is finished. Requires an
    /// output that is not empty.
    ///
    /// Errors      `content_coding`: damaged, or ended early. `too_large`: over a limit. After an error it must not be
    ///             called again.
    [[nodiscard]] result<progress> decode(std::span<const char> input, std::span<char> output, bool last);

private:
    struct link;

    [[nodiscard]] result<progress> run_stage(std::size_t index, std::span<const char> input, std::span<char> output,
                                             bool last);

    decoder_limits limits_;
    std::uint64_t wire_size_ = 0;
    // The first stage takes what comes from the wire; links_[i] holds what stage i made for stage i + 1.
    std::vector<std::unique_ptr<coding_stage>> stages_;
    std::vector<link> links_;
};

}  // namespace trawl::http
