#pragma once

#include <array>
#include <memory>
#include <span>

namespace trawl::files {

using sha256_digest = std::array<unsigned char, 32>;

/// The SHA-256 of bytes that come in pieces (FIPS 180-4).
///
/// Threads     One at a time.
class sha256 {
public:
    sha256();
    sha256(sha256&&) noexcept;
    sha256& operator=(sha256&&) noexcept;
    ~sha256();

    void update(std::span<const char> piece);

    /// The digest of all since the last one: it starts again, and may be used for the next file.
    [[nodiscard]] sha256_digest finish();

private:
    struct context;

    std::unique_ptr<context> context_;
};

}  // namespace trawl::files
