#pragma once

#include "trawl/async/clock.hpp"

namespace trawl::async {

/// A point in time that something has to be done by, or never. Passed down by value: each step takes the earlier of
/// its own limit and what is left.
class deadline {
public:
    /// Never.
    constexpr deadline() noexcept = default;

    [[nodiscard]] static constexpr deadline never() noexcept { return {}; }

    /// From now on; a duration too long for the clock is never, one of zero or less is reached at once.
    [[nodiscard]] static deadline after(clock::duration limit) noexcept;

    [[nodiscard]] static constexpr deadline at(clock::time_point when) noexcept { return deadline(when); }

    [[nodiscard]] constexpr bool is_never() const noexcept { return when_ == clock::time_point::max(); }

    [[nodiscard]] bool is_reached() const noexcept;

    /// What is left: zero when reached, `clock::duration::max()` when never.
    [[nodiscard]] clock::duration remaining() const noexcept;

    /// `clock::time_point::max()` when never.
    [[nodiscard]] constexpr clock::time_point time_point() const noexcept { return when_; }

    friend constexpr bool operator==(deadline, deadline) noexcept = default;

private:
    explicit constexpr deadline(clock::time_point when) noexcept : when_(when) {}

    clock::time_point when_ = clock::time_point::max();
};

[[nodiscard]] constexpr deadline earliest(deadline a, deadline b) noexcept {
    return a.time_point() < b.time_point() ? a : b;
}

}  // namespace trawl::async
