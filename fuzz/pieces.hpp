#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace trawl::fuzz {

/// Cuts an input into pieces, as a network does: small ones mostly, of sizes that its bytes decide.
class pieces {
public:
    explicit pieces(std::string_view all) : rest_(all) {
        for (const char each : all) {
            state_ = (state_ ^ static_cast<unsigned char>(each)) * 0x100000001B3U;
        }
    }

    [[nodiscard]] bool empty() const noexcept { return rest_.empty(); }

    /// The next piece, of at most so many bytes. Requires that something is left.
    [[nodiscard]] std::string_view next(std::size_t most = SIZE_MAX) noexcept {
        const std::string_view piece = rest_.substr(0, std::min(size(), most));
        rest_.remove_prefix(piece.size());
        return piece;
    }

    /// A number from 1 on, mostly small.
    [[nodiscard]] std::size_t size() noexcept {
        state_ = state_ * 6364136223846793005U + 1442695040888963407U;
        const auto random = static_cast<std::size_t>(state_ >> 33U);
        return 1 + (random >> 3U) % (std::size_t{1} << (1 + 2 * (random % 6)));
    }

private:
    std::string_view rest_;
    std::uint64_t state_ = 0xCBF29CE484222325U;
};

/// The text before the first line feed, which is taken away with it.
[[nodiscard]] inline std::string_view take_line(std::string_view& text) noexcept {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    return line;
}

}  // namespace trawl::fuzz
