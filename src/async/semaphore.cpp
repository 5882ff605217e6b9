#include "trawl/async/semaphore.hpp"

#include <cassert>

#include "trawl/async/cancellation.hpp"

namespace trawl::async {

semaphore::~semaphore() {
    assert(out_ == 0 && "a permit outlives its semaphore");
}

semaphore::permit semaphore::take() noexcept {
    ++out_;
    return permit(*this);
}

awaitable<semaphore::permit> semaphore::acquire() {
    if (is_free()) {
        co_return take();
    }
    co_await waiters_.wait();
    permit handed = take();
    if (detail::was_cancelled(co_await boost::asio::this_coro::cancellation_state)) {
        handed.release();
        throw_cancelled();
    }
    co_return handed;
}

std::optional<semaphore::permit> semaphore::try_acquire() noexcept {
    if (!is_free()) {
        return std::nullopt;
    }
    return take();
}

void semaphore::set_limit(std::size_t limit) {
    limit_ = limit;
    serve();
}

void semaphore::give_back() noexcept {
    --out_;
    serve();
}

void semaphore::serve() {
    while (available() > 0 && waiters_.notify_one()) {
    }
}

}  // namespace trawl::async
