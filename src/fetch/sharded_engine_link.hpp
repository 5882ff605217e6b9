#pragma once

#include <cstddef>
#include <deque>
#include <memory>
#include <vector>

#include "fetch/sharded_engine.hpp"

namespace trawl::fetch {

/// A shard, and what the run's loop knows of it.
struct sharded_engine::link {
    std::size_t index = 0;
    std::deque<std::vector<job>> aside;
    std::size_t unread = 0;
    std::size_t unacknowledged = 0;
    bool is_ended = false;
    std::unique_ptr<shard> at;
};

}  // namespace trawl::fetch
