#include "net/address_cache.hpp"

#include <iterator>
#include <utility>

namespace trawl::net {

void address_cache::put(std::string host, addresses what, async::clock::time_point until) {
    if (const auto old = index_.find(host); old != index_.end()) {
        erase(old->second);
    }
    by_use_.push_front({std::move(host), std::move(what), until});
    index_.emplace(by_use_.front().host, by_use_.begin());
    if (index_.size() > limit_) {
        erase(std::prev(by_use_.end()));
    }
}

const address_cache::addresses* address_cache::find(std::string_view host, async::clock::time_point now) {
    const auto place = index_.find(host);
    if (place == index_.end()) {
        return nullptr;
    }
    if (place->second->until <= now) {
        erase(place->second);
        return nullptr;
    }
    by_use_.splice(by_use_.begin(), by_use_, place->second);
    return &place->second->found;
}

void address_cache::erase(list::iterator which) {
    index_.erase(which->host);
    by_use_.erase(which);
}

}  // namespace trawl::net
