#include "net/network.hpp"

#include <utility>

namespace trawl::net {

namespace {

network::maker& current() noexcept {
    static network::maker made;
    return made;
}

}  // namespace

void network::set(maker simulated) {
    current() = std::move(simulated);
}

const network::maker& network::simulated() noexcept {
    return current();
}

}  // namespace trawl::net
