#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "crawl/url_id.hpp"

namespace trawl::crawl {

/// Which URL has a fingerprint: exact for all 64 bits.
///
/// Threads     One at a time.
/// Limits      About 14 bytes an entry, in 64 parts that grow by an eighth one after the other, so that growing
///             never needs much at once. `find` and `insert` look at a handful of entries that lie together.
class fingerprint_set {
public:
    fingerprint_set();

    /// The URL that was inserted with it; 0: none.
    [[nodiscard]] url_id find(std::uint64_t fingerprint) const noexcept;

    /// Inserts it unless it is there.
    ///
    /// Result      What `find` gives afterwards: `id`, or the one that has it already. Requires id != 0.
    url_id insert(std::uint64_t fingerprint, url_id id);

    /// From now on it is this one's. Requires that it was inserted, and id != 0.
    void reassign(std::uint64_t fingerprint, url_id id) noexcept;

    [[nodiscard]] std::size_t size() const noexcept { return size_; }
    /// Bytes that the entries take.
    [[nodiscard]] std::size_t footprint() const noexcept;

private:
    struct entry {
        std::uint32_t high;
        std::uint32_t low;
        url_id id;  // 0: free

        [[nodiscard]] std::uint64_t key() const noexcept { return std::uint64_t{high} << 32 | low; }
    };

    /// Pages of the system's own: what parts that grow leave behind is too small for all that comes later, a heap would keep
    /// it.
    struct unmap {
        std::size_t size;
        unmap() noexcept : size(0) {}
        explicit unmap(std::size_t bytes) noexcept : size(bytes) {}
        void operator()(entry* entries) const noexcept;
    };
    using entry_pages = std::unique_ptr<entry[], unmap>;

    /// Entries in the order of their keys, each at the place that its key has in the range of keys, or behind it.
    struct shard {
        entry_pages entries;
        std::uint32_t size = 0;
        std::uint32_t places = 0;    // that keys are spread over
        std::uint32_t capacity = 0;  // with the room behind the last place
    };

    [[nodiscard]] static std::uint32_t place_of(const shard& in, std::uint64_t key) noexcept;
    [[nodiscard]] static std::uint32_t lower_bound(const shard& in, std::uint64_t key) noexcept;
    [[nodiscard]] static entry_pages map(std::size_t count);
    static void resize(shard& which, std::uint32_t places);

    std::vector<shard> shards_;
    std::size_t size_ = 0;
};

}  // namespace trawl::crawl
