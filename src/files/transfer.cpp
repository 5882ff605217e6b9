#include "files/transfer.hpp"

#include <algorithm>
#include <utility>

#include <boost/asio/async_result.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace trawl::files {

namespace asio = boost::asio;
using boost::system::error_code;

async::awaitable<void> transfer::wait(async::executor loop, std::size_t limit) {
    if (outstanding <= limit) {
        co_return;
    }
    auto start = [this, loop, limit](auto resume) {
        auto slot = asio::get_associated_cancellation_slot(resume);
        const auto number = add_waiter(handler(std::move(resume)), limit);
        if (slot.is_connected()) {
            slot.assign([this, loop, number](asio::cancellation_type) {
                const auto who = std::find_if(waiters_.begin(), waiters_.end(),
                                              [number](const auto& each) { return each.number == number; });
                if (who != waiters_.end()) {
                    asio::post(loop, [left = std::move(who->resume)]() mutable {
                        std::move(left)(error_code(asio::error::operation_aborted));
                    });
                    waiters_.erase(who);
                }
            });
        }
    };
    co_await asio::async_initiate<const asio::use_awaitable_t<>, void(error_code)>(std::move(start),
                                                                                   asio::use_awaitable);
}

async::awaitable<void> transfer::wait_stubbornly(std::size_t limit) {
    if (outstanding <= limit) {
        co_return;
    }
    auto start = [this, limit](auto resume) { (void)add_waiter(handler(std::move(resume)), limit); };
    co_await asio::async_initiate<const asio::use_awaitable_t<>, void(error_code)>(std::move(start),
                                                                                   asio::use_awaitable);
}

std::uint64_t transfer::add_waiter(handler resume, std::size_t wake_at) {
    waiters_.push_back({std::move(resume), wake_at, ++last_waiter_});
    return last_waiter_;
}

transfer::handler transfer::take_waiter() {
    const auto ready = std::find_if(waiters_.begin(), waiters_.end(),
                                    [this](const auto& each) { return outstanding <= each.wake_at; });
    if (ready == waiters_.end()) {
        return {};
    }
    handler taken(std::move(ready->resume));
    waiters_.erase(ready);
    return taken;
}

}  // namespace trawl::files
