#include "files/direct.hpp"

#include <charconv>
#include <cstdlib>
#include <memory>
#include <utility>

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>

namespace trawl::files {
namespace {

using boost::system::error_code;
using boost::system::result;
using opened = std::variant<folder_target, descriptor>;

constexpr int look_up_again_ms = 100;
constexpr int direct_flags = O_WRONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY;

error_code canceled() {
    return {ECANCELED, boost::system::system_category()};
}

// What the shell gave us is shared with other programs, so it must not be made non-blocking; an opening of our own may be.
// A regular file is written through the descriptor that we were given, whose position counts.
result<opened> open_given(int fd) {
    struct stat about {};
    if (::fstat(fd, &about) != 0) {
        return last_error();
    }
    if (S_ISFIFO(about.st_mode) || S_ISCHR(about.st_mode)) {
        descriptor own(::open(("/proc/self/fd/" + std::to_string(fd)).c_str(), direct_flags));
        if (own.is_open()) {
            return opened(std::move(own));
        }
    }
    descriptor shared(::fcntl(fd, F_DUPFD_CLOEXEC, 0));
    if (!shared.is_open()) {
        return last_error();
    }
    return opened(std::move(shared));
}

result<opened> open_special(const std::string& path, const std::atomic<bool>& is_abandoned) {
    while (true) {
        descriptor file(::open(path.c_str(), direct_flags));
        if (file.is_open()) {
            return opened(std::move(file));
        }
        if (errno != ENXIO) {
            return last_error();
        }
        // A named pipe that nobody reads yet.
        if (is_abandoned.load(std::memory_order_relaxed)) {
            return canceled();
        }
        (void)::poll(nullptr, 0, look_up_again_ms);
    }
}

result<opened> find_regular(std::string path) {
    struct free_text {
        void operator()(char* text) const noexcept { std::free(text); }
    };
    const std::unique_ptr<char, free_text> real(::realpath(path.c_str(), nullptr));
    if (real) {
        path = real.get();
    }
    const auto slash = path.rfind('/');
    auto where = folder::open_or_create(slash == path.npos ? "." : slash == 0 ? "/" : path.substr(0, slash));
    if (!where) {
        return where.error();
    }
    return opened(folder_target{std::move(*where), slash == path.npos ? std::move(path) : path.substr(slash + 1)});
}

}  // namespace

std::optional<int> own_descriptor(std::string_view path) noexcept {
    if (path == "-" || path == "/dev/stdout") {
        return STDOUT_FILENO;
    }
    if (path == "/dev/stderr") {
        return STDERR_FILENO;
    }
    for (const std::string_view prefix : {"/dev/fd/", "/proc/self/fd/"}) {
        int number = 0;
        const char* const end = path.data() + path.size();
        if (path.starts_with(prefix) && path.size() > prefix.size() &&
            std::from_chars(path.data() + prefix.size(), end, number).ptr == end) {
            return number;
        }
    }
    return std::nullopt;
}

result<opened> open_direct(const std::string& path, const std::atomic<bool>& is_abandoned) {
    if (const auto given = own_descriptor(path)) {
        return open_given(*given);
    }
    struct stat about {};
    if (::stat(path.c_str(), &about) != 0) {
        if (errno != ENOENT || path.empty()) {
            return last_error();
        }
        return find_regular(path);
    }
    if (S_ISREG(about.st_mode)) {
        return find_regular(path);
    }
    return open_special(path, is_abandoned);
}

error_code wait_until_writable(int fd, const std::atomic<bool>& is_abandoned) {
    while (!is_abandoned.load(std::memory_order_relaxed)) {
        pollfd wanted{fd, POLLOUT, 0};
        if (::poll(&wanted, 1, look_up_again_ms) != 0) {
            return {};
        }
    }
    return canceled();
}

}  // namespace trawl::files
