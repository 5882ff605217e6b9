#include "trawl/async/event.hpp"

namespace trawl::async {

awaitable<void> event::wait() {
    if (!set_) {
        co_await waiters_.wait();
    }
}

}  // namespace trawl::async
