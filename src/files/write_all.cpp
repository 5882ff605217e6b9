#include "files/write_all.hpp"

#include <cerrno>

#include <poll.h>
#include <unistd.h>

#include "files/descriptor.hpp"

namespace trawl::files {

write_result write_all(int descriptor, std::string_view text) noexcept {
    write_result result;
    while (result.written < text.size()) {
        const ssize_t count = ::write(descriptor, text.data() + result.written, text.size() - result.written);
        if (count >= 0) {
            result.written += static_cast<std::size_t>(count);
        } else if (errno == EAGAIN) {
            pollfd ready{descriptor, POLLOUT, 0};
            ::poll(&ready, 1, -1);
        } else if (errno != EINTR) {
            result.failure = last_error();
            break;
        }
    }
    return result;
}

}  // namespace trawl::files
