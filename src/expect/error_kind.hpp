#pragma once

#include <array>
#include <string_view>

#include "trawl/http/error.hpp"

namespace trawl::expect {

/// The words for what may be expected to fail.
inline constexpr std::array<std::string_view, 17> error_kinds = {
    "dns",       "refused", "unreachable", "reset",  "closed", "timeout", "tls",    "protocol", "truncated",
    "too_large", "coding",  "redirect",    "denied", "proxy",  "slow",    "system", "url"};

/// The one for a failure: "tls" for certificates too.
[[nodiscard]] std::string_view error_kind(http::errc code) noexcept;

}  // namespace trawl::expect
