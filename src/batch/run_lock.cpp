#include "batch/run_lock.hpp"

#include <array>
#include <cerrno>
#include <chrono>
#include <thread>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

namespace trawl::batch {

namespace {

constexpr const char* lock_name = "lock";
// In place of a flock that waits, which holds signals back where they are looked at between system calls.
constexpr auto between_looks = std::chrono::milliseconds{100};

int lock(const files::descriptor& file, int how) noexcept {
    int failed = 0;
    while ((failed = ::flock(file.fd(), how)) != 0 && errno == EINTR) {
    }
    return failed == 0 ? 0 : errno;
}

// What the run that has it has written there: digits, or it is nothing that we know.
std::string process_in(const files::descriptor& file) {
    std::array<char, 16> text{};
    const ssize_t size = ::pread(file.fd(), text.data(), text.size(), 0);
    const std::string found(text.data(), size > 0 ? static_cast<std::size_t>(size) : 0);
    const std::string digits = found.substr(0, found.find('\n'));
    return digits.find_first_not_of("0123456789") == digits.npos ? digits : std::string();
}

}  // namespace

run_lock::run_lock(const files::folder& where, const waiting_handler& on_wait, std::string_view advice) {
    const std::string shown = journal_place::shown_folder(where) + '/' + lock_name;
    const files::descriptor folder = journal_place::open_folder(where, advice);
    file_ = files::descriptor(
        ::openat(folder.fd(), lock_name, O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, 0600));
    if (!file_.is_open()) {
        journal_place::fail(shown, files::last_error().message(), advice);
    }
    // Some file systems know no locks: then there is none to wait for.
    int failed = lock(file_, LOCK_EX | LOCK_NB);
    if (failed == EWOULDBLOCK) {
        on_wait(process_in(file_));
        while ((failed = lock(file_, LOCK_EX | LOCK_NB)) == EWOULDBLOCK) {
            std::this_thread::sleep_for(between_looks);
        }
    }
    const std::string process = std::to_string(::getpid()) + '\n';
    if (failed == 0 &&
        (::ftruncate(file_.fd(), 0) != 0 || ::pwrite(file_.fd(), process.data(), process.size(), 0) < 0)) {
        journal_place::fail(shown, files::last_error().message(), advice);
    }
}

std::optional<std::string> run_lock::holder(const std::string& folder) {
    const std::string path = folder + "/.trawl/" + lock_name;
    const files::descriptor file(::open(path.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
    const bool is_held = file.is_open() && lock(file, LOCK_SH | LOCK_NB) == EWOULDBLOCK;
    return is_held ? std::optional(process_in(file)) : std::nullopt;
}

}  // namespace trawl::batch
