#include "files/buffer.hpp"

#include <array>
#include <cstdlib>
#include <new>

namespace trawl::files {
namespace {

constexpr std::size_t max_small_kept = 128;
constexpr std::size_t max_large_kept = 8;
constexpr std::size_t max_large_for_bodies = 32;

struct free_block {
    void operator()(char* block) const noexcept { std::free(block); }
};

// Uninitialised, so that a page nobody writes to is no memory.
char* allocate(std::size_t size) {
    auto* const block = static_cast<char*>(std::malloc(size));
    if (block == nullptr) {
        throw std::bad_alloc();
    }
    return block;
}

}  // namespace

struct buffer::shelf {
    std::vector<std::unique_ptr<char, free_block>> small;
    std::vector<std::unique_ptr<char, free_block>> large;
    std::size_t loaned = 0;
    std::size_t large_loaned = 0;
    bool has_pool = true;

    shelf() {
        small.reserve(max_small_kept);
        large.reserve(max_large_kept);
    }

    auto& blocks(std::size_t capacity) noexcept { return capacity == buffer_pool::small_size ? small : large; }

    char* take(std::size_t capacity) {
        auto& kept = blocks(capacity);
        char* block = nullptr;
        if (kept.empty()) {
            block = allocate(capacity);
        } else {
            block = kept.back().release();
            kept.pop_back();
        }
        ++loaned;
        large_loaned += capacity == buffer_pool::large_size ? 1 : 0;
        return block;
    }

    void put(char* block, std::size_t capacity) noexcept {
        std::unique_ptr<char, free_block> owned(block);
        auto& kept = blocks(capacity);
        if (has_pool && kept.size() < kept.capacity()) {
            kept.push_back(std::move(owned));
        }
        --loaned;
        large_loaned -= capacity == buffer_pool::large_size ? 1 : 0;
    }
};

buffer::buffer(shelf* home, std::size_t capacity) : home_(home), data_(home->take(capacity)), capacity_(capacity) {
}

void buffer::give_back() noexcept {
    if (home_ == nullptr) {
        return;
    }
    home_->put(data_, capacity_);
    if (!home_->has_pool && home_->loaned == 0) {
        delete home_;
    }
}

buffer_pool::buffer_pool() : shelf_(new buffer::shelf) {
}

buffer_pool::~buffer_pool() {
    shelf_->has_pool = false;
    if (shelf_->loaned == 0) {
        delete shelf_;
    }
}

buffer buffer_pool::take_for(std::uint64_t size) {
    const bool is_worth_it = size >= large_size && shelf_->large_loaned < max_large_for_bodies;
    return is_worth_it ? take_large() : take_small();
}

buffer buffer_pool::take_small() {
    return {shelf_, small_size};
}

buffer buffer_pool::take_large() {
    return {shelf_, large_size};
}

std::size_t buffer_pool::loaned_count() const noexcept {
    return shelf_->loaned;
}

std::size_t buffer_pool::kept_count() const noexcept {
    return shelf_->small.size() + shelf_->large.size();
}

}  // namespace trawl::files
