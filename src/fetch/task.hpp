#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "fetch/outcome.hpp"
#include "trawl/async/clock.hpp"

namespace trawl::fetch {

/// A job on its way through the engine: what is known of it so far.
struct task {
    report told;
    async::clock::time_point added = async::clock::now();
    /// Of the first attempt.
    std::optional<async::clock::time_point> began;
    /// Of the attempt under way.
    async::clock::time_point attempt_began{};
    /// Of the retries that the policy allows.
    unsigned retries = 0;
    /// Places asked so far, the first one included.
    std::size_t places_asked = 1;
    /// By place, empty for none: those that another attempt cannot help.
    std::vector<bool> is_ruled_out;
    /// Whether what came was once not what it had to be.
    bool was_mismatch = false;

    explicit task(job what) : told(std::move(what)) {}

    /// Whom to ask next.
    [[nodiscard]] const http::url& place() const { return told.what.place(told.place); }
};

}  // namespace trawl::fetch
