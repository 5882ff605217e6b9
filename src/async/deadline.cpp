#include "trawl/async/deadline.hpp"

#include <algorithm>

namespace trawl::async {

deadline deadline::after(clock::duration limit) noexcept {
    const auto now = clock::now();
    if (limit >= clock::time_point::max() - now) {
        return never();
    }
    return at(now + std::max(limit, clock::duration::zero()));
}

bool deadline::is_reached() const noexcept {
    return !is_never() && clock::now() >= when_;
}

clock::duration deadline::remaining() const noexcept {
    return is_never() ? clock::duration::max() : std::max(when_ - clock::now(), clock::duration::zero());
}

}  // namespace trawl::async
