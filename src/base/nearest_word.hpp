#pragma once

#include <span>
#include <string>
#include <string_view>

namespace trawl::base {

/// Which of the candidates somebody may have meant who wrote `word`: the one with the fewest letters to change, add, leave
/// out or swap with their neighbours, whatever their case; the first of them if there are several.
///
/// Result      Empty if none is near: more than a third of the letters would have to change. A view of the candidate.
/// Threads     Any.
/// Limits      Of words over 64 bytes, nothing is near.
[[nodiscard]] std::string_view nearest_word(std::string_view word, std::span<const std::string_view> candidates);

/// ", did you mean 'method'?" behind a message, or nothing if none is near.
[[nodiscard]] std::string did_you_mean(std::string_view word, std::span<const std::string_view> candidates);

}  // namespace trawl::base
