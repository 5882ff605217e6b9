#pragma once

#include <functional>
#include <string>

#include "batch/journal_row.hpp"
#include "files/folder.hpp"

namespace trawl::batch {

/// Whether the file that a row tells of is there with the size and the time that it had. No symbolic link in its place.
[[nodiscard]] bool is_there_as_recorded(const files::folder& where, const journal_row& row);

/// Whether its bytes are those that were recorded: reads it all. False when it cannot be read, when no digest is
/// recorded, and once `is_abandoned` says so.
[[nodiscard]] bool has_recorded_bytes(const files::folder& where, const journal_row& row,
                                      const std::function<bool()>& is_abandoned);

}  // namespace trawl::batch
