#include "crawl/counter_table.hpp"

#include <utility>

namespace trawl::crawl {

namespace {

constexpr std::size_t first_size = 1024;

// 0 stands for a free place.
constexpr std::uint64_t storable(std::uint64_t hash) noexcept {
    return hash == 0 ? 1 : hash;
}

}  // namespace

// Requires a free place, and a hash that is not 0.
std::size_t counter_table::place_of(std::uint64_t hash) const noexcept {
    // Fixed point: the hash's share of the range, so that the size need not be a power of two.
    __extension__ using wide = unsigned __int128;
    auto place = static_cast<std::size_t>((static_cast<wide>(hash) * hashes_.size()) >> 64U);
    while (hashes_[place] != 0 && hashes_[place] != hash) {
        place = place + 1 == hashes_.size() ? 0 : place + 1;
    }
    return place;
}

std::uint32_t counter_table::get(std::uint64_t hash) const noexcept {
    return hashes_.empty() ? 0 : counts_[place_of(storable(hash))];
}

std::uint32_t& counter_table::at(std::uint64_t hash) {
    if (used_ >= hashes_.size() / 8 * 7) {
        grow();
    }
    const auto place = place_of(storable(hash));
    if (hashes_[place] == 0) {
        hashes_[place] = storable(hash);
        ++used_;
    }
    return counts_[place];
}

void counter_table::grow() {
    const std::size_t size = hashes_.empty() ? first_size : hashes_.size() / 2 * 3;
    const auto hashes = std::exchange(hashes_, std::vector<std::uint64_t>(size));
    const auto counts = std::exchange(counts_, std::vector<std::uint32_t>(size));
    for (std::size_t i = 0; i < hashes.size(); ++i) {
        if (hashes[i] != 0) {
            const auto place = place_of(hashes[i]);
            hashes_[place] = hashes[i];
            counts_[place] = counts[i];
        }
    }
}

}  // namespace trawl::crawl
