#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include <boost/system/error_code.hpp>

#include "files/part_place.hpp"
#include "files/part_sidecar.hpp"
#include "files/part_state.hpp"

namespace trawl::files {

/// How far an identified .part is, and its .part.json.
///
/// Threads     One at a time; `look_up`, `note`, `settle` and `forget` block.
/// Limits      What is written is said each 1 MiB, but not more often than each 100 ms; the first time also when less than that
///             took 2 s to come. It is brought to the disk each 64 MiB, but not more often than each 30 s: a fast download
///             does not wait for the disk.
class part_progress {
public:
    explicit part_progress(part_state about);

    /// Opens what an earlier attempt left, locked, and its .part as `file`. nullopt if that cannot be trusted; a .part.json
    /// without its .part is removed.
    ///
    /// Errors      `device_or_resource_busy`.
    [[nodiscard]] static boost::system::result<std::optional<part_progress>> look_up(const part_place& place,
                                                                                     descriptor& file);

    [[nodiscard]] const part_state& about() const noexcept { return record_.part; }

    /// Says all anew but the segments. A total that was known stays.
    void restate(part_state about);

    /// False if they are no segments of this part, or say that something is there which is not.
    [[nodiscard]] bool split(std::vector<segment> into);

    [[nodiscard]] bool has_anything() const noexcept { return kept_size(record_.part) > 0; }

    /// Whether a piece of `size` bytes may come there.
    [[nodiscard]] bool has_room(std::uint64_t offset, std::uint64_t size) const noexcept;

    /// Behind the last byte that is there.
    [[nodiscard]] std::uint64_t length() const noexcept;

    /// Nothing is missing.
    [[nodiscard]] bool is_full() const noexcept;

    /// A piece was written; the .part.json says so if it is time for that.
    [[nodiscard]] boost::system::error_code note(std::uint64_t offset, std::uint64_t size, const part_place& place,
                                                 int file);

    /// All is on the disk, and the .part.json says so.
    ///
    /// Limits      Less than 1 MiB is left to the system to bring to the disk.
    [[nodiscard]] boost::system::error_code settle(const part_place& place, int file);

    /// Removes the .part.json, if it is ours.
    void forget(const part_place& place) noexcept;

private:
    using clock = std::chrono::steady_clock;

    [[nodiscard]] bool is_time_to_save() const;
    [[nodiscard]] boost::system::error_code save(const part_place& place, int file);
    [[nodiscard]] boost::system::error_code sync(int file);

    part_record record_;
    part_sidecar sidecar_;
    std::uint64_t unsaved_ = 0;   ///< bytes written that the .part.json does not speak of
    std::uint64_t unsynced_ = 0;  ///< bytes written that a power failure would take
    clock::time_point saved_at_ = clock::now();
    clock::time_point synced_at_ = saved_at_;
};

/// The id of the boot of the system that runs; empty if it does not tell.
[[nodiscard]] const std::string& boot_id();

}  // namespace trawl::files
