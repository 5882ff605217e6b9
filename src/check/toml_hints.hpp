#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace trawl::check {

/// What the parser of TOML says of a mistake, in words for those who write suites. `from_here`: what the line holds from the
/// place of the mistake on.
[[nodiscard]] std::string toml_hint(std::string_view said, std::string_view from_here);

/// The first byte of a text that is no UTF-8, as TOML has to be; nullopt: it is.
[[nodiscard]] std::optional<std::size_t> first_outside_utf8(std::string_view text) noexcept;

/// Whether a text is encoded as UTF-16, as some editors do: by its mark, or by the zeros between its letters.
[[nodiscard]] bool is_utf16(std::string_view text) noexcept;

}  // namespace trawl::check
