#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "fetch/attempter.hpp"
#include "fetch/task.hpp"
#include "http/retry.hpp"
#include "trawl/async/clock.hpp"

namespace trawl::fetch {

/// Whom a task asks next, and when.
struct next_try {
    std::size_t place = 0;
    async::clock::duration pause{};
};

/// What the decision depends on beside the task.
struct retry_terms {
    const http::retry_policy& policy;
    std::string_view method;
    async::clock::time_point now;
    /// Evenly distributed in [0, 1).
    double share = 0;
};

/// Whether and where a task is tried again after an attempt.
///
///     - Success, a body that could not be kept and a cancellation are final.
///     - A job with mirrors asks each place once, one right after the other, whatever kept the others from answering.
///     - Then the policy decides, over the places that may still help, in turn. A retry after an attempt that has made
///       progress is not counted among those that the policy allows.
///     - A body that is not what it has to be is asked for once more, whatever the policy says of retries.
///
/// Notes in the task what it has decided.
[[nodiscard]] std::optional<next_try> decide_next_try(task& what, const attempt_result& result,
                                                      const retry_terms& terms);

/// Where a task goes whose next place is not to be asked at all; nullopt: there is no other.
[[nodiscard]] std::optional<std::size_t> next_place_without(task& what);

}  // namespace trawl::fetch
