#pragma once

#include <string_view>

namespace trawl::robots {

/// The product token that an agent's name begins with (RFC 9309 section 2.2.1): letters, '_' and '-'. "trawl" of
/// "trawl/0.4 (+https://...)". Empty if it begins with anything else.
///
/// Lifetime    A view of `agent`.
[[nodiscard]] std::string_view product_token(std::string_view agent) noexcept;

/// Whether both names have the same product token, whatever its case. Never without one.
[[nodiscard]] bool same_product(std::string_view left, std::string_view right) noexcept;

}  // namespace trawl::robots
