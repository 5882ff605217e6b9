#pragma once

#include <chrono>

namespace trawl::test {

/// How long something may take that ends by itself, on the slowest machine: it tells what hangs, not what is slow.
inline constexpr std::chrono::minutes patience{2};

}  // namespace trawl::test
