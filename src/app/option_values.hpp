#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "fetch/host_limits.hpp"
#include "trawl/async/clock.hpp"

namespace trawl::app {

// What options of more than one place take. They throw `bad_value`.

[[nodiscard]] std::size_t number_value(const std::string& given, std::size_t least);
/// A number of things there may be very many of. nullopt: 'none'.
[[nodiscard]] std::optional<std::uint64_t> count_value(const std::string& given, std::uint64_t least);
/// nullopt: 'none'.
[[nodiscard]] std::optional<async::clock::duration> time_value(const std::string& given, async::clock::duration least);
[[nodiscard]] std::optional<std::uint64_t> size_value(const std::string& given);
[[nodiscard]] std::optional<fetch::rate> rate_value(const std::string& given);

}  // namespace trawl::app
