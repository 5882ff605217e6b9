#pragma once

#include <array>
#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace trawl::files {

/// SHA-1 is for archives, whose readers expect it: users cannot ask for it.
enum class digest_algorithm { md5, sha1, sha256, sha512 };

/// What the bytes of a file come to.
struct digest {
    digest_algorithm algorithm = digest_algorithm::sha256;
    /// The first `size_of(algorithm)` count, the rest is 0.
    std::array<unsigned char, 64> bytes{};

    friend bool operator==(const digest&, const digest&) = default;
};

[[nodiscard]] std::size_t size_of(digest_algorithm algorithm) noexcept;

/// "md5", "sha256", "sha512"; also "sha-256", "SHA256" and the like. Not "sha1".
[[nodiscard]] std::optional<digest_algorithm> parse_digest_algorithm(std::string_view name) noexcept;
[[nodiscard]] std::string_view name(digest_algorithm algorithm) noexcept;

/// Reads hexadecimal digits of either case; nullopt if they are not as many as the algorithm has.
[[nodiscard]] std::optional<digest> parse_digest(digest_algorithm algorithm, std::string_view hex) noexcept;
/// "sha256=ba7816bf..."
[[nodiscard]] std::string to_text(const digest& value);

}  // namespace trawl::files
