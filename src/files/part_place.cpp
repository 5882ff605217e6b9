#include "files/part_place.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <functional>
#include <string_view>
#include <utility>

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>

#include "files/part_sidecar.hpp"

namespace trawl::files {
namespace {

using boost::system::error_code;
using boost::system::result;

constexpr std::string_view part_suffix = ".part";
constexpr std::string_view longest_suffix = ".part.json";
constexpr std::size_t max_name_length = 255;
constexpr std::size_t max_folders_cached = 16;
constexpr std::uint64_t min_reserved = std::uint64_t{1} << 20;
constexpr std::uint64_t max_preallocated = std::uint64_t{1} << 30;

error_code system_error_code(int number) {
    return {number, boost::system::system_category()};
}

// A name that leaves no room for the suffixes is cut, and told from its likes by a hash.
std::string part_name_of(std::string_view name) {
    std::string part;
    if (name.size() + longest_suffix.size() <= max_name_length) {
        part.reserve(name.size() + part_suffix.size());
        part = name;
    } else {
        std::array<char, 18> hash{};
        (void)std::snprintf(hash.data(), hash.size(), "~%016zx", std::hash<std::string_view>()(name));
        part = name.substr(0, max_name_length - longest_suffix.size() - hash.size() + 1);
        part += hash.data();
    }
    part += part_suffix;
    return part;
}

result<folder> open_folder(const folder& top, std::string_view name, write_cache& cache, bool makes) {
    if (name.empty()) {
        return top;
    }
    for (const auto& each : cache.folders) {
        if (each.top == top && each.name == name) {
            return each.below;
        }
    }
    auto below = makes ? top.sub_folder(name) : top.find_sub_folder(name);
    if (below) {
        if (cache.folders.size() == max_folders_cached) {
            cache.folders.clear();
        }
        cache.folders.push_back({top, std::string(name), *below});
    }
    return below;
}

}  // namespace

result<part_place> locate(const folder_target& target, write_cache& cache, bool makes_folders) {
    const std::string_view name = target.name;
    const auto slash = name.rfind('/');
    const auto start = slash == name.npos ? 0 : slash + 1;
    const std::string_view last = name.substr(start);
    if (slash == 0 || last.empty() || last == "." || last == ".." || last.find('\0') != last.npos) {
        return system_error_code(EINVAL);
    }
    auto where = open_folder(target.where, name.substr(0, slash == name.npos ? 0 : slash), cache, makes_folders);
    if (!where) {
        return where.error();
    }
    return part_place{std::move(*where), target.name.c_str() + start, part_name_of(last)};
}

// What an earlier run left behind. Removed, not written over: it may have other names, or be a pipe. The .part.json goes
// first: never does it stand beside a .part that it does not speak of.
error_code remove_stale(const part_place& place) {
    struct stat about {};
    const char* const name = place.part.c_str();
    if (::fstatat(place.where.fd(), name, &about, AT_SYMLINK_NOFOLLOW) == 0) {
        if (S_ISLNK(about.st_mode)) {
            return system_error_code(ELOOP);
        }
        if (const auto problem = part_sidecar::remove_unused(place.where.fd(), place.record())) {
            return problem;
        }
        if (::unlinkat(place.where.fd(), name, 0) != 0 && errno != ENOENT) {
            return last_error();
        }
    }
    return {};
}

error_code find_obstacle(const part_place& place) {
    struct stat about {};
    if (::fstatat(place.where.fd(), place.name, &about, AT_SYMLINK_NOFOLLOW) == 0) {
        return S_ISDIR(about.st_mode) ? system_error_code(EISDIR) : error_code();
    }
    return errno == ENOENT ? error_code() : last_error();
}

result<descriptor> create_part(const part_place& place) {
    while (true) {
        descriptor made(::openat(place.where.fd(), place.part.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0666));
        if (made.is_open()) {
            return made;
        }
        if (errno != EEXIST) {
            return last_error();
        }
        if (const auto problem = remove_stale(place)) {
            return problem;
        }
    }
}

void remove_part(const part_place& place, int file) noexcept {
    struct stat ours {};
    struct stat there {};
    const bool is_ours = ::fstat(file, &ours) != 0 ||
                         (::fstatat(place.where.fd(), place.part.c_str(), &there, AT_SYMLINK_NOFOLLOW) == 0 &&
                          ours.st_ino == there.st_ino && ours.st_dev == there.st_dev);
    if (is_ours) {
        (void)::unlinkat(place.where.fd(), place.part.c_str(), 0);
    }
}

error_code reserve_room(int file, std::uint64_t size, std::uint64_t kept) {
    if (size < min_reserved) {
        return {};
    }
    struct statvfs about {};
    // Some network file systems say nothing about their size.
    if (::fstatvfs(file, &about) == 0 && about.f_blocks > 0) {
        const std::uint64_t block = about.f_frsize;
        if ((size - std::min(size, kept)) / block > about.f_bavail) {
            return system_error_code(ENOSPC);
        }
    }
    const auto length = static_cast<off_t>(std::min(size, max_preallocated));
    const bool is_refused = ::fallocate(file, FALLOC_FL_KEEP_SIZE, 0, length) != 0 &&
                            (errno == ENOSPC || errno == EDQUOT || errno == EFBIG);
    return is_refused ? last_error() : error_code();
}

error_code give_back_room(int file, std::uint64_t expected, std::uint64_t size) {
    const bool is_too_much = expected >= min_reserved && expected > size;
    return is_too_much && ::ftruncate(file, static_cast<off_t>(size)) != 0 ? last_error() : error_code();
}

}  // namespace trawl::files
