#include "files/folder.hpp"

#include <algorithm>
#include <optional>

#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>

namespace trawl::files {
namespace {

using boost::system::error_code;
using boost::system::result;

constexpr int folder_flags = O_PATH | O_DIRECTORY | O_CLOEXEC;

int open_beneath(int folder, const char* name) noexcept {
    open_how how{};
    how.flags = folder_flags;
    how.resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS;
    return static_cast<int>(::syscall(SYS_openat2, folder, name, &how, sizeof how));
}

// Linux before 5.6, and some sandboxes, lack the call.
bool has_openat2() {
    static const bool works = descriptor(open_beneath(AT_FDCWD, ".")).is_open();
    return works;
}

bool is_safe(std::string_view name) {
    while (true) {
        const auto end = name.find('/');
        const auto part = name.substr(0, end);
        if (part.empty() || part == "." || part == ".." || part.find('\0') != part.npos) {
            return false;
        }
        if (end == name.npos) {
            return true;
        }
        name.remove_prefix(end + 1);
    }
}

// One part of a path at a time, so that no symbolic link is followed whatever the kernel offers.
result<descriptor> walk(int top, std::string_view name, bool makes) {
    descriptor here;
    std::string part;
    while (true) {
        const auto end = name.find('/');
        part = name.substr(0, end);
        const int above = here.is_open() ? here.fd() : top;
        if (makes && ::mkdirat(above, part.c_str(), 0777) != 0 && errno != EEXIST) {
            return last_error();
        }
        descriptor below(::openat(above, part.c_str(), folder_flags | O_NOFOLLOW));
        if (!below.is_open()) {
            return last_error();
        }
        here = std::move(below);
        if (end == name.npos) {
            return here;
        }
        name.remove_prefix(end + 1);
    }
}

error_code create_all(const std::string& path) {
    for (auto end = path.find('/', 1); end != path.npos; end = path.find('/', end + 1)) {
        if (::mkdir(path.substr(0, end).c_str(), 0777) != 0 && errno != EEXIST) {
            return last_error();
        }
    }
    if (::mkdir(path.c_str(), 0777) != 0 && errno != EEXIST) {
        return last_error();
    }
    return {};
}

}  // namespace

result<folder> folder::open_or_create(const std::string& path) {
    descriptor opened(::open(path.c_str(), folder_flags));
    if (!opened.is_open() && errno == ENOENT && !path.empty()) {
        if (const auto problem = create_all(path)) {
            return problem;
        }
        opened = descriptor(::open(path.c_str(), folder_flags));
    }
    if (!opened.is_open()) {
        return last_error();
    }
    return folder(std::move(opened), path);
}

result<folder> folder::sub_folder(std::string_view name) const {
    return below(name, true);
}

result<folder> folder::find_sub_folder(std::string_view name) const {
    return below(name, false);
}

result<folder> folder::below(std::string_view name, bool makes) const {
    if (name.empty()) {
        return *this;
    }
    if (!is_safe(name)) {
        return error_code(EINVAL, boost::system::system_category());
    }
    std::string path_below(name);
    if (has_openat2()) {
        descriptor opened(open_beneath(fd(), path_below.c_str()));
        if (opened.is_open()) {
            return folder(std::move(opened), path() + '/' + path_below);
        }
        if (errno != ENOENT || !makes) {
            return last_error();
        }
    }
    auto found = walk(fd(), name, makes);
    if (!found) {
        return found.error();
    }
    return folder(std::move(*found), path() + '/' + path_below);
}

}  // namespace trawl::files
