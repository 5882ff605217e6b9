#include "fetch/host_pause.hpp"

#include <algorithm>

namespace trawl::fetch {

bool pause_log::note(std::string_view host, async::clock::time_point now, async::clock::time_point until) {
    const auto [place, is_new] = places_.try_emplace(std::string(host), entries_.size());
    if (is_new) {
        entries_.push_back({std::string(host), 0, {}, now});
    }
    host_pause& entry = entries_[place->second];
    const bool begins = entry.until <= now;
    if (begins) {
        ++entry.times;
        entry.until = now;
    }
    entry.total += std::max(until - entry.until, async::clock::duration::zero());
    entry.until = std::max(until, entry.until);
    return begins;
}

}  // namespace trawl::fetch
