#include "trawl/async/file.hpp"

#include <atomic>
#include <cassert>
#include <cerrno>
#include <string_view>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <boost/system/system_error.hpp>

namespace trawl::async {

namespace {

[[noreturn]] void throw_system(int code, const std::filesystem::path& path = {}) {
    throw boost::system::system_error(boost::system::error_code(code, boost::system::system_category()), path.string());
}

int open_flags(file_mode mode) noexcept {
    switch (mode) {
        case file_mode::read:
            return O_RDONLY;
        case file_mode::write:
            return O_WRONLY | O_CREAT | O_TRUNC;
        case file_mode::append:
            return O_WRONLY | O_CREAT | O_APPEND;
        case file_mode::create_new:
            return O_WRONLY | O_CREAT | O_EXCL;
    }
    return O_RDONLY;
}

}  // namespace

class detail::descriptor {
public:
    explicit descriptor(int fd) noexcept : fd_(fd) {}
    descriptor(const descriptor&) = delete;
    descriptor& operator=(const descriptor&) = delete;

    ~descriptor() {
        if (fd_ >= 0) {
            ::close(fd_);
        }
    }

    [[nodiscard]] static std::shared_ptr<descriptor> open(const std::filesystem::path& path, int flags) {
        const int fd = ::open(path.c_str(), flags | O_CLOEXEC, 0666);
        if (fd < 0) {
            throw_system(errno, path);
        }
        return std::make_shared<descriptor>(fd);
    }

    [[nodiscard]] std::string read(std::size_t max) const {
        std::string bytes(max, '\0');
        ::ssize_t count = 0;
        do {
            count = ::read(fd_, bytes.data(), bytes.size());
        } while (count < 0 && errno == EINTR);
        if (count < 0) {
            throw_system(errno);
        }
        bytes.resize(static_cast<std::size_t>(count));
        return bytes;
    }

    void write(std::string_view bytes) const {
        while (!bytes.empty()) {
            const ::ssize_t count = ::write(fd_, bytes.data(), bytes.size());
            if (count >= 0) {
                bytes.remove_prefix(static_cast<std::size_t>(count));
            } else if (errno != EINTR) {
                throw_system(errno);
            }
        }
    }

    void sync() const {
        if (::fsync(fd_) != 0) {
            throw_system(errno);
        }
    }

    void close() {
        // Never twice, not even after EINTR: Linux has let the number go in either case.
        if (::close(std::exchange(fd_, -1)) != 0 && errno != EINTR) {
            throw_system(errno);
        }
    }

private:
    int fd_;
};

namespace {

using detail::descriptor;

void sync_folder(const std::filesystem::path& folder) {
    descriptor::open(folder.empty() ? "." : folder, O_RDONLY | O_DIRECTORY)->sync();
}

// A new file beside `path`: its name and its descriptor. Unlike mkstemp, with the permissions of any new file.
std::pair<std::string, int> make_beside(const std::filesystem::path& path) {
    static std::atomic<unsigned> last_number{0};
    while (true) {
        std::string name = path.string() + '.' + std::to_string(::getpid()) + '.' + std::to_string(++last_number);
        const int fd = ::open(name.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
        if (fd >= 0) {
            return {std::move(name), fd};
        }
        if (errno != EEXIST) {
            throw_system(errno, path);
        }
    }
}

void replace_file(const std::filesystem::path& path, const std::string& bytes) {
    const auto [temporary, fd] = make_beside(path);
    try {
        descriptor file(fd);
        struct stat old {};
        if (::stat(path.c_str(), &old) == 0 && ::fchmod(fd, old.st_mode & 07777U) != 0) {
            throw_system(errno, path);
        }
        file.write(bytes);
        file.sync();
        file.close();
        if (::rename(temporary.c_str(), path.c_str()) != 0) {
            throw_system(errno, path);
        }
    } catch (...) {
        ::unlink(temporary.c_str());
        throw;
    }
    sync_folder(path.parent_path());
}

std::string whole_file(const std::filesystem::path& path) {
    constexpr std::size_t step = std::size_t{256} * 1024;
    const auto file = descriptor::open(path, O_RDONLY);
    std::string bytes;
    for (std::string part = file->read(step); !part.empty(); part = file->read(step)) {
        bytes += part;
    }
    return bytes;
}

std::uintmax_t copy_contents(const std::filesystem::path& from, const std::filesystem::path& to) {
    constexpr std::size_t step = std::size_t{256} * 1024;
    const auto source = descriptor::open(from, open_flags(file_mode::read));
    std::error_code no_target;
    if (std::filesystem::equivalent(from, to, no_target)) {
        throw_system(EINVAL, to);  // opening it for writing would empty it
    }
    const auto target = descriptor::open(to, open_flags(file_mode::write));
    std::uintmax_t copied = 0;
    for (std::string part = source->read(step); !part.empty(); part = source->read(step)) {
        target->write(part);
        copied += part.size();
    }
    target->close();
    return copied;
}

}  // namespace

file::file(blocking_pool& pool, std::shared_ptr<descriptor> opened) noexcept
    : pool_(&pool), descriptor_(std::move(opened)) {
}

awaitable<file> file::open(blocking_pool& pool, std::filesystem::path path, file_mode mode) {
    auto work = [path = std::move(path), mode] { return descriptor::open(path, open_flags(mode)); };
    auto opened = co_await pool.run(std::move(work));
    co_return file(pool, std::move(opened));
}

awaitable<std::string> file::read_some(std::size_t max) {
    assert(is_open());
    auto work = [opened = descriptor_, max] { return opened->read(max); };
    co_return co_await pool_->run(std::move(work));
}

awaitable<void> file::write(std::string bytes) {
    assert(is_open());
    auto work = [opened = descriptor_, bytes = std::move(bytes)] { opened->write(bytes); };
    co_await pool_->run(std::move(work));
}

awaitable<void> file::sync() {
    assert(is_open());
    auto work = [opened = descriptor_] { opened->sync(); };
    co_await pool_->run(std::move(work));
}

awaitable<void> file::close() {
    if (descriptor_ == nullptr) {
        co_return;
    }
    auto work = [opened = std::exchange(descriptor_, nullptr)] { opened->close(); };
    co_await pool_->run(std::move(work));
}

awaitable<std::string> read_file(blocking_pool& pool, std::filesystem::path path) {
    auto work = [path = std::move(path)] { return whole_file(path); };
    co_return co_await pool.run(std::move(work));
}

awaitable<void> write_file_atomic(blocking_pool& pool, std::filesystem::path path, std::string bytes) {
    auto work = [path = std::move(path), bytes = std::move(bytes)] { replace_file(path, bytes); };
    co_await pool.run(std::move(work));
}

awaitable<std::uintmax_t> copy_file(blocking_pool& pool, std::filesystem::path from, std::filesystem::path to) {
    auto work = [from = std::move(from), to = std::move(to)] { return copy_contents(from, to); };
    co_return co_await pool.run(std::move(work));
}

}  // namespace trawl::async
