#pragma once

#include <algorithm>
#include <array>
#include <span>

#include "files/hasher.hpp"

namespace trawl::files {

using sha256_digest = std::array<unsigned char, 32>;

/// The SHA-256 of bytes that come in pieces (FIPS 180-4).
///
/// Threads     One at a time.
class sha256 {
public:
    void update(std::span<const char> piece) { hasher_.update(piece); }

    /// The digest of all since the last one: it starts again, and may be used for the next file.
    [[nodiscard]] sha256_digest finish() {
        const digest whole = hasher_.finish();
        sha256_digest bytes;
        std::copy_n(whole.bytes.begin(), bytes.size(), bytes.begin());
        return bytes;
    }

private:
    hasher hasher_{digest_algorithm::sha256};
};

}  // namespace trawl::files
