#include "files/unnamed_file.hpp"

#include <atomic>
#include <cerrno>
#include <cstdint>
#include <string>

#include <fcntl.h>
#include <unistd.h>

namespace trawl::files {

boost::system::result<descriptor> make_unnamed_file(const folder& where) {
    constexpr mode_t own = 0600;
    descriptor made(::openat(where.fd(), ".", O_TMPFILE | O_RDWR | O_CLOEXEC, own));
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
