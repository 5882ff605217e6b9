#pragma once

#include <cstddef>
#include <optional>

#include "trawl/async/clock.hpp"

namespace trawl::fetch {

/// What the end of an attempt says of its host's load.
enum class load_sign {
    answered,    ///< as it should
    overloaded,  ///< 429, 503, a timeout
    failed       ///< in another way
};

/// Finds how many requests at a time are good for a host (additive increase, multiplicative decrease). Starts at 2; one
/// more after as many answers as the limit is, if they came about as fast as ever; half of it when the host is overloaded.
///
/// Threads     Not thread-safe.
class adaptive_limit {
public:
    /// Requires ceiling > 0.
    explicit adaptive_limit(std::size_t ceiling) noexcept;

    [[nodiscard]] std::size_t get() const noexcept { return limit_; }

    /// An attempt has ended, `in_flight` of them running with it. Only when these were all that the limit allows do the
    /// answers speak for more.
    ///
    /// `first_byte` From the request to the first byte of the answer.
    void learn(load_sign sign, async::clock::duration first_byte, std::size_t in_flight) noexcept;

private:
    void answered(async::clock::duration first_byte, std::size_t in_flight) noexcept;
    void overloaded(std::size_t in_flight) noexcept;

    std::size_t ceiling_;
    std::size_t limit_;
    /// Answers towards the next increase.
    std::size_t good_ = 0;
    /// Attempts that began before the last decrease: they say nothing of the new limit.
    std::size_t outdated_ = 0;
    std::optional<async::clock::duration> smoothed_;
    async::clock::duration best_ = async::clock::duration::max();
};

}  // namespace trawl::fetch
