#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace trawl::base {

/// A number of bytes.
class byte_size {
public:
    constexpr byte_size() noexcept = default;
    explicit constexpr byte_size(std::uint64_t bytes) noexcept : bytes_(bytes) {}

    [[nodiscard]] constexpr std::uint64_t bytes() const noexcept { return bytes_; }

    friend constexpr auto operator<=>(byte_size, byte_size) noexcept = default;

private:
    std::uint64_t bytes_ = 0;
};

/// Reads what a user writes: "512", "512k", "10M", "1.5GiB", "20 MB".
///
/// Result      k, M, G, T, alone or with iB, in either case: powers of 1024, as curl and wget take them; with B
///             (kB, MB, GB, TB): powers of 1000; nothing or B: bytes. Parts of a byte are cut off.
/// Errors      Nothing for any other text, a sign included, and for sizes that do not fit.
/// Threads     Any.
[[nodiscard]] std::optional<byte_size> parse_byte_size(std::string_view text);

/// For people: "0 B", "1023 B", "1.2 MiB", "340 GiB": three digits or four.
[[nodiscard]] std::string to_text(byte_size size);

}  // namespace trawl::base
