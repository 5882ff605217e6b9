#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "trawl/http/url.hpp"

namespace trawl::fetch {

/// Shares hosts out among threads; a host stays where it is for the whole run, and its "www." is where it is itself: they
/// often redirect to each other.
///
/// Limits      The first 4,096 hosts are remembered and go to whoever has least to do; of more, a hash decides.
class host_shares {
public:
    /// Whose the URL's host is. `loads` says what each has to do; always as many. Requires one.
    [[nodiscard]] std::size_t owner_of(const http::url& place, const std::vector<std::size_t>& loads);

    /// The owner will have to do with that URL's host, too: if nobody else has it yet, it is the owner's.
    void add_neighbour(const http::url& place, std::size_t owner);

private:
    struct hash : std::hash<std::string_view> {
        using is_transparent = void;
    };

    std::unordered_map<std::string, std::size_t, hash, std::equal_to<>> owners_;
};

}  // namespace trawl::fetch
