#include "output/markdown.hpp"

#include <algorithm>
#include <cstddef>

#include "base/printable.hpp"

namespace trawl::output {

std::string markdown_fence(std::string_view text, std::size_t least) {
    std::size_t longest = 0;
    std::size_t run = 0;
    for (const char each : text) {
        run = each == '`' ? run + 1 : 0;
        longest = std::max(longest, run);
    }
    return std::string(std::max(longest + 1, least), '`');
}

std::string markdown_cell(std::string_view text) {
    const std::string safe = base::printable(text);
    if (safe.empty()) {
        return "";
    }
    std::string inner;
    std::size_t backslashes = 0;
    for (const char each : safe) {
        // Two backslashes before a pipe would be one that is meant, and the end of the cell.
        inner.append(each == '|' && backslashes % 2 == 0 ? "\\" : "").append(1, each);
        backslashes = each == '\\' ? backslashes + 1 : 0;
    }
    const std::string fence = markdown_fence(safe, 1);
    const bool needs_room = safe.front() == '`' || safe.back() == '`';
    const std::string room = needs_room ? " " : "";
    return fence + room + inner + room + fence;
}

}  // namespace trawl::output
