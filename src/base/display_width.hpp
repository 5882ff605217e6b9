#pragma once

#include <cstddef>
#include <string_view>

namespace trawl::base {

/// Columns of a terminal that text takes, its characters one by one: two of East Asia's and of pictures, none of marks on the
/// character before. Does not depend on the locale. Requires text as `printable` makes it.
[[nodiscard]] std::size_t display_width(std::string_view text) noexcept;

/// The start of a text that takes at most so many columns, its characters whole.
[[nodiscard]] std::string_view cut_to_width(std::string_view text, std::size_t columns) noexcept;

}  // namespace trawl::base
