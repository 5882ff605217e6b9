#include "crawl/fingerprint_set.hpp"

#include <algorithm>
#include <new>
#include <utility>

#include <sys/mman.h>

namespace trawl::crawl {

namespace {

constexpr unsigned shard_bits = 6;
constexpr std::size_t shard_count = std::size_t{1} << shard_bits;
constexpr unsigned key_bits = 64 - shard_bits;
constexpr std::uint32_t least_places = 240;
constexpr std::uint32_t tail_room = 8;

// Part of the key is what a page chose: mixed once more, one cannot fill a single part.
std::uint64_t mixed(std::uint64_t fingerprint) noexcept {
    fingerprint ^= fingerprint >> 32;
    fingerprint *= 0xD6E8FEB86659FD93U;
    fingerprint ^= fingerprint >> 32;
    return fingerprint;
}

std::uint64_t within_shard(std::uint64_t key) noexcept {
    return key & ((std::uint64_t{1} << key_bits) - 1);
}

}  // namespace

fingerprint_set::fingerprint_set() : shards_(shard_count) {
}

url_id fingerprint_set::find(std::uint64_t fingerprint) const noexcept {
    const std::uint64_t key = mixed(fingerprint);
    const shard& in = shards_[key >> key_bits];
    if (in.capacity == 0) {
        return 0;
    }
    const std::uint32_t at = lower_bound(in, key);
    return at < in.capacity && in.entries[at].id != 0 && in.entries[at].key() == key ? in.entries[at].id : 0;
}

url_id fingerprint_set::insert(std::uint64_t fingerprint, url_id id) {
    const std::uint64_t key = mixed(fingerprint);
    shard& in = shards_[key >> key_bits];
    if (in.capacity == 0) {
        // Parts that begin with different sizes grow at different times.
        resize(in, least_places + static_cast<std::uint32_t>(key >> key_bits));
    }
    std::uint32_t at = lower_bound(in, key);
    if (at < in.capacity && in.entries[at].id != 0 && in.entries[at].key() == key) {
        return in.entries[at].id;
    }
    std::uint32_t free = at;
    while (free < in.capacity && in.entries[free].id != 0) {
        ++free;
    }
    if (free == in.capacity || std::uint64_t{in.size} * 100 >= std::uint64_t{in.places} * 93) {
        resize(in, in.places + std::max(in.places / 8, 1U));
        return insert(fingerprint, id);
    }
    std::move_backward(&in.entries[at], &in.entries[free], &in.entries[free] + 1);
    in.entries[at] = {static_cast<std::uint32_t>(key >> 32), static_cast<std::uint32_t>(key), id};
    ++in.size;
    ++size_;
    return id;
}

void fingerprint_set::reassign(std::uint64_t fingerprint, url_id id) noexcept {
    const std::uint64_t key = mixed(fingerprint);
    shard& in = shards_[key >> key_bits];
    in.entries[lower_bound(in, key)].id = id;
}

std::size_t fingerprint_set::footprint() const noexcept {
    std::size_t sum = shards_.capacity() * sizeof(shard);
    for (const shard& each : shards_) {
        sum += each.capacity * sizeof(entry);
    }
    return sum;
}

std::uint32_t fingerprint_set::place_of(const shard& in, std::uint64_t key) noexcept {
    const std::uint64_t high = within_shard(key) >> (key_bits - 32);
    return static_cast<std::uint32_t>(high * in.places >> 32);
}

// Where it is, or would stand.
std::uint32_t fingerprint_set::lower_bound(const shard& in, std::uint64_t key) noexcept {
    std::uint32_t at = place_of(in, key);
    while (at < in.capacity && in.entries[at].id != 0 && in.entries[at].key() < key) {
        ++at;
    }
    return at;
}

void fingerprint_set::unmap::operator()(entry* entries) const noexcept {
    ::munmap(entries, size);
}

fingerprint_set::entry_pages fingerprint_set::map(std::size_t count) {
    const std::size_t size = count * sizeof(entry);
    void* const pages = ::mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (pages == MAP_FAILED) {
        throw std::bad_alloc();
    }
    return entry_pages(static_cast<entry*>(pages), unmap{size});
}

void fingerprint_set::resize(shard& which, std::uint32_t places) {
    shard next;
    next.places = places;
    next.size = which.size;
    // Where the last entries come to stand, if many of them stand together.
    std::uint32_t end = 0;
    for (std::uint32_t from = 0; from < which.capacity; ++from) {
        if (which.entries[from].id != 0) {
            end = std::max(end, place_of(next, which.entries[from].key())) + 1;
        }
    }
    next.capacity = std::max(places, end) + tail_room + places / 128;
    next.entries = map(next.capacity);
    std::uint32_t free = 0;
    for (std::uint32_t from = 0; from < which.capacity; ++from) {
        if (which.entries[from].id != 0) {
            free = std::max(free, place_of(next, which.entries[from].key()));
            next.entries[free++] = which.entries[from];
        }
    }
    which = std::move(next);
}

}  // namespace trawl::crawl
