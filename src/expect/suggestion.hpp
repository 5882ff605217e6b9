#pragma once

#include <span>
#include <string>
#include <string_view>

namespace trawl::expect {

/// That of some words which one that is none of them was probably meant to be: few letters changed, added, left out or
/// swapped, or the beginning of one alone. Empty: none is near.
[[nodiscard]] std::string_view nearest(std::string_view word, std::span<const std::string_view> words);

/// " (did you mean 'contains'?)", or nothing.
[[nodiscard]] std::string suggestion(std::string_view word, std::span<const std::string_view> words);

}  // namespace trawl::expect
