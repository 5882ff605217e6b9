#pragma once

#include <algorithm>
#include <cassert>
#include <cstddef>
#include <cstring>
#include <memory>
#include <span>
#include <string_view>

namespace trawl::net {

/// Bytes that came and were not consumed: read at the back, consumed at the front.
class read_buffer {
public:
    static constexpr std::size_t initial_capacity = std::size_t{16} << 10;

    [[nodiscard]] std::string_view unread() const noexcept { return {data_.get() + begin_, end_ - begin_}; }
    [[nodiscard]] bool empty() const noexcept { return begin_ == end_; }

    /// Space to read into, never empty: moves what is unread to the front, or doubles, where there is none behind it.
    [[nodiscard]] std::span<char> space() {
        if (empty()) {
            begin_ = end_ = 0;
        }
        if (end_ == capacity_) {
            make_room();
        }
        return {data_.get() + end_, capacity_ - end_};
    }

    /// So many bytes have been read into `space`.
    void commit(std::size_t size) noexcept {
        assert(size <= capacity_ - end_);
        end_ += size;
    }

    void consume(std::size_t size) noexcept {
        assert(size <= end_ - begin_);
        begin_ += size;
    }

    /// Forgets what is unread and gives the memory back.
    void release() noexcept {
        data_.reset();
        begin_ = end_ = capacity_ = 0;
    }

private:
    void make_room() {
        const std::size_t size = end_ - begin_;
        if (capacity_ == 0 || size > capacity_ / 2) {
            const std::size_t capacity = std::max(initial_capacity, capacity_ * 2);
            auto larger = std::make_unique_for_overwrite<char[]>(capacity);
            if (size > 0) {
                std::memcpy(larger.get(), data_.get() + begin_, size);
            }
            data_ = std::move(larger);
            capacity_ = capacity;
        } else {
            std::memmove(data_.get(), data_.get() + begin_, size);
        }
        begin_ = 0;
        end_ = size;
    }

    std::unique_ptr<char[]> data_;
    std::size_t capacity_ = 0;
    std::size_t begin_ = 0;
    std::size_t end_ = 0;
};

}  // namespace trawl::net
