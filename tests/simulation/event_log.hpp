#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>

#include "trawl/async/clock.hpp"

namespace trawl::simulation {

/// What happened in a simulation, in its order: a hash of all of it, and the last lines for people.
class event_log {
public:
    /// `lines` How many of the last ones are kept.
    explicit event_log(std::size_t lines) noexcept : lines_(lines) {}

    void add(async::clock::duration when, std::string_view what);

    [[nodiscard]] std::uint64_t hash() const noexcept { return hash_; }
    [[nodiscard]] std::uint64_t count() const noexcept { return count_; }
    [[nodiscard]] std::string text() const;

private:
    std::size_t lines_;
    std::uint64_t hash_ = 0xCBF29CE484222325U;
    std::uint64_t count_ = 0;
    std::deque<std::string> last_;
};

}  // namespace trawl::simulation
