#pragma once

#include <cstddef>
#include <vector>

#include "check/matrix.hpp"
#include "check/suite_problems.hpp"

namespace trawl::check {

/// Finds which checks are meant by what each says that it needs: a name as it is written, for those variants that agree in
/// the values of what both have in their matrix; or the whole name of one variant. Then puts each check behind what it
/// needs, in the order of the file otherwise. Checks that need each other are a problem, and stay where they are.
///
/// Result      Whether everything was found, and is in order.
[[nodiscard]] bool resolve_needs(std::vector<variant>& all, suite_problems& problems);

}  // namespace trawl::check
