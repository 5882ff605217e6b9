#pragma once

#include <cassert>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

namespace trawl::files {

class buffer_pool;

/// A block of memory on loan from a pool; goes back when destroyed.
///
/// Lifetime    May outlive the pool; then its memory is freed.
/// Threads     May be moved through other threads, but is made and destroyed on the pool's thread.
class buffer {
public:
    buffer() noexcept = default;
    buffer(buffer&& other) noexcept
        : home_(std::exchange(other.home_, nullptr)),
          data_(std::exchange(other.data_, nullptr)),
          capacity_(std::exchange(other.capacity_, 0)),
          size_(std::exchange(other.size_, 0)) {}
    buffer& operator=(buffer&& other) noexcept {
        buffer(std::move(other)).swap(*this);
        return *this;
    }
    ~buffer() { give_back(); }

    [[nodiscard]] char* data() noexcept { return data_; }
    [[nodiscard]] const char* data() const noexcept { return data_; }
    [[nodiscard]] std::size_t capacity() const noexcept { return capacity_; }

    /// How many bytes of it are in use, from `data()` on.
    [[nodiscard]] std::size_t size() const noexcept { return size_; }

    /// Requires size <= capacity().
    void set_size(std::size_t size) noexcept {
        assert(size <= capacity_);
        size_ = size;
    }

    void swap(buffer& other) noexcept {
        std::swap(home_, other.home_);
        std::swap(data_, other.data_);
        std::swap(capacity_, other.capacity_);
        std::swap(size_, other.size_);
    }

private:
    friend class buffer_pool;
    struct shelf;

    buffer(shelf* home, std::size_t capacity);
    void give_back() noexcept;

    shelf* home_ = nullptr;
    char* data_ = nullptr;
    std::size_t capacity_ = 0;
    std::size_t size_ = 0;
};

/// Blocks of three sizes, kept for reuse.
///
/// Threads     One: that of the loop.
/// Limits      Keeps 128 small blocks, 32 medium ones and 8 large ones, 8 MiB of each; more are freed when they come back.
class buffer_pool {
public:
    static constexpr std::size_t small_size = std::size_t{64} * 1024;
    static constexpr std::size_t medium_size = std::size_t{256} * 1024;
    static constexpr std::size_t large_size = std::size_t{1024} * 1024;

    buffer_pool();
    buffer_pool(const buffer_pool&) = delete;
    buffer_pool& operator=(const buffer_pool&) = delete;
    ~buffer_pool();

    /// 64 KiB, uninitialised, with size() 0.
    [[nodiscard]] buffer take_small();

    /// 256 KiB, uninitialised, with size() 0.
    [[nodiscard]] buffer take_medium();

    /// 1 MiB, uninitialised, with size() 0.
    [[nodiscard]] buffer take_large();

    /// For the next part of a body of this size: a large block for one of 1 MiB and more, a medium one for one that is more than
    /// a small block holds, so that most bodies come in one. While 32 large or 128 medium blocks are on loan it is the next
    /// smaller one: many big bodies at a time do not take memory without end.
    [[nodiscard]] buffer take_for(std::uint64_t size);

    /// Blocks on loan.
    [[nodiscard]] std::size_t loaned_count() const noexcept;

    /// Blocks kept here.
    [[nodiscard]] std::size_t kept_count() const noexcept;

private:
    buffer::shelf* shelf_;
};

}  // namespace trawl::files
