#pragma once

#include <string_view>
#include <vector>

#include "trawl/http/error.hpp"
#include "trawl/http/headers.hpp"

namespace trawl::http {

/// The content codings that we can decode (RFC 9110 section 8.4.1, RFC 7932, RFC 9659).
enum class content_coding { gzip, deflate, br, zstd };

[[nodiscard]] std::string_view name(content_coding coding) noexcept;

/// For Accept-Encoding.
inline constexpr std::string_view accepted_codings = "gzip, deflate, br, zstd";

/// The codings that Content-Encoding says were applied, in the order in which they were. `identity` is left out,
/// `x-gzip` is gzip, case does not matter.
///
/// Result      Empty if the body is as it is.
/// Errors      `content_coding`: one that we do not know, or more than three.
[[nodiscard]] result<std::vector<content_coding>> content_codings(const headers& reply);

}  // namespace trawl::http
