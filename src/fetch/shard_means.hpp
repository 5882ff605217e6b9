#pragma once

#include <cstdint>
#include <functional>
#include <memory>

#include "fetch/attempter.hpp"
#include "trawl/async/awaitable.hpp"

namespace trawl::fetch {

/// What fetching has come to so far.
struct fetch_traffic {
    std::uint64_t bytes = 0;  ///< of bodies as saved
    std::uint64_t requests_sent = 0;
    std::uint64_t connections_made = 0;
};

/// What the jobs on one loop are fetched with.
///
/// Threads     All calls on its loop's thread, or while that loop does not run; `fetch().path_of` on any.
class shard_means {
public:
    shard_means() = default;
    shard_means(const shard_means&) = delete;
    shard_means& operator=(const shard_means&) = delete;
    virtual ~shard_means() = default;

    [[nodiscard]] virtual attempter& fetch() noexcept = 0;
    [[nodiscard]] virtual fetch_traffic traffic() const = 0;
};

/// Makes them for a loop that does not run yet.
using make_shard_means = std::function<std::unique_ptr<shard_means>(const async::executor& loop)>;

}  // namespace trawl::fetch
