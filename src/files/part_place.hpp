#pragma once

#include <cstdint>
#include <string>

#include <boost/system/error_code.hpp>
#include <boost/system/result.hpp>

#include "files/descriptor.hpp"
#include "files/direct.hpp"
#include "files/folder.hpp"
#include "files/write_cache.hpp"

namespace trawl::files {

/// Where a file in the making stands.
struct part_place {
    folder where;
    const char* name;  ///< in there, once it is whole; part of the target's name
    std::string part;  ///< NAME.part
    [[nodiscard]] std::string record() const { return part + ".json"; }
};

/// Finds the folder of a target. With `makes_folders` it is made as needed.
///
/// Errors      `invalid_argument` for a name that is none, or leaves the folder; those of `folder`.
/// Lifetime    The target must outlive what is returned.
[[nodiscard]] boost::system::result<part_place> locate(const folder_target& target, write_cache& cache,
                                                       bool makes_folders);

/// What would keep a file from getting its name, found before its bytes are fetched: a folder there, a name that is too long.
[[nodiscard]] boost::system::error_code find_obstacle(const part_place& place);

/// Creates the .part, to be read and written. What an earlier run left behind there, and beside it, is removed.
///
/// Errors      `too_many_symbolic_link_levels` for a symbolic link; `device_or_resource_busy` if another program is at it.
[[nodiscard]] boost::system::result<descriptor> create_part(const part_place& place);

/// Removes a .part that an earlier run left behind, and its .part.json.
///
/// Errors      As `create_part`.
[[nodiscard]] boost::system::error_code remove_stale(const part_place& place);

/// Removes the .part, unless `file` is open and another one: then another program put that in its place.
void remove_part(const part_place& place, int file) noexcept;

/// Finds room on the disk for `size` bytes, of which `kept` are there. Less than 1 MiB is not looked at.
///
/// Errors      `no_space_on_device`.
[[nodiscard]] boost::system::error_code reserve_room(int file, std::uint64_t size, std::uint64_t kept);

/// Gives back what `reserve_room` found for `expected` bytes when they are no more than `size`.
[[nodiscard]] boost::system::error_code give_back_room(int file, std::uint64_t expected, std::uint64_t size);

}  // namespace trawl::files
