#pragma once

#include "app/options.hpp"

namespace trawl::app {

/// Runs `trawl fetch`. Result: the exit status.
[[nodiscard]] int run_fetch(fetch_options options);

}  // namespace trawl::app
