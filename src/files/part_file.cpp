#include "files/part_file.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <functional>
#include <string_view>
#include <utility>

#include <fcntl.h>
#include <sys/stat.h>

namespace trawl::files {
namespace {

using boost::system::error_code;
using boost::system::result;

constexpr std::string_view part_suffix = ".part";
constexpr std::size_t max_name_length = 255;
constexpr std::size_t max_folders_cached = 16;
constexpr std::size_t max_digests_cached = 64;
constexpr std::uint64_t min_preallocated = std::uint64_t{1} << 20;
constexpr std::uint64_t max_preallocated = std::uint64_t{1} << 30;
constexpr std::uint64_t max_compared = std::uint64_t{1} << 20;

error_code system_error_code(int number) {
    return {number, boost::system::system_category()};
}

// A name that leaves no room for the suffix is cut, and told from its likes by a hash.
std::string part_name_of(std::string_view name) {
    std::string part;
    if (name.size() + part_suffix.size() <= max_name_length) {
        part.reserve(name.size() + part_suffix.size());
        part = name;
    } else {
        std::array<char, 18> hash{};
        (void)std::snprintf(hash.data(), hash.size(), "~%016zx", std::hash<std::string_view>()(name));
        part = name.substr(0, max_name_length - part_suffix.size() - hash.size() + 1);
        part += hash.data();
    }
    part += part_suffix;
    return part;
}

result<folder> open_folder(const folder& top, std::string_view name, write_cache& cache) {
    if (name.empty()) {
        return top;
    }
    for (const auto& each : cache.folders) {
        if (each.top == top && each.name == name) {
            return each.below;
        }
    }
    auto below = top.sub_folder(name);
    if (below) {
        if (cache.folders.size() == max_folders_cached) {
            cache.folders.clear();
        }
        cache.folders.push_back({top, std::string(name), *below});
    }
    return below;
}

// What an earlier run left behind. Removed, not written over: it may have other names, or be a pipe.
error_code remove_stale(int folder, const char* name) {
    struct stat about {};
    if (::fstatat(folder, name, &about, AT_SYMLINK_NOFOLLOW) == 0) {
        if (S_ISLNK(about.st_mode)) {
            return system_error_code(ELOOP);
        }
        if (::unlinkat(folder, name, 0) != 0 && errno != ENOENT) {
            return last_error();
        }
    }
    return {};
}

result<descriptor> create(int folder, const char* name) {
    while (true) {
        descriptor made(::openat(folder, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666));
        if (made.is_open()) {
            return made;
        }
        if (errno != EEXIST) {
            return last_error();
        }
        if (const auto problem = remove_stale(folder, name)) {
            return problem;
        }
    }
}

}  // namespace

error_code part_file::open_part(write_cache& cache) {
    const auto& [where, name] = std::get<folder_target>(target_);
    const auto slash = name.rfind('/');
    const auto start = slash == name.npos ? 0 : slash + 1;
    const std::string_view last = std::string_view(name).substr(start);
    if (slash == 0 || last.empty() || last == "." || last == ".." || last.find('\0') != last.npos) {
        return system_error_code(EINVAL);
    }
    auto below = open_folder(where, std::string_view(name).substr(0, slash == name.npos ? 0 : slash), cache);
    if (!below) {
        return below.error();
    }
    part_name_ = part_name_of(last);
    auto made = create(below->fd(), part_name_.c_str());
    if (!made) {
        return made.error();
    }
    file_ = std::move(*made);
    folder_ = std::move(*below);
    name_ = name.c_str() + start;
    if (expected_size_ >= min_preallocated) {
        const auto length = static_cast<off_t>(std::min(expected_size_, max_preallocated));
        (void)::fallocate(file_.fd(), FALLOC_FL_KEEP_SIZE, 0, length);
    }
    return {};
}

error_code part_file::open(write_cache& cache) {
    if (const auto* const named = std::get_if<direct_target>(&target_)) {
        auto opened = open_direct(named->path, is_abandoned_);
        if (!opened) {
            return opened.error();
        }
        if (auto* const special = std::get_if<descriptor>(&*opened)) {
            file_ = std::move(*special);
            return {};
        }
        target_ = std::get<folder_target>(std::move(*opened));
    }
    return open_part(cache);
}

error_code part_file::prepare(write_cache& cache) {
    if (error_) {
        return error_;
    }
    if (is_abandoned_.load(std::memory_order_relaxed)) {
        return fail(system_error_code(ECANCELED), cache);
    }
    if (stage_ == stage::fresh) {
        if (const auto problem = open(cache)) {
            return fail(problem, cache);
        }
        stage_ = stage::opened;
        if (cache.digests.empty()) {
            digest_.emplace();
        } else {
            digest_ = std::move(cache.digests.back());
            cache.digests.pop_back();
        }
    }
    return {};
}

error_code part_file::write_all(std::span<const char> piece) {
    while (!piece.empty()) {
        const auto written = ::write(file_.fd(), piece.data(), piece.size());
        if (written >= 0) {
            piece = piece.subspan(static_cast<std::size_t>(written));
        } else if (errno == EAGAIN) {
            if (const auto problem = wait_until_writable(file_.fd(), is_abandoned_)) {
                return problem;
            }
        } else if (errno != EINTR) {
            return last_error();
        }
    }
    return {};
}

error_code part_file::write(std::span<const char> piece, write_cache& cache) {
    if (const auto problem = prepare(cache)) {
        return problem;
    }
    if (const auto problem = write_all(piece)) {
        return fail(problem, cache);
    }
    digest_->update(piece);
    size_ += piece.size();
    return {};
}

error_code part_file::close() {
    const bool is_too_long = folder_ && expected_size_ >= min_preallocated && expected_size_ > size_;
    if (is_too_long && ::ftruncate(file_.fd(), static_cast<off_t>(size_)) != 0) {
        return last_error();
    }
    return file_.close() ? error_code() : last_error();
}

bool part_file::is_there_already(const stored& content) {
    if (content.size > max_compared) {
        return false;
    }
    descriptor old(::openat(folder_->fd(), name_, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
    struct stat about {};
    if (!old.is_open() || ::fstat(old.fd(), &about) != 0 || !S_ISREG(about.st_mode) ||
        static_cast<std::uint64_t>(about.st_size) != content.size) {
        return false;
    }
    std::array<char, 32768> piece;  // NOLINT(cppcoreguidelines-pro-type-member-init): it is read into
    std::uint64_t total = 0;
    for (ssize_t got = 0; (got = ::read(old.fd(), piece.data(), piece.size())) > 0;) {
        digest_->update({piece.data(), static_cast<std::size_t>(got)});
        total += static_cast<std::uint64_t>(got);
    }
    return digest_->finish() == content.sha256 && total == content.size;
}

// Replacing a file makes ext4 flush the new one first, which takes longer than all else together: so the first try is
// for a fresh name, and a file that has the same content already is left alone.
error_code part_file::give_name(const stored& content) {
    const int here = folder_->fd();
    const char* const part = part_name_.c_str();
    if (::renameat2(here, part, here, name_, RENAME_NOREPLACE) == 0) {
        return {};
    }
    if (errno == EEXIST && is_there_already(content)) {
        return ::unlinkat(here, part, 0) == 0 ? error_code() : last_error();
    }
    return ::renameat(here, part, here, name_) == 0 ? error_code() : last_error();
}

result<stored> part_file::commit(write_cache& cache) {
    if (const auto problem = prepare(cache)) {
        return problem;
    }
    stored content;
    content.size = size_;
    content.sha256 = digest_->finish();
    if (const auto problem = close()) {
        return fail(problem, cache);
    }
    if (folder_) {
        if (const auto problem = give_name(content)) {
            return fail(problem, cache);
        }
    }
    end(cache);
    return content;
}

void part_file::discard(write_cache& cache) noexcept {
    if (stage_ != stage::ended) {
        (void)fail(system_error_code(ECANCELED), cache);
    }
}

error_code part_file::fail(error_code why, write_cache& cache) noexcept {
    error_ = why;
    if (stage_ == stage::opened && folder_) {
        (void)::unlinkat(folder_->fd(), part_name_.c_str(), 0);
    }
    end(cache);
    return why;
}

void part_file::end(write_cache& cache) noexcept {
    stage_ = stage::ended;
    (void)file_.close();
    folder_.reset();
    // One that was not finished holds the beginning of this file.
    if (digest_ && !error_ && cache.digests.size() < max_digests_cached) {
        cache.digests.push_back(std::move(*digest_));
    }
    digest_.reset();
}

}  // namespace trawl::files
