#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "files/descriptor.hpp"

namespace trawl::crawl {

/// The bytes of a body: in memory while they are few, in an unnamed file beyond that.
///
/// Threads     One at a time.
class payload {
public:
    [[nodiscard]] std::uint64_t size() const noexcept { return size_; }
    [[nodiscard]] bool is_in_memory() const noexcept { return !file_.is_open(); }
    /// Requires that it is in memory.
    [[nodiscard]] std::string_view bytes() const noexcept { return memory_; }

    /// Reads from `offset` on as much as fits; 0 at the end. Blocks if it is in a file. Throws
    /// `boost::system::system_error`.
    std::size_t read(std::uint64_t offset, std::span<char> into) const;

    /// Adds in memory.
    void append(std::string_view piece) {
        memory_.append(piece);
        size_ += piece.size();
    }
    /// From now on it is this file, which has `size` bytes.
    void move_to(files::descriptor file, std::uint64_t size) noexcept;

private:
    std::string memory_;
    files::descriptor file_;
    std::uint64_t size_ = 0;
};

}  // namespace trawl::crawl
