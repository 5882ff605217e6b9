#include "fetch/host_shares.hpp"

#include <algorithm>

namespace trawl::fetch {

namespace {

constexpr std::size_t most_remembered = 4096;
constexpr std::string_view usual_prefix = "www.";

std::string_view kept_as(const http::url& place) {
    std::string_view host = place.host_field();
    if (host.starts_with(usual_prefix)) {
        host.remove_prefix(usual_prefix.size());
    }
    return host;
}

}  // namespace

std::size_t host_shares::owner_of(const http::url& place, const std::vector<std::size_t>& loads) {
    const std::string_view host = kept_as(place);
    if (const auto known = owners_.find(host); known != owners_.end()) {
        return known->second;
    }
    if (owners_.size() >= most_remembered) {
        return std::hash<std::string_view>()(host) % loads.size();
    }
    const auto least = static_cast<std::size_t>(std::ranges::min_element(loads) - loads.begin());
    owners_.emplace(host, least);
    return least;
}

void host_shares::add_neighbour(const http::url& place, std::size_t owner) {
    const std::string_view host = kept_as(place);
    if (owners_.size() < most_remembered && !owners_.contains(host)) {
        owners_.emplace(host, owner);
    }
}

}  // namespace trawl::fetch
