#pragma once

#include "app/check_options.hpp"

namespace trawl::app {

/// Runs `trawl check`. Result: the exit status.
[[nodiscard]] int run_check(check_options options);

}  // namespace trawl::app
