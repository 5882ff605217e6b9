#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace trawl::crawl {

/// Counts by 64-bit hash; 0 for what was never counted. Hashes that are equal are one.
///
/// Threads     Not thread-safe.
/// Limits      14 to 24 bytes an entry.
class counter_table {
public:
    [[nodiscard]] std::uint32_t get(std::uint64_t hash) const noexcept;
    /// The count, to be changed; good until the next call.
    [[nodiscard]] std::uint32_t& at(std::uint64_t hash);
    [[nodiscard]] std::size_t size() const noexcept { return used_; }

private:
    [[nodiscard]] std::size_t place_of(std::uint64_t hash) const noexcept;
    void grow();

    std::vector<std::uint64_t> hashes_;  // 0: free
    std::vector<std::uint32_t> counts_;
    std::size_t used_ = 0;
};

}  // namespace trawl::crawl
