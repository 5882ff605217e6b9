#pragma once

#include <atomic>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include <boost/system/result.hpp>

#include "files/descriptor.hpp"
#include "files/folder.hpp"

namespace trawl::files {

/// A name beneath a folder.
struct folder_target {
    folder where;
    std::string name;
};

/// The descriptor of ours that the user's path means: "-", /dev/stdout, /dev/stderr, /dev/fd/N, /proc/self/fd/N. It is written
/// where it stands, never replaced by a rename.
[[nodiscard]] std::optional<int> own_descriptor(std::string_view path) noexcept;

[[nodiscard]] inline bool is_standard_output(std::string_view path) noexcept {
    return own_descriptor(path) == 1;
}

/// Finds out what the user's path is, and opens it if it is to be written directly.
///
/// Result      For a regular file, or none yet: its folder, made as needed, and its name in there. Else what was
///             opened, not blocking where the system allows that.
/// Errors      `is_a_directory`; `operation_canceled` if `is_abandoned` became true while a pipe had no reader.
/// Threads     Any. Blocks.
[[nodiscard]] boost::system::result<std::variant<folder_target, descriptor>> open_direct(
    const std::string& path, const std::atomic<bool>& is_abandoned);

/// Waits until a descriptor that does not block takes more.
///
/// Errors      `operation_canceled` once `is_abandoned` is true.
[[nodiscard]] boost::system::error_code wait_until_writable(int fd, const std::atomic<bool>& is_abandoned);

}  // namespace trawl::files
