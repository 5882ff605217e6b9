#pragma once

#include <atomic>
#include <cstdint>
#include <span>
#include <vector>

#include <boost/system/result.hpp>

#include "files/digest.hpp"

namespace trawl::files {

/// Reads the first `size` bytes of an open file for its digests, one for each algorithm, 256 KiB at a time; the file's position
/// does not move.
///
/// Errors      io_error if the file is shorter; `operation_canceled` soon after `is_abandoned` became true.
/// Threads     Any. Blocks.
[[nodiscard]] boost::system::result<std::vector<digest>> digests_of(int file, std::uint64_t size,
                                                                    std::span<const digest_algorithm> algorithms,
                                                                    const std::atomic<bool>& is_abandoned);

}  // namespace trawl::files
