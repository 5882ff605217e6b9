#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace trawl::http {

/// Bytes in base64 (RFC 4648 section 4), with padding.
[[nodiscard]] std::string base64(std::string_view bytes);

/// The bytes that base64 stands for, its padding there or not; nullopt: it is none.
[[nodiscard]] std::optional<std::string> decode_base64(std::string_view text);

}  // namespace trawl::http
