#pragma once

#include <cerrno>
#include <utility>

#include <unistd.h>
#include <boost/system/error_code.hpp>

namespace trawl::files {

/// A file descriptor that is closed when destroyed.
class descriptor {
public:
    descriptor() noexcept = default;
    explicit descriptor(int fd) noexcept : fd_(fd) {}
    descriptor(descriptor&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
    descriptor& operator=(descriptor&& other) noexcept {
        std::swap(fd_, other.fd_);
        return *this;
    }
    ~descriptor() { (void)close(); }

    [[nodiscard]] int fd() const noexcept { return fd_; }
    [[nodiscard]] bool is_open() const noexcept { return fd_ >= 0; }

    /// False, with `errno` set, if something written before did not reach the file.
    [[nodiscard]] bool close() noexcept { return fd_ < 0 || ::close(std::exchange(fd_, -1)) == 0; }

private:
    int fd_ = -1;
};

/// What `errno` says.
[[nodiscard]] inline boost::system::error_code last_error() noexcept {
    return {errno, boost::system::system_category()};
}

}  // namespace trawl::files
