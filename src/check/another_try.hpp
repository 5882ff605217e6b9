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
    /// It failed before anything of it could be sent.
    bool is_unsent = false;
    /// How long the server wants to be left alone.
    std::optional<std::chrono::milliseconds> wish;
    /// Evenly distributed in [0, 1).
    double share = 0;
};

/// How long a try that begins now may take, beside its usual limits; nullopt: no matter. Who waits until something is up must
/// not sit with one request that is never answered: it has what is left of that time, or 5 s if that is less.
[[nodiscard]] std::optional<async::clock::duration> limit_of_try(const entry& of, const check_settings& settings,
                                                                 async::clock::time_point run_began,
                                                                 async::clock::time_point now,
                                                                 const try_result& so_far);

/// How long to wait before a check that did not pass is asked again; nullopt: it is not.
///
///     - As long as it is waited for (`wait_for`), every `wait_every`, and once more at the end of that.
///     - Then as often as its `retry`, or else the run's policy, says, if that covers what it failed by. Counts those in
///       `so_far`.
///     - What is not idempotent only if it was not sent, or its own `wait_for` or `retry`, or the policy, wants it.
///     - Never sooner than the server wishes; not at all if that is behind the end of the waiting, or for a retry longer
///       than the policy's `max_retry_after`.
[[nodiscard]] std::optional<async::clock::duration> pause_before_another_try(const entry& of, const try_terms& terms,
                                                                             try_result& so_far);

}  // namespace trawl::check
