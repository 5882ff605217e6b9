#pragma once

#include <string>
#include <string_view>

#include <sys/mman.h>
#include <unistd.h>

#include "check.hpp"

namespace trawl::fuzz {

/// A file without a name, for what reads files: nothing stays behind.
class memory_file {
public:
    memory_file() : descriptor_(::memfd_create("input", MFD_CLOEXEC)) { check(descriptor_ >= 0, "there is memory"); }
    memory_file(const memory_file&) = delete;
    memory_file& operator=(const memory_file&) = delete;
    ~memory_file() { ::close(descriptor_); }

    [[nodiscard]] std::string path() const { return "/proc/self/fd/" + std::to_string(descriptor_); }

    /// In place of what is in there.
    void write(std::string_view text) const {
        check(::ftruncate(descriptor_, 0) == 0 &&
                  ::pwrite(descriptor_, text.data(), text.size(), 0) == static_cast<ssize_t>(text.size()),
              "there is memory");
    }

private:
    int descriptor_;
};

}  // namespace trawl::fuzz
