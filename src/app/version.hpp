#pragma once

#include <string>

namespace trawl::app {

/// What `trawl --version` prints: the program's version and those of the libraries it runs with.
[[nodiscard]] std::string version_text();

}  // namespace trawl::app
