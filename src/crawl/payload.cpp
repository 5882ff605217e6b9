#include "crawl/payload.hpp"

#include <algorithm>
#include <cerrno>
#include <utility>

#include <unistd.h>
#include <boost/system/system_error.hpp>

namespace trawl::crawl {

std::size_t payload::read(std::uint64_t offset, std::span<char> into) const {
    const auto count = static_cast<std::size_t>(std::min<std::uint64_t>(into.size(), size_ - std::min(offset, size_)));
    if (is_in_memory()) {
        memory_.copy(into.data(), count, static_cast<std::size_t>(offset));
        return count;
    }
    while (true) {
        const auto got = ::pread(file_.fd(), into.data(), count, static_cast<off_t>(offset));
        if (got >= 0) {
            return static_cast<std::size_t>(got);
        }
        if (errno != EINTR) {
            throw boost::system::system_error(files::last_error(), "a body that was put aside");
        }
    }
}

void payload::move_to(files::descriptor file, std::uint64_t size) noexcept {
    memory_ = {};
    file_ = std::move(file);
    size_ = size;
}

}  // namespace trawl::crawl
