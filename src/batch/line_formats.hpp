#pragma once

#include <cstdint>
#include <string_view>

#include "batch/list_entry.hpp"

namespace trawl::batch {

/// A URL, as `http::parse_typed_url` reads it.
[[nodiscard]] list_entry parse_plain_line(std::uint64_t number, std::string_view line);

/// URL, name (which may be empty), then any number of key=value, with a tab between each two. Keys: sha256, sha512,
/// md5, size, mirror, method, header ("Name: value"), data.
[[nodiscard]] list_entry parse_tsv_line(std::uint64_t number, std::string_view line);

/// An object with the members url, out, headers (an object), method, data, sha256, sha512, md5, size (a number) and
/// mirrors (an array); all but url may be left out or null.
[[nodiscard]] list_entry parse_json_line(std::uint64_t number, std::string_view line);

/// Whether a line in the place of a second URL is one.
[[nodiscard]] bool looks_like_url(std::string_view text) noexcept;

}  // namespace trawl::batch
