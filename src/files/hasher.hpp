#pragma once

#include <memory>
#include <span>

#include "files/digest.hpp"

namespace trawl::files {

/// The digest of bytes that come in pieces.
///
/// Threads     One at a time.
class hasher {
public:
    explicit hasher(digest_algorithm algorithm);
    hasher(hasher&&) noexcept;
    hasher& operator=(hasher&&) noexcept;
    ~hasher();

    [[nodiscard]] digest_algorithm algorithm() const noexcept { return algorithm_; }

    void update(std::span<const char> piece);

    /// The digest of all since the last one: it starts again, and may be used for the next file.
    [[nodiscard]] digest finish();

private:
    struct context;

    digest_algorithm algorithm_;
    std::unique_ptr<context> context_;
};

}  // namespace trawl::files
