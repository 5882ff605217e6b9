#pragma once

#include <cstdint>
#include <vector>

#include "files/part_state.hpp"

namespace trawl::fetch {

/// Cuts what `segments` miss so that up to `count` pieces of it can be fetched at a time, none of them shorter than
/// `least` unless it was before. What is there stays as it is. Requires ends that are known, count > 0 and least > 0.
[[nodiscard]] std::vector<files::segment> divide(std::vector<files::segment> segments, std::size_t count,
                                                 std::uint64_t least);

/// How many of them miss something.
[[nodiscard]] std::size_t missing_count(const std::vector<files::segment>& segments) noexcept;

}  // namespace trawl::fetch
