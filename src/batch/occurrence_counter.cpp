#include "batch/occurrence_counter.hpp"

#include <algorithm>
#include <utility>

#include "files/name.hpp"

namespace trawl::batch {

namespace {

constexpr std::size_t first_size = 1024;

std::uint64_t& slot_of(std::vector<std::uint64_t>& slots, std::uint64_t hash) {
    std::size_t place = static_cast<std::size_t>(hash) & (slots.size() - 1);
    while (slots[place] != 0 && slots[place] != hash) {
        place = (place + 1) & (slots.size() - 1);
    }
    return slots[place];
}

}  // namespace

std::uint64_t occurrence_counter::count(std::string_view text) {
    const std::uint64_t hash = std::max<std::uint64_t>(files::name_hash(text), 1);
    if (insert(hash)) {
        return 1;
    }
    return ++repeated_.try_emplace(hash, 1).first->second;
}

bool occurrence_counter::insert(std::uint64_t hash) {
    if (used_ * 5 >= slots_.size() * 4) {
        grow();
    }
    std::uint64_t& slot = slot_of(slots_, hash);
    if (slot == hash) {
        return false;
    }
    slot = hash;
    ++used_;
    return true;
}

void occurrence_counter::grow() {
    const auto old = std::exchange(slots_, std::vector<std::uint64_t>(std::max(first_size, slots_.size() * 2)));
    for (const std::uint64_t hash : old) {
        if (hash != 0) {
            slot_of(slots_, hash) = hash;
        }
    }
}

}  // namespace trawl::batch
