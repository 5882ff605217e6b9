#pragma once

#include <string_view>

namespace trawl::html {

/// The name of the encoding that a label means (Encoding standard, section 4.2), in lower case: "latin1" is "windows-1252"; empty if it means none.
[[nodiscard]] std::string_view encoding_of_label(std::string_view label) noexcept;

/// What iconv calls an encoding; empty if iconv has no part in it.
[[nodiscard]] std::string_view iconv_name_of(std::string_view name) noexcept;

}  // namespace trawl::html
