#pragma once

#include <exception>
#include <memory>
#include <utility>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>

#include "trawl/async/awaitable.hpp"
#include "trawl/async/cancellation.hpp"

namespace trawl::test {

/// A coroutine that a test cancels by itself and looks at afterwards.
class spawned {
public:
    spawned(const async::executor& ex, async::awaitable<void> operation) {
        boost::asio::co_spawn(
            ex, std::move(operation),
            boost::asio::bind_cancellation_slot(state_->signal.slot(), [state = state_](std::exception_ptr error) {
                state->ended = true;
                state->error = std::move(error);
            }));
    }

    void cancel(boost::asio::cancellation_type type = boost::asio::cancellation_type::terminal) {
        state_->signal.emit(type);
    }

    [[nodiscard]] bool has_ended() const { return state_->ended; }
    [[nodiscard]] bool has_succeeded() const { return state_->ended && !state_->error; }
    [[nodiscard]] bool was_cancelled() const { return state_->ended && async::is_cancelled(state_->error); }
    [[nodiscard]] const std::exception_ptr& error() const { return state_->error; }

private:
    struct state {
        boost::asio::cancellation_signal signal;
        bool ended = false;
        std::exception_ptr error;
    };

    std::shared_ptr<state> state_ = std::make_shared<state>();
};

}  // namespace trawl::test
