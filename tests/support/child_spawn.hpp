#pragma once

#include <sys/types.h>
#include <unistd.h>

#include <filesystem>
#include <utility>

#include "support/child_process.hpp"

namespace trawl::test {

/// Closed when destroyed.
class descriptor {
public:
    descriptor() = default;
    explicit descriptor(int value) noexcept : value_(value) {}
    descriptor(descriptor&& other) noexcept : value_(std::exchange(other.value_, -1)) {}
    descriptor& operator=(descriptor&& other) noexcept {
        std::swap(value_, other.value_);
        return *this;
    }
    ~descriptor() { reset(); }

    void reset() noexcept {
        if (value_ >= 0) {
            ::close(std::exchange(value_, -1));
        }
    }
    [[nodiscard]] int get() const noexcept { return value_; }
    [[nodiscard]] bool is_open() const noexcept { return value_ >= 0; }

private:
    int value_ = -1;
};

struct pipe_ends {
    descriptor read;
    descriptor write;
};

/// Close-on-exec. Throws `std::system_error`.
[[nodiscard]] pipe_ends make_pipe();

/// Starts a program with these for stdin, stdout and stderr. Throws `std::system_error`.
[[nodiscard]] pid_t spawn(const std::filesystem::path& program, const child_options& how, int in, int out, int err);

}  // namespace trawl::test
