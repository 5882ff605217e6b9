#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace trawl::crawl {

/// Tells most of what was never met before from what was, in few bits: so that what comes only once needs no place in a
/// table. For one in fifty to one in ten of what is new it says that it was met, the more there is the more often.
///
/// Threads     Not thread-safe.
/// Limits      1 to 3 bytes for each of what was met.
class once_filter {
public:
    /// Whether it was met.
    [[nodiscard]] bool has(std::uint64_t hash) const noexcept;
    /// Whether it was met before; from now on it was. The hash must be well mixed.
    bool meet(std::uint64_t hash);

private:
    /// A Bloom filter, each entry five bits of one block of words; the last one is being filled.
    struct generation {
        std::vector<std::uint64_t> words;
        std::size_t entries = 0;
    };

    std::vector<generation> generations_;
};

}  // namespace trawl::crawl
