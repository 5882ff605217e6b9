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

// The place of a name in a cache of numbers; what another name left there is forgotten.
template <class Cache>
std::uint64_t& number_of(Cache& cache, std::string_view name) {
    const std::uint64_t hash = name_hash(name);
    auto& last = cache[hash % cache.size()];
    if (last.hash != hash) {
        last = {hash, 0};
    }
    return last.number;
}

}  // namespace

name_registry::name_registry() {
    add_table(first_size);
}

std::string name_registry::claim(std::string wanted) {
    assert(!wanted.empty());
    if (wanted.find('/') != std::string::npos) {
        wanted = with_free_folders(wanted);
        take_folders_of(wanted);
    }
    if (!is_taken(wanted)) {
        take(wanted);
        return wanted;
    }
    std::uint64_t& number = number_of(file_numbers_, wanted);
    number = free_number(wanted, number);
    std::string name = numbered(wanted, number);
    take(name);
    return name;
}

bool name_registry::claim_exactly(std::string_view path) {
    if (is_taken(path) || with_free_folders(path) != path) {
        return false;
    }
    take_folders_of(path);
    take(path);
    return true;
}

bool name_registry::fits(std::string_view path) {
    return !is_folder(path) && with_free_folders(path) == path;
}

std::string name_registry::with_free_folders(std::string_view path) {
    std::string out;
    for (std::size_t end = path.find('/'); end != std::string_view::npos; end = path.find('/')) {
        out = free_folder(out.append(path.substr(0, end))) + '/';
        path.remove_prefix(end + 1);
    }
    return out.append(path);
}

// The first number, as all who want this folder must come to the same one: a name that is no file when a folder takes
// it never becomes one.
std::string name_registry::free_folder(std::string path) {
    if (!is_file(path)) {
        return path;
    }
    std::uint64_t& number = number_of(folder_numbers_, path);
    number = std::max<std::uint64_t>(number, 1);
    while (is_file(numbered(path, number))) {
        ++number;
    }
    return numbered(path, number);
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
    return is_file(name) || is_folder(name);
}

bool name_registry::is_file(std::string_view name) const {
    return holds(name_hash(name));
}

bool name_registry::is_folder(std::string_view name) const {
    return has_folders_ && holds(name_hash(std::string(name) += '/'));
}

bool name_registry::holds(std::uint64_t hash) const {
    // The last and largest one first: it is the likeliest.
    return std::ranges::any_of(tables_ | std::views::reverse,
                               [hash](const table& each) { return each.slots[slot_of(each.slots, hash)] != 0; });
}

// The innermost first: where a folder is known, so are those around it.
void name_registry::take_folders_of(std::string_view path) {
    for (std::size_t end = path.rfind('/'); end != std::string_view::npos; end = path.rfind('/')) {
        if (holds(name_hash(path.substr(0, end + 1)))) {
            return;
        }
        take(path.substr(0, end + 1));
        has_folders_ = true;
        path = path.substr(0, end);
    }
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
