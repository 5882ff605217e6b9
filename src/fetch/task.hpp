#pragma once

#include "fetch/outcome.hpp"
#include "trawl/async/clock.hpp"

namespace trawl::fetch {

/// A job on its way through the engine: what is known of it so far.
struct task {
    report told;
    async::clock::time_point added = async::clock::now();
    /// Of the first attempt.
    std::optional<async::clock::time_point> began;

    explicit task(job what) : told(std::move(what)) {}
};

}  // namespace trawl::fetch
