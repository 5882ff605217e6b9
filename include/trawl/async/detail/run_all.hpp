#pragma once

#include <exception>
#include <vector>

#include "trawl/async/awaitable.hpp"

namespace trawl::async::detail {

/// Runs all, cancels the rest at the first failure and rethrows it once all have ended. Returns normally only if each
/// of them did.
awaitable<void> run_all(std::vector<awaitable<void>> operations);

/// Runs all of these, which throw nothing and leave their failures in `errors`. Reports the caller's cancellation if
/// one of the failures came of it.
awaitable<void> run_all_settled(std::vector<awaitable<void>> operations, const std::vector<std::exception_ptr>& errors);

}  // namespace trawl::async::detail
