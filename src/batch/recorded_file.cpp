#include "batch/recorded_file.hpp"

#include <cerrno>
#include <vector>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "files/descriptor.hpp"
#include "files/sha256.hpp"

namespace trawl::batch {

namespace {

constexpr std::size_t piece_size = std::size_t{1} << 20;

const std::string& place_of(const journal_row& row) {
    return row.path.empty() ? row.name : row.path;
}

}  // namespace

bool is_there_as_recorded(const files::folder& where, const journal_row& row) {
    struct stat found {};
    return row.size && ::fstatat(where.fd(), place_of(row).c_str(), &found, AT_SYMLINK_NOFOLLOW) == 0 &&
           S_ISREG(found.st_mode) && static_cast<std::uint64_t>(found.st_size) == *row.size &&
           std::int64_t{found.st_mtim.tv_sec} * 1'000'000'000 + found.st_mtim.tv_nsec == row.modified;
}

bool has_recorded_bytes(const files::folder& where, const journal_row& row, const std::function<bool()>& is_abandoned) {
    const files::descriptor file(
        ::openat(where.fd(), place_of(row).c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
    if (!file.is_open() || !row.sha256) {
        return false;
    }
    files::sha256 hash;
    std::vector<char> piece(piece_size);
    while (!is_abandoned()) {
        const ssize_t got = ::read(file.fd(), piece.data(), piece.size());
        if (got == 0) {
            return hash.finish() == *row.sha256;
        }
        if (got < 0 && errno != EINTR) {
            return false;
        }
        hash.update({piece.data(), static_cast<std::size_t>(got > 0 ? got : 0)});
    }
    return false;
}

}  // namespace trawl::batch
