#include "crawl/output_log.hpp"

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <stdexcept>
#include <utility>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>
#include <boost/system/system_error.hpp>

namespace trawl::crawl {

namespace {

constexpr std::size_t most_held_back = std::size_t{256} * 1024;

}  // namespace

output_log::output_log(std::string path, std::optional<std::uint64_t> committed) : path_(std::move(path)) {
    const bool must_be_there = committed.value_or(0) > 0;
    // Not waiting for the reader of a pipe, which is refused below.
    const int flags = O_RDWR | O_CLOEXEC | O_NOCTTY | O_NONBLOCK | (must_be_there ? 0 : O_CREAT);
    file_ = files::descriptor(::open(path_.c_str(), flags, 0666));
    if (!file_.is_open() && must_be_there && errno == ENOENT) {
        throw std::runtime_error(path_ + " is gone, and the crawl was to go on with it after " +
                                 std::to_string(*committed) + " bytes: put it back, or begin anew in another folder");
    }
    if (!file_.is_open()) {
        fail("open");
    }
    take_over(committed);
}

void output_log::take_over(std::optional<std::uint64_t> committed) {
    struct stat found {};
    if (::fstat(file_.fd(), &found) != 0) {
        fail("look at");
    }
    if (!S_ISREG(found.st_mode)) {
        throw std::runtime_error(path_ + " is no regular file: a crawl that is to be gone on with needs one");
    }
    if (::flock(file_.fd(), LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK) {
        throw std::runtime_error(path_ + " is being written by another program");
    }
    const auto size = static_cast<std::uint64_t>(found.st_size);
    if (!committed && size > 0) {
        throw std::runtime_error(path_ + " is there already and is not of this crawl: give another name, or remove it");
    }
    const std::uint64_t wanted = committed.value_or(0);
    if (size < wanted) {
        throw std::runtime_error(path_ + " has " + std::to_string(size) + " bytes, and the crawl had written " +
                                 std::to_string(wanted) +
                                 ": it was changed since; put it back, or begin anew in another folder");
    }
    if (size > wanted) {
        cut(wanted);
    }
    written_ = wanted;
}

void output_log::cut(std::uint64_t size) {
    if (::ftruncate(file_.fd(), static_cast<off_t>(size)) != 0) {
        fail("cut");
    }
    is_synced_ = false;
}

void output_log::append(std::string_view text) {
    if (waiting_.size() + text.size() <= most_held_back) {
        waiting_.append(text);
        return;
    }
    write(waiting_);
    waiting_.clear();
    write(text);
}

void output_log::write(std::string_view text) {
    is_synced_ = is_synced_ && text.empty();
    while (!text.empty()) {
        const ssize_t count = ::pwrite(file_.fd(), text.data(), text.size(), static_cast<off_t>(written_));
        if (count < 0 && errno != EINTR) {
            fail("write");
        }
        const auto done = static_cast<std::size_t>(std::max<ssize_t>(count, 0));
        written_ += done;
        text.remove_prefix(done);
    }
}

void output_log::sync() {
    write(waiting_);
    waiting_.clear();
    if (!is_synced_ && ::fdatasync(file_.fd()) != 0) {
        fail("write");
    }
    is_synced_ = true;
    if (!is_entry_synced_) {
        const std::string above = std::filesystem::path(path_).parent_path().string();
        const files::descriptor folder(::open(above.empty() ? "." : above.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
        // Some file systems know no sync of folders; without it the worst is a file that is gone, which is told.
        if (folder.is_open() && ::fsync(folder.fd()) != 0 && errno == EIO) {
            fail("write");
        }
        is_entry_synced_ = true;
    }
}

void output_log::fail(const char* doing) const {
    throw boost::system::system_error(files::last_error(), std::string("cannot ") + doing + ' ' + path_);
}

std::string output_path(const std::string& as_given) {
    return std::filesystem::absolute(as_given).lexically_normal().string();
}

std::optional<std::uint64_t> committed_size(const std::vector<output_file>& committed, std::string_view path) {
    for (const output_file& each : committed) {
        if (each.path == path) {
            return each.size;
        }
    }
    return std::nullopt;
}

}  // namespace trawl::crawl
