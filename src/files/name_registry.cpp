#include "files/name_registry.hpp"

#include <algorithm>
#include <cassert>
#include <ranges>

#include "files/name.hpp"

namespace trawl::files {

namespace {

constexpr std::size_t first_size = 1024;

// Each half of the hash does one work: the upper finds the slot, the lower is what is kept there.
std::size_t first_slot(std::uint64_t hash, std::size_t size) {
    return static_cast<std::size_t>(hash >> 32U) & (size - 1);
}

std::uint32_t kept_part(std::uint64_t hash) {
    return std::max<std::uint32_t>(static_cast<std::uint32_t>(hash), 1);
}

// The slot with `kept`, or the empty one where it would be.
std::size_t slot_of(const std::vector<std::uint32_t>& slots, std::uint64_t hash) {
    const std::uint32_t kept = kept_part(hash);
    std::size_t slot = first_slot(hash, slots.size());
    while (slots[slot] != 0 && slots[slot] != kept) {
        slot = (slot + 1) & (slots.size() - 1);
    }
    return slot;
}

std::string numbered(std::string_view name, std::uint64_t number) {
    return name_with(name, '-' + std::to_string(number));
}

}  // namespace

name_registry::name_registry() {
    add_table(first_size);
}

std::string name_registry::claim(std::string wanted) {
    assert(!wanted.empty());
    if (!is_taken(wanted)) {
        take(wanted);
        return wanted;
    }
    const std::uint64_t hash = name_hash(wanted);
    last_number& last = last_numbers_[hash % last_numbers_.size()];
    if (last.hash != hash) {
        last = {hash, 0};
    }
    last.number = free_number(wanted, last.number);
    std::string name = numbered(wanted, last.number);
    take(name);
    return name;
}

// Strides on from a taken number in doubling steps, then halves the gap: a million claims of one name are not a million
// look-ups each.
std::uint64_t name_registry::free_number(std::string_view name, std::uint64_t taken) const {
    std::uint64_t step = 1;
    while (is_taken(numbered(name, taken + step))) {
        taken += step;
        step *= 2;
    }
    std::uint64_t free = taken + step;
    while (free - taken > 1) {
        const std::uint64_t middle = taken + (free - taken) / 2;
        (is_taken(numbered(name, middle)) ? taken : free) = middle;
    }
    return free;
}

bool name_registry::is_taken(std::string_view name) const {
    const std::uint64_t hash = name_hash(name);
    // The last and largest one first: it is the likeliest.
    return std::ranges::any_of(tables_ | std::views::reverse,
                               [hash](const table& each) { return each.slots[slot_of(each.slots, hash)] != 0; });
}

void name_registry::take(std::string_view name) {
    if (tables_.back().free == 0) {
        add_table(tables_.back().slots.size() * 2);
    }
    table& last = tables_.back();
    const std::uint64_t hash = name_hash(name);
    last.slots[slot_of(last.slots, hash)] = kept_part(hash);
    --last.free;
}

void name_registry::add_table(std::size_t size) {
    tables_.push_back({std::vector<std::uint32_t>(size), size / 20 * 17});
}

}  // namespace trawl::files
