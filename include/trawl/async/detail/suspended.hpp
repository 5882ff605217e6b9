#pragma once

#include <utility>

#include <boost/asio/any_completion_handler.hpp>
#include <boost/asio/associated_cancellation_slot.hpp>
#include <boost/asio/associated_executor.hpp>
#include <boost/asio/cancellation_type.hpp>
#include <boost/asio/post.hpp>

#include "trawl/async/awaitable.hpp"

namespace trawl::async::detail {

/// A coroutine that waits to be resumed, by a posted completion and once. Empty by default and afterwards. Destroying
/// it destroys the coroutine.
class suspended {
public:
    suspended() = default;

    /// Made in the initiation of an operation with the signature `void()`.
    template <class Handler>
    explicit suspended(Handler handler)
        : home_(boost::asio::get_associated_executor(handler)), handler_(std::move(handler)) {}

    suspended(suspended&&) noexcept = default;
    // By a swap: any_completion_handler's own move assignment recurses for ever in Boost 1.81.
    suspended& operator=(suspended&& other) noexcept {
        suspended taken(std::move(other));
        home_ = std::move(taken.home_);
        handler_.swap(taken.handler_);
        return *this;
    }

    [[nodiscard]] explicit operator bool() const noexcept { return static_cast<bool>(handler_); }

    [[nodiscard]] const executor& home() const noexcept { return home_; }

    /// Calls `function` when the coroutine is cancelled, whatever the type.
    template <class F>
    void on_cancel(F function) {
        auto slot = boost::asio::get_associated_cancellation_slot(handler_);
        if (slot.is_connected()) {
            slot.assign([function](boost::asio::cancellation_type type) {
                if (type != boost::asio::cancellation_type::none) {
                    function();
                }
            });
        }
    }

    void forget_cancel() noexcept { boost::asio::get_associated_cancellation_slot(handler_).clear(); }

    void resume() {
        auto completion = [handler = std::exchange(handler_, nullptr)]() mutable { std::move(handler)(); };
        boost::asio::post(home_, std::move(completion));
    }

private:
    executor home_;
    boost::asio::any_completion_handler<void()> handler_;
};

}  // namespace trawl::async::detail
