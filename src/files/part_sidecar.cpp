#include "files/part_sidecar.hpp"

#include <algorithm>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>

namespace trawl::files {
namespace {

using boost::system::error_code;
using boost::system::result;

constexpr std::size_t slot_step = 1024;
constexpr std::size_t max_length = std::size_t{1} << 20;

error_code system_error_code(int number) {
    return {number, boost::system::system_category()};
}

// A file system without locks is used without them.
error_code lock(int file) {
    return ::flock(file, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK ? system_error_code(EBUSY) : error_code();
}

bool is_at(int file, int folder, const std::string& name) {
    struct stat ours {};
    struct stat there {};
    return ::fstat(file, &ours) == 0 && ::fstatat(folder, name.c_str(), &there, AT_SYMLINK_NOFOLLOW) == 0 &&
           ours.st_ino == there.st_ino && ours.st_dev == there.st_dev;
}

result<descriptor> open_locked(int folder, const std::string& name) {
    while (true) {
        descriptor file(::openat(folder, name.c_str(), O_RDWR | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC));
        if (!file.is_open()) {
            return last_error();
        }
        if (const auto problem = lock(file.fd())) {
            return problem;
        }
        // Who had it locked may have removed it meanwhile.
        if (is_at(file.fd(), folder, name)) {
            return file;
        }
    }
}

}  // namespace

error_code part_sidecar::remove_unused(int folder, const std::string& name) {
    const auto locked = open_locked(folder, name);
    if (!locked) {
        const error_code why = locked.error();
        if (why == system_error_code(EBUSY) || why == system_error_code(ELOOP)) {
            return why;
        }
    }
    return ::unlinkat(folder, name.c_str(), 0) == 0 || errno == ENOENT ? error_code() : last_error();
}

result<part_sidecar> part_sidecar::create(int folder, const std::string& name) {
    while (true) {
        descriptor made(::openat(folder, name.c_str(), O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
        if (made.is_open()) {
            if (const auto problem = lock(made.fd())) {
                return problem;
            }
            return part_sidecar(std::move(made));
        }
        if (errno != EEXIST) {
            return last_error();
        }
        if (const auto problem = remove_unused(folder, name)) {
            return problem;
        }
    }
}

result<part_sidecar> part_sidecar::open(int folder, const std::string& name) {
    auto file = open_locked(folder, name);
    if (!file) {
        return file.error();
    }
    return part_sidecar(std::move(*file));
}

std::optional<part_record> part_sidecar::read() {
    struct stat about {};
    if (::fstat(file_.fd(), &about) != 0 || !S_ISREG(about.st_mode) || about.st_uid != ::geteuid() ||
        static_cast<std::size_t>(about.st_size) > max_length) {
        return std::nullopt;
    }
    slot_ = static_cast<std::size_t>(about.st_size);
    std::string text(slot_, '\0');
    const auto got = ::pread(file_.fd(), text.data(), text.size(), 0);
    if (got < 0) {
        return std::nullopt;
    }
    text.resize(static_cast<std::size_t>(got));
    return parse_part_record(text);
}

error_code part_sidecar::write(const part_record& record) {
    std::string text = to_json(record);
    slot_ = std::max(slot_, (text.size() + slot_step - 1) / slot_step * slot_step);
    // Blanks behind the line, which ends the file as it must.
    text.resize(slot_, ' ');
    text.back() = '\n';
    std::size_t written = 0;
    while (written < text.size()) {
        const auto count =
            ::pwrite(file_.fd(), text.data() + written, text.size() - written, static_cast<off_t>(written));
        if (count > 0) {
            written += static_cast<std::size_t>(count);
        } else if (count == 0 || errno != EINTR) {
            return count == 0 ? system_error_code(ENOSPC) : last_error();
        }
    }
    return {};
}

}  // namespace trawl::files
