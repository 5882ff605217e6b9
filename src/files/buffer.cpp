#include "files/buffer.hpp"

#include <array>
#include <cstdlib>
#include <new>

namespace trawl::files {
namespace {

constexpr std::size_t max_small_kept = 128;
constexpr std::size_t max_medium_kept = 32;
constexpr std::size_t max_large_kept = 8;
constexpr std::size_t max_medium_for_bodies = 128;
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
    /// Blocks of one size.
    struct stock {
        std::vector<std::unique_ptr<char, free_block>> kept;
        std::size_t loaned = 0;

        explicit stock(std::size_t max_kept) { kept.reserve(max_kept); }
    };

    stock small{max_small_kept};
    stock medium{max_medium_kept};
    stock large{max_large_kept};
    bool has_pool = true;

    stock& of(std::size_t capacity) noexcept {
        return capacity == buffer_pool::small_size ? small : capacity == buffer_pool::medium_size ? medium : large;
    }

    [[nodiscard]] std::size_t loaned() const noexcept { return small.loaned + medium.loaned + large.loaned; }

    char* take(std::size_t capacity) {
        auto& from = of(capacity);
        char* block = nullptr;
        if (from.kept.empty()) {
            block = allocate(capacity);
        } else {
            block = from.kept.back().release();
            from.kept.pop_back();
        }
        ++from.loaned;
        return block;
    }

    void put(char* block, std::size_t capacity) noexcept {
        std::unique_ptr<char, free_block> owned(block);
        auto& to = of(capacity);
        if (has_pool && to.kept.size() < to.kept.capacity()) {
            to.kept.push_back(std::move(owned));
        }
        --to.loaned;
    }
};

buffer::buffer(shelf* home, std::size_t capacity) : home_(home), data_(home->take(capacity)), capacity_(capacity) {
}

void buffer::give_back() noexcept {
    if (home_ == nullptr) {
        return;
    }
    home_->put(data_, capacity_);
    if (!home_->has_pool && home_->loaned() == 0) {
        delete home_;
    }
}

buffer_pool::buffer_pool() : shelf_(new buffer::shelf) {
}

buffer_pool::~buffer_pool() {
    shelf_->has_pool = false;
    if (shelf_->loaned() == 0) {
        delete shelf_;
    }
}

buffer buffer_pool::take_for(std::uint64_t size) {
    if (size >= large_size && shelf_->large.loaned < max_large_for_bodies) {
        return take_large();
    }
    return size > small_size && shelf_->medium.loaned < max_medium_for_bodies ? take_medium() : take_small();
}

buffer buffer_pool::take_small() {
    return {shelf_, small_size};
}

buffer buffer_pool::take_medium() {
    return {shelf_, medium_size};
}

buffer buffer_pool::take_large() {
    return {shelf_, large_size};
}

std::size_t buffer_pool::loaned_count() const noexcept {
    return shelf_->loaned();
}

std::size_t buffer_pool::kept_count() const noexcept {
    return shelf_->small.kept.size() + shelf_->medium.kept.size() + shelf_->large.kept.size();
}

}  // namespace trawl::files
