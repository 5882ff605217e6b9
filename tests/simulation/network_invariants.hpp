#pragma once

#include <chrono>
#include <cstddef>
#include <deque>
#include <string>
#include <vector>

#include "simulation/memory_network.hpp"
#include "simulation/world.hpp"

namespace trawl::simulation {

/// What the network must never see more of.
struct network_limits {
    std::size_t concurrency = 1;
    std::size_t per_host = 1;
    duration delay{};
    std::chrono::milliseconds max_retry_after{};
};

/// What the requests of one run say of the limits: nothing, if they were held.
[[nodiscard]] std::vector<std::string> broken_limits(const std::deque<request_record>& all, const world& servers,
                                                     const network_limits& limits);

}  // namespace trawl::simulation
