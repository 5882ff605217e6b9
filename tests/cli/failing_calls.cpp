// Preloaded into a program: calls of the C library fail as FAILING_CALLS says, which has rules of five words, with ';'
// between them:
//
//     CALL PLACE FROM COUNT WHAT       "write .part 2 1 EIO; socket * 5 * EMFILE; clock * 3 * -86400"
//
// CALL    open, write, sync, truncate, rename, link, close, folder (making one), socket, thread, or clock (the wall clock's)
// PLACE   a piece of the path, which for a file without a name ends in "(deleted)"; '*' for any
// FROM    the first of the matching calls that fails, from 1; COUNT of them do, '*' for all from then on
// WHAT    the error; for write "short": half of it is written; for clock the seconds by which it is wrong
//
// What failed is written to the file that FAILING_CALLS_LOG names, a line each.
#include <dlfcn.h>
#include <fcntl.h>
#include <pthread.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <climits>
#include <cstdarg>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <deque>
#include <sstream>
#include <string>
#include <string_view>

namespace {

constexpr int nothing = 0;
constexpr int half = -1;

struct rule {
    std::string call;
    std::string place;
    long from = 1;
    long count = LONG_MAX;
    /// An error's number, `half`, or seconds.
    long what = 0;
    std::atomic<long> calls = 0;
};

long number_of_error(const std::string& name) {
    constexpr std::array<std::pair<std::string_view, int>, 12> known = {{{"EIO", EIO},
                                                                         {"ENOSPC", ENOSPC},
                                                                         {"EDQUOT", EDQUOT},
                                                                         {"EROFS", EROFS},
                                                                         {"EMFILE", EMFILE},
                                                                         {"ENFILE", ENFILE},
                                                                         {"ENOMEM", ENOMEM},
                                                                         {"EAGAIN", EAGAIN},
                                                                         {"EINTR", EINTR},
                                                                         {"EPERM", EPERM},
                                                                         {"EOPNOTSUPP", EOPNOTSUPP},
                                                                         {"short", half}}};
    for (const auto& [text, number] : known) {
        if (text == name) {
            return number;
        }
    }
    return std::strtol(name.c_str(), nullptr, 10);
}

// Left alone at the end of the program, when calls still come.
std::deque<rule>& rules() {
    static auto& all = *new std::deque<rule>;
    return all;
}

std::atomic<bool> is_ready = false;
// Opened at once: later the program may not be allowed to.
long told_to = -1;

__attribute__((constructor)) void read_rules() {
    const char* const text = std::getenv("FAILING_CALLS");
    std::istringstream all{text == nullptr ? "" : text};
    for (std::string each; std::getline(all, each, ';');) {
        std::istringstream words{each};
        auto& one = rules().emplace_back();
        std::string count;
        std::string what;
        words >> one.call >> one.place >> one.from >> count >> what;
        one.count = count == "*" ? LONG_MAX : std::strtol(count.c_str(), nullptr, 10);
        one.what = number_of_error(what);
    }
    if (const char* const name = std::getenv("FAILING_CALLS_LOG")) {
        told_to = ::syscall(SYS_openat, AT_FDCWD, name, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    }
    is_ready = true;
}

template <class function>
function* real(const char* name) {
    return reinterpret_cast<function*>(::dlsym(RTLD_NEXT, name));
}

void tell(std::string_view call, std::string_view path) {
    if (told_to >= 0) {
        const auto line = std::string(call) + " " + std::string(path) + "\n";
        (void)::syscall(SYS_write, told_to, line.data(), line.size());
    }
}

/// What is to happen to this call.
long fate(std::string_view call, std::string_view path) {
    if (!is_ready) {
        return nothing;
    }
    for (auto& each : rules()) {
        if (each.call != call || (each.place != "*" && path.find(each.place) == path.npos)) {
            continue;
        }
        const long number = ++each.calls;
        if (number >= each.from && number - each.from < each.count) {
            if (call != "clock") {
                tell(call, path);
            }
            return each.what;
        }
    }
    return nothing;
}

bool concerns(std::string_view call) {
    if (is_ready) {
        for (const auto& each : rules()) {
            if (each.call == call) {
                return true;
            }
        }
    }
    return false;
}

long fate_of_file(std::string_view call, int file) {
    if (!concerns(call)) {
        return nothing;
    }
    const int before = errno;
    std::array<char, PATH_MAX> path{};
    const auto link = "/proc/self/fd/" + std::to_string(file);
    const auto length = ::readlink(link.c_str(), path.data(), path.size());
    errno = before;
    return length < 0 ? nothing : fate(call, {path.data(), static_cast<std::size_t>(length)});
}

int fail(long why) {
    errno = static_cast<int>(why);
    return -1;
}

std::size_t less(std::size_t size) {
    return size > 1 ? size / 2 : size;
}

template <class... arguments>
int open_if(const char* name, const char* path, int flags, arguments... rest) {
    if (const auto why = fate("open", (flags & O_TMPFILE) == O_TMPFILE ? "(deleted)" : path)) {
        return fail(why);
    }
    return real<int(arguments...)>(name)(rest...);
}

}  // namespace

// The names are the C library's.
// NOLINTBEGIN
extern "C" {

int open(const char* path, int flags, ...) {
    va_list more;
    va_start(more, flags);
    const mode_t mode = va_arg(more, mode_t);
    va_end(more);
    return open_if("open", path, flags, path, flags, mode);
}

int open64(const char* path, int flags, ...) {
    va_list more;
    va_start(more, flags);
    const mode_t mode = va_arg(more, mode_t);
    va_end(more);
    return open_if("open64", path, flags, path, flags, mode);
}

int openat(int folder, const char* path, int flags, ...) {
    va_list more;
    va_start(more, flags);
    const mode_t mode = va_arg(more, mode_t);
    va_end(more);
    return open_if("openat", path, flags, folder, path, flags, mode);
}

int openat64(int folder, const char* path, int flags, ...) {
    va_list more;
    va_start(more, flags);
    const mode_t mode = va_arg(more, mode_t);
    va_end(more);
    return open_if("openat64", path, flags, folder, path, flags, mode);
}

ssize_t write(int file, const void* data, size_t size) {
    const auto why = fate_of_file("write", file);
    if (why > 0) {
        return fail(why);
    }
    return real<ssize_t(int, const void*, size_t)>("write")(file, data, why == half ? less(size) : size);
}

ssize_t pwrite(int file, const void* data, size_t size, off_t at) {
    const auto why = fate_of_file("write", file);
    if (why > 0) {
        return fail(why);
    }
    return real<ssize_t(int, const void*, size_t, off_t)>("pwrite")(file, data, why == half ? less(size) : size, at);
}

ssize_t pwrite64(int file, const void* data, size_t size, off64_t at) {
    return pwrite(file, data, size, at);
}

ssize_t writev(int file, const iovec* pieces, int count) {
    const auto why = fate_of_file("write", file);
    return why > 0 ? fail(why) : real<ssize_t(int, const iovec*, int)>("writev")(file, pieces, count);
}

int fdatasync(int file) {
    const auto why = fate_of_file("sync", file);
    return why > 0 ? fail(why) : real<int(int)>("fdatasync")(file);
}

int fsync(int file) {
    const auto why = fate_of_file("sync", file);
    return why > 0 ? fail(why) : real<int(int)>("fsync")(file);
}

int syncfs(int file) {
    const auto why = fate_of_file("sync", file);
    return why > 0 ? fail(why) : real<int(int)>("syncfs")(file);
}

int ftruncate(int file, off_t size) {
    const auto why = fate_of_file("truncate", file);
    return why > 0 ? fail(why) : real<int(int, off_t)>("ftruncate")(file, size);
}

int ftruncate64(int file, off64_t size) {
    return ftruncate(file, size);
}

// It gives the descriptor back even so, as Linux does.
int close(int file) {
    const auto why = fate_of_file("close", file);
    const int result = real<int(int)>("close")(file);
    return why > 0 ? fail(why) : result;
}

int rename(const char* from, const char* to) {
    const auto why = fate("rename", to);
    return why > 0 ? fail(why) : real<int(const char*, const char*)>("rename")(from, to);
}

int renameat(int from_folder, const char* from, int to_folder, const char* to) {
    const auto why = fate("rename", to);
    return why > 0 ? fail(why)
                   : real<int(int, const char*, int, const char*)>("renameat")(from_folder, from, to_folder, to);
}

int renameat2(int from_folder, const char* from, int to_folder, const char* to, unsigned flags) {
    const auto why = fate("rename", to);
    return why > 0 ? fail(why)
                   : real<int(int, const char*, int, const char*, unsigned)>("renameat2")(from_folder, from, to_folder,
                                                                                          to, flags);
}

int linkat(int from_folder, const char* from, int to_folder, const char* to, int flags) {
    const auto why = fate("link", to);
    return why > 0
               ? fail(why)
               : real<int(int, const char*, int, const char*, int)>("linkat")(from_folder, from, to_folder, to, flags);
}

int mkdir(const char* path, mode_t mode) {
    const auto why = fate("folder", path);
    return why > 0 ? fail(why) : real<int(const char*, mode_t)>("mkdir")(path, mode);
}

int mkdirat(int folder, const char* path, mode_t mode) {
    const auto why = fate("folder", path);
    return why > 0 ? fail(why) : real<int(int, const char*, mode_t)>("mkdirat")(folder, path, mode);
}

int socket(int domain, int type, int protocol) {
    const auto why = fate("socket", "");
    return why > 0 ? fail(why) : real<int(int, int, int)>("socket")(domain, type, protocol);
}

int pthread_create(pthread_t* thread, const pthread_attr_t* how, void* (*start)(void*), void* argument) {
    const auto why = fate("thread", "");
    return why > 0 ? static_cast<int>(why)
                   : real<int(pthread_t*, const pthread_attr_t*, void* (*)(void*), void*)>("pthread_create")(
                         thread, how, start, argument);
}

// Asked within the allocators of sanitizers, too, where dlsym must not be.
int clock_gettime(clockid_t which, timespec* now) {
    const auto result = static_cast<int>(::syscall(SYS_clock_gettime, which, now));
    if (result == 0 && which == CLOCK_REALTIME) {
        now->tv_sec += fate("clock", "");
    }
    return result;
}

time_t time(time_t* to) {
    timespec now{};
    (void)clock_gettime(CLOCK_REALTIME, &now);
    if (to != nullptr) {
        *to = now.tv_sec;
    }
    return now.tv_sec;
}
}
// NOLINTEND
