#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace trawl::app {

/// Splits a command as a shell would: at blanks, with '...', "..." and backslashes; nothing else means anything.
/// Errors: throws `bad_value` for a quote without its end, and for no word at all.
[[nodiscard]] std::vector<std::string> split_words(std::string_view text);

}  // namespace trawl::app
