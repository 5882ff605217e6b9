#include "batch/journal_place.hpp"

#include <array>
#include <cerrno>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "batch/journal_error.hpp"

namespace trawl::batch {

namespace {

constexpr const char* folder_name = ".trawl";
constexpr const char* file_name = "state.db";

// Not opened where it is there: closing it again would let go of the locks that SQLite may hold in this process.
// Whether it was made now.
bool make_file(const files::descriptor& folder, const std::string& shown, std::string_view advice) {
    const files::descriptor made(
        ::openat(folder.fd(), file_name, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
    struct stat found {};
    if (!made.is_open() && (errno != EEXIST || ::fstatat(folder.fd(), file_name, &found, AT_SYMLINK_NOFOLLOW) != 0)) {
        journal_place::fail(shown, files::last_error().message(), advice);
    }
    if (!made.is_open() && !S_ISREG(found.st_mode)) {
        journal_place::fail(shown, "it is no regular file", advice);
    }
    return made.is_open();
}

std::string path_of(const files::descriptor& folder, const std::string& shown, std::string_view advice) {
    std::array<char, 4096> text{};
    const std::string link = "/proc/self/fd/" + std::to_string(folder.fd());
    const ssize_t size = ::readlink(link.c_str(), text.data(), text.size());
    if (size <= 0 || size == static_cast<ssize_t>(text.size())) {
        journal_place::fail(shown, files::last_error().message(), advice);
    }
    return std::string(text.data(), static_cast<std::size_t>(size)) + '/' + file_name;
}

}  // namespace

files::descriptor journal_place::open_folder(const files::folder& where, std::string_view advice) {
    const std::string shown = shown_folder(where);
    if (::mkdirat(where.fd(), folder_name, 0700) != 0 && errno != EEXIST) {
        fail(shown, files::last_error().message(), advice);
    }
    files::descriptor opened(::openat(where.fd(), folder_name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
    struct stat found {};
    if (!opened.is_open() || ::fstat(opened.fd(), &found) != 0) {
        fail(shown, files::last_error().message(), advice);
    }
    if (found.st_uid != ::geteuid()) {
        fail(shown, "the folder is another user's", advice);
    }
    return opened;
}

std::string journal_place::shown_folder(const files::folder& where) {
    return where.path() + '/' + folder_name;
}

void journal_place::fail(const std::string& path, const std::string& why, std::string_view advice) {
    throw journal_error("cannot keep the state of the run in " + path + ": " + why + std::string(advice));
}

bool journal_place::exists(const files::folder& where) {
    struct stat found {};
    const std::string name = std::string(folder_name) + '/' + file_name;
    return ::fstatat(where.fd(), name.c_str(), &found, AT_SYMLINK_NOFOLLOW) == 0;
}

journal_place::journal_place(const files::folder& where, std::string_view advice)
    : shown_path_(shown_folder(where) + '/' + file_name), folder_(open_folder(where, advice)) {
    while (::flock(folder_.fd(), LOCK_SH) != 0 && errno == EINTR) {
    }
    is_new_ = make_file(folder_, shown_path_, advice);
    path_ = path_of(folder_, shown_path_, advice);
}

bool journal_place::try_to_own() {
    return ::flock(folder_.fd(), LOCK_EX | LOCK_NB) == 0;
}

std::string boot_id() {
    const files::descriptor file(::open("/proc/sys/kernel/random/boot_id", O_RDONLY | O_CLOEXEC));
    std::array<char, 64> text{};
    const ssize_t size = file.is_open() ? ::read(file.fd(), text.data(), text.size()) : 0;
    std::string id(text.data(), size > 0 ? static_cast<std::size_t>(size) : 0);
    id.resize(id.find_last_not_of('\n') + 1);
    return id;
}

}  // namespace trawl::batch
