#pragma once

#include "check/suite_draft.hpp"
#include "check/suite_problems.hpp"
#include "check/suite_source.hpp"

namespace trawl::check {

/// Reads the text of a suite file, as far as it can be: what is wrong goes to the problems.
[[nodiscard]] suite_draft read_suite(const suite_source& source, suite_problems& problems);

}  // namespace trawl::check
