#include <algorithm>
#include <charconv>
#include <fstream>
#include <system_error>

#include "support/child_process.hpp"

namespace trawl::test {
namespace {

std::filesystem::path proc(pid_t pid) {
    return "/proc/" + std::to_string(pid);
}

/// "VmHWM:     1234 kB" in bytes.
std::size_t status_line(pid_t pid, std::string_view name) {
    std::ifstream file{proc(pid) / "status"};
    for (std::string line; std::getline(file, line);) {
        if (line.starts_with(name)) {
            const auto digits = std::min(line.find_first_of("0123456789"), line.size());
            std::size_t kibibytes = 0;
            std::from_chars(line.data() + digits, line.data() + line.size(), kibibytes);
            return kibibytes * 1024;
        }
    }
    return 0;
}

}  // namespace

std::size_t child_process::peak_memory_now() const {
    return status_line(pid(), "VmHWM:");
}

std::size_t child_process::memory_now() const {
    return status_line(pid(), "VmRSS:");
}

std::size_t child_process::open_files_now() const {
    std::error_code failure;
    std::size_t count = 0;
    for (std::filesystem::directory_iterator at{proc(pid()) / "fd", failure}, end; !failure && at != end;
         at.increment(failure)) {
        ++count;
    }
    return count;
}

}  // namespace trawl::test
