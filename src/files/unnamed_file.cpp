#include "files/unnamed_file.hpp"

#include <atomic>
#include <cerrno>
#include <cstdint>
#include <string>

#include <fcntl.h>
#include <sys/sendfile.h>
#include <unistd.h>

namespace trawl::files {

descriptor open_unnamed(const folder& where, mode_t mode) {
    return descriptor(::openat(where.fd(), ".", O_TMPFILE | O_RDWR | O_CLOEXEC, mode));
}

boost::system::error_code link_unnamed(int file, int folder, const char* name) {
    // Before Linux 6.10 only for root.
    static std::atomic<bool> by_descriptor{true};
    if (by_descriptor.load(std::memory_order_relaxed)) {
        if (::linkat(file, "", folder, name, AT_EMPTY_PATH) == 0) {
            return {};
        }
        if (errno != ENOENT) {
            return last_error();
        }
    }
    const std::string path = "/proc/self/fd/" + std::to_string(file);
    if (::linkat(AT_FDCWD, path.c_str(), folder, name, AT_SYMLINK_FOLLOW) != 0) {
        return last_error();
    }
    by_descriptor.store(false, std::memory_order_relaxed);
    return {};
}

boost::system::error_code copy_file(int from, int to, std::uint64_t size) {
    off_t at = 0;
    while (static_cast<std::uint64_t>(at) < size) {
        const auto sent = ::sendfile(to, from, &at, static_cast<std::size_t>(size - static_cast<std::uint64_t>(at)));
        if (sent == 0) {
            return {EIO, boost::system::system_category()};
        }
        if (sent < 0 && errno != EINTR) {
            return last_error();
        }
    }
    return {};
}

boost::system::result<descriptor> make_unnamed_file(const folder& where) {
    constexpr mode_t own = 0600;
    descriptor made = open_unnamed(where, own);
    if (made.is_open()) {
        return made;
    }
    if (errno != EOPNOTSUPP && errno != EISDIR) {
        return last_error();
    }
    // A file system that cannot: one with a name that it loses at once.
    static std::atomic<std::uint64_t> last{0};
    const std::string name = "unnamed-" + std::to_string(::getpid()) + "-" + std::to_string(++last);
    made = descriptor(::openat(where.fd(), name.c_str(), O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, own));
    if (!made.is_open() || ::unlinkat(where.fd(), name.c_str(), 0) != 0) {
        return last_error();
    }
    return made;
}

}  // namespace trawl::files
