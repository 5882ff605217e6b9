#pragma once

#include <cstdint>
#include <string_view>

namespace trawl::simulation {

/// Numbers that only its seed decides: the same on every machine.
class chance {
public:
    explicit chance(std::uint64_t seed) noexcept : state_(seed) {}

    /// Of what has a name and a number within `seed`: what it gives does not depend on what else was asked before.
    chance(std::uint64_t seed, std::string_view name, std::uint64_t number = 0) noexcept : state_(seed) {
        for (const char each : name) {
            state_ = (state_ ^ static_cast<unsigned char>(each)) * 0x100000001B3U;
        }
        state_ ^= number * 0x9E3779B97F4A7C15U;
        (void)next();
    }

    /// SplitMix64.
    std::uint64_t next() noexcept {
        std::uint64_t mixed = state_ += 0x9E3779B97F4A7C15U;
        mixed = (mixed ^ (mixed >> 30U)) * 0xBF58476D1CE4E5B9U;
        mixed = (mixed ^ (mixed >> 27U)) * 0x94D049BB133111EBU;
        return mixed ^ (mixed >> 31U);
    }

    /// Both ends included.
    std::uint64_t between(std::uint64_t low, std::uint64_t high) noexcept { return low + next() % (high - low + 1); }
    std::uint64_t below(std::uint64_t end) noexcept { return next() % end; }
    bool percent(std::uint64_t share) noexcept { return below(100) < share; }

private:
    std::uint64_t state_;
};

}  // namespace trawl::simulation
