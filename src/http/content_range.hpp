#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "trawl/http/headers.hpp"

namespace trawl::http {

/// Which bytes of the whole a reply has (RFC 9110 section 14.4).
struct content_range {
    struct bytes {
        std::uint64_t first;
        std::uint64_t last;  ///< >= first

        friend bool operator==(const bytes&, const bytes&) = default;
    };

    /// nullopt: none, the range that was asked for is not in it ("*/10", with 416).
    std::optional<bytes> part;
    /// Of the whole; nullopt: not known ("0-9/*").
    std::optional<std::uint64_t> total;

    friend bool operator==(const content_range&, const content_range&) = default;
};

/// Reads "bytes 0-3/10", "bytes 0-3/*", "bytes */10"; nullopt for anything else, a part beyond the total included.
[[nodiscard]] std::optional<content_range> parse_content_range(std::string_view text) noexcept;

/// The Content-Range of a reply; nullopt too if it comes more than once.
[[nodiscard]] std::optional<content_range> content_range_of(const headers& reply);

}  // namespace trawl::http
