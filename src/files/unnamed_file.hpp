#pragma once

#include <cstdint>

#include <sys/types.h>
#include <boost/system/error_code.hpp>
#include <boost/system/result.hpp>

#include "files/descriptor.hpp"
#include "files/folder.hpp"

namespace trawl::files {

/// A file on the folder's disk that has no name, and is gone when it is closed. Blocks.
[[nodiscard]] boost::system::result<descriptor> make_unnamed_file(const folder& where);

/// A file to be read and written that gets its name later, by `link_unnamed`. Not every file system can: open is none then,
/// and `errno` says why. Blocks.
[[nodiscard]] descriptor open_unnamed(const folder& where, mode_t mode);

/// Gives the file its first name.
///
/// Errors      `file_exists`: nothing is replaced; those of linkat(2): there are systems where it cannot be had at all.
[[nodiscard]] boost::system::error_code link_unnamed(int file, int folder, const char* name);

/// The first `size` bytes of `from`, written to the end of `to`. Blocks.
[[nodiscard]] boost::system::error_code copy_file(int from, int to, std::uint64_t size);

}  // namespace trawl::files
