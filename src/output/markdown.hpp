#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace trawl::output {

/// A code span in a cell of a table of GitHub's Markdown: nothing in it means anything but itself, a pipe with a backslash
/// before it included. Empty for empty text.
[[nodiscard]] std::string markdown_cell(std::string_view text);

/// So many backticks that a text between them cannot end them, and at least `least`.
[[nodiscard]] std::string markdown_fence(std::string_view text, std::size_t least);

}  // namespace trawl::output
