#include "report/report_file.hpp"

#include <atomic>
#include <cerrno>
#include <cstddef>
#include <utility>
#include <variant>

#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>
#include <boost/system/system_error.hpp>

#include "files/direct.hpp"
#include "files/write_all.hpp"

namespace trawl::report {

namespace {

constexpr std::size_t piece_size = std::size_t{64} << 10;
constexpr mode_t usual_mode = 0666;
constexpr mode_t all_modes = 07777;
constexpr std::size_t longest_start = 200;  // of a name, which may have 255

}  // namespace

report_file::report_file(std::string path) : path_(std::move(path)) {
    open();
}

report_file::report_file(report_file&& other) noexcept
    : path_(std::move(other.path_)),
      folder_(std::move(other.folder_)),
      name_(std::move(other.name_)),
      temporary_(std::exchange(other.temporary_, {})),
      file_(std::move(other.file_)),
      waiting_(std::move(other.waiting_)) {
}

report_file::~report_file() {
    if (!temporary_.empty()) {
        ::unlinkat(folder_->fd(), temporary_.c_str(), 0);
    }
}

void report_file::open() {
    const std::atomic<bool> is_abandoned = false;
    auto target = files::open_direct(path_, is_abandoned);
    if (!target) {
        fail(target.error());
    }
    if (auto* const direct = std::get_if<files::descriptor>(&*target)) {
        file_ = std::move(*direct);
        return;
    }
    auto& regular = std::get<files::folder_target>(*target);
    folder_ = std::move(regular.where);
    name_ = std::move(regular.name);
    make_temporary();
    struct stat old {};
    if (::fstatat(folder_->fd(), name_.c_str(), &old, 0) == 0) {
        (void)::fchmod(file_.fd(), old.st_mode & all_modes);
    }
}

// Two programs may write the same report at once: the one that ends last wins, with a file of its own.
template <class Make>
void report_file::make_under_new_name(const Make& make) {
    const std::string start = name_.substr(0, longest_start) + "." + std::to_string(::getpid());
    for (unsigned number = 1;; ++number) {
        const std::string name = start + (number == 1 ? "" : "-" + std::to_string(number)) + ".new";
        if (make(name.c_str())) {
            temporary_ = name;
            return;
        }
        if (errno != EEXIST) {
            fail(files::last_error());
        }
    }
}

// Without a name where the file system can: however the program ends, nothing is left of it.
void report_file::make_temporary() {
    file_ = files::descriptor(::openat(folder_->fd(), ".", O_WRONLY | O_TMPFILE | O_CLOEXEC, usual_mode));
    if (file_.is_open()) {
        return;
    }
    make_under_new_name([this](const char* name) {
        file_ = files::descriptor(
            ::openat(folder_->fd(), name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, usual_mode));
        return file_.is_open();
    });
}

void report_file::give_name() {
    const std::string self = "/proc/self/fd/" + std::to_string(file_.fd());
    make_under_new_name([&](const char* name) {
        return ::linkat(AT_FDCWD, self.c_str(), folder_->fd(), name, AT_SYMLINK_FOLLOW) == 0;
    });
}

void report_file::write(std::string_view text) {
    waiting_ += text;
    if (waiting_.size() >= piece_size) {
        flush();
    }
}

void report_file::flush() {
    if (const auto done = files::write_all(file_.fd(), waiting_); done.failure) {
        fail(done.failure);
    }
    waiting_.clear();
}

void report_file::finish() {
    flush();
    if (folder_ && temporary_.empty()) {
        give_name();
    }
    if (!file_.close()) {
        fail(files::last_error());
    }
    if (temporary_.empty()) {
        return;
    }
    if (::renameat(folder_->fd(), temporary_.c_str(), folder_->fd(), name_.c_str()) != 0) {
        fail(files::last_error());
    }
    temporary_.clear();
}

void report_file::fail(boost::system::error_code why) const {
    throw boost::system::system_error(why, "cannot write " + (path_ == "-" ? "standard output" : path_));
}

}  // namespace trawl::report
