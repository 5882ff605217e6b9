#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "trawl/async/clock.hpp"

namespace trawl::fetch {

/// How one host asked to be left alone, by Retry-After or RateLimit fields.
struct host_pause {
    std::string host;  ///< with its port, if that is not the scheme's
    std::uint64_t times = 0;
    async::clock::duration total{};    ///< time without requests, that of a pause under way wholly counted
    async::clock::time_point until{};  ///< when the last one ends
};

/// Counts the pauses of a run. A wish that comes while its host is paused makes that pause longer, if it does, and is no further one.
///
/// Threads     Not thread-safe.
class pause_log {
public:
    /// Whether a pause begins with it. Requires until > now.
    bool note(std::string_view host, async::clock::time_point now, async::clock::time_point until);

    /// In the order of their first wish.
    [[nodiscard]] const std::vector<host_pause>& entries() const noexcept { return entries_; }

private:
    std::vector<host_pause> entries_;
    std::unordered_map<std::string, std::size_t> places_;
};

}  // namespace trawl::fetch
