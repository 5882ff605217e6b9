#include "files/transfer.hpp"

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
        wake_at = limit;
        handler(std::move(resume)).swap(waiter);  // an assignment recurses for ever in Boost 1.81
        if (slot.is_connected()) {
            slot.assign([this, loop](asio::cancellation_type) {
                if (waiter) {
                    asio::post(loop, [left = std::move(waiter)]() mutable {
                        std::move(left)(error_code(asio::error::operation_aborted));
                    });
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
    auto start = [this, limit](auto resume) {
        wake_at = limit;
        handler(std::move(resume)).swap(waiter);  // an assignment recurses for ever in Boost 1.81
    };
    co_await asio::async_initiate<const asio::use_awaitable_t<>, void(error_code)>(std::move(start),
                                                                                   asio::use_awaitable);
}

transfer::handler transfer::take_waiter() {
    // Swapped: move assignment of Boost 1.81's any_completion_handler calls itself for ever.
    handler taken;
    if (outstanding <= wake_at) {
        taken.swap(waiter);
    }
    return taken;
}

}  // namespace trawl::files
