#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "check/matrix.hpp"

namespace trawl::check {

/// Leaves out the checks that have none of `tags` (if there are some) or one of `skip_tags`, but for those that others need.
/// Requires that each stands behind what it needs. How many were left out.
std::size_t select(std::vector<variant>& all, const std::vector<std::string>& tags,
                   const std::vector<std::string>& skip_tags);

}  // namespace trawl::check
