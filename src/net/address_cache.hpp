#pragma once

#include <cstddef>
#include <list>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include <boost/asio/ip/address.hpp>

#include "trawl/async/clock.hpp"

namespace trawl::net {

/// What names were found to be, each for its own time; the one used longest ago makes room for a new one.
///
/// Lifetime    What `find` gives lives until the next call.
class address_cache {
public:
    using addresses = std::vector<boost::asio::ip::address>;

    explicit address_cache(std::size_t limit) noexcept : limit_(limit) {}

    /// No addresses: the name is known not to exist.
    void put(std::string host, addresses what, async::clock::time_point until);

    /// Null if nothing is known, or not any more.
    [[nodiscard]] const addresses* find(std::string_view host, async::clock::time_point now);

    [[nodiscard]] std::size_t size() const noexcept { return index_.size(); }

private:
    struct known {
        std::string host;
        addresses found;
        async::clock::time_point until;
    };
    using list = std::list<known>;

    void erase(list::iterator which);

    std::size_t limit_;
    list by_use_;  // the latest first
    std::unordered_map<std::string_view, list::iterator> index_;
};

}  // namespace trawl::net
