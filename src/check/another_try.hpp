#pragma once

#include <chrono>
#include <optional>
#include <string_view>

#include "check/check_result.hpp"
#include "check/check_settings.hpp"
#include "check/entry.hpp"
#include "trawl/async/clock.hpp"
#include "trawl/http/error.hpp"

namespace trawl::check {

/// A check's result while there may be further tries.
struct try_result : check_result {
    async::clock::time_point began{};  ///< the first try
    unsigned retries = 0;              ///< among the tries, those that were no waiting
};

/// What the decision on another try depends on, beside the check and its tries so far.
struct try_terms {
    const check_settings& settings;
    async::clock::time_point run_began;
    async::clock::time_point now;
    std::string_view method;
    std::optional<http::errc> failure;
    int status = 0;
    /// How long the server wants to be left alone.
    std::optional<std::chrono::milliseconds> wish;
    /// Evenly distributed in [0, 1).
    double share = 0;
};

/// How long to wait before a check that did not pass is asked again; nullopt: it is not.
///
///     - As long as it is waited for (`wait_for`), every `wait_every`.
///     - Then as often as its `retry`, or else the run's policy, says, if that covers what it failed by. Counts those in
///       `so_far`.
///     - Never sooner than the server wishes; not at all if that is behind the end of the waiting, or for a retry longer
///       than the policy's `max_retry_after`.
[[nodiscard]] std::optional<async::clock::duration> pause_before_another_try(const entry& of, const try_terms& terms,
                                                                             try_result& so_far);

}  // namespace trawl::check
