#pragma once

#include <string_view>

namespace trawl {

/// The version of this library and program: "0.1.0".
[[nodiscard]] std::string_view version() noexcept;

}  // namespace trawl
