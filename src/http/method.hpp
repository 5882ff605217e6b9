#pragma once

#include <string_view>

namespace trawl::http {

/// Whether a request of this method asks for no change at the server (RFC 9110 section 9.2.1). Methods are
/// case-sensitive; one that we do not know is neither safe nor idempotent.
[[nodiscard]] bool is_safe(std::string_view method) noexcept;

/// Whether a request of this method may be sent again when nobody knows if it arrived (RFC 9110 section 9.2.2).
[[nodiscard]] bool is_idempotent(std::string_view method) noexcept;

}  // namespace trawl::http
