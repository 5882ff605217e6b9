#pragma once

#include <cstddef>

#include "crawl/state_change.hpp"

namespace trawl::crawl {

/// What changes that wait to be written hold.
struct state_weight {
    std::size_t bytes = 0;  ///< of memory, about
    std::size_t pages = 0;

    state_weight& operator+=(const state_weight& other) noexcept {
        bytes += other.bytes;
        pages += other.pages;
        return *this;
    }
    state_weight& operator-=(const state_weight& other) noexcept {
        bytes -= other.bytes;
        pages -= other.pages;
        return *this;
    }
};

[[nodiscard]] state_weight weight_of(const state_change& what) noexcept;

}  // namespace trawl::crawl
