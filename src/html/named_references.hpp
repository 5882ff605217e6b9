#pragma once

#include <string_view>

namespace trawl::html {

/// Every named character reference, as named_references.cpp says.
[[nodiscard]] std::string_view named_reference_list() noexcept;

}  // namespace trawl::html
