#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>

#include "trawl/async/awaitable.hpp"
#include "trawl/async/blocking_pool.hpp"

namespace trawl::async {

namespace detail {
class descriptor;
}

enum class file_mode {
    read,       ///< an existing file, for reading
    write,      ///< for writing, from zero length; made if it is not there
    append,     ///< for writing at its end; made if it is not there
    create_new  ///< for writing; fails if there is one
};

/// A file that is read and written without blocking the loop: Python's aiofiles.
///
/// Errors      `system_error` with the code of the system.
/// Cancelling  Reports `operation_aborted`; a call that a thread has begun is finished there, so what was read is lost
///             and what was written is written. The position is then unknown: close it.
/// Lifetime    Closed when destroyed, or when the call that still uses it ends; only `close` tells of an error. Must
///             not outlive its pool.
/// Threads     On the executor of its pool. One operation at a time, none but `close` once it is closed (asserted).
/// Example     examples/copy_file.cpp
class file {
public:
    [[nodiscard]] static awaitable<file> open(blocking_pool& pool, std::filesystem::path path, file_mode mode);

    /// Reads up to `max` bytes, empty at the end of the file.
    [[nodiscard]] awaitable<std::string> read_some(std::size_t max);

    /// Writes all of it.
    [[nodiscard]] awaitable<void> write(std::string bytes);

    /// Waits until what was written is on the device.
    [[nodiscard]] awaitable<void> sync();

    /// Closes it and reports what the system says to that. Nothing if it is closed.
    [[nodiscard]] awaitable<void> close();

    [[nodiscard]] bool is_open() const noexcept { return descriptor_ != nullptr; }

private:
    file(blocking_pool& pool, std::shared_ptr<detail::descriptor> opened) noexcept;

    blocking_pool* pool_;
    std::shared_ptr<detail::descriptor> descriptor_;
};

/// The whole file.
[[nodiscard]] awaitable<std::string> read_file(blocking_pool& pool, std::filesystem::path path);

/// Puts `bytes` in place of what `path` holds, whole or not at all, and on the device before it returns: a temporary
/// file beside it, one rename. It keeps the permissions that it had. Left by a cancelled caller, it is finished all the
/// same.
[[nodiscard]] awaitable<void> write_file_atomic(blocking_pool& pool, std::filesystem::path path, std::string bytes);

/// Copies the contents to a new or emptied file; the bytes copied. `invalid_argument` if both are one file. Left by a
/// cancelled caller, it is finished all the same.
[[nodiscard]] awaitable<std::uintmax_t> copy_file(blocking_pool& pool, std::filesystem::path from,
                                                  std::filesystem::path to);

}  // namespace trawl::async
