#include "app/interruption.hpp"

#include <utility>

#include "app/signals.hpp"
#include "base/duration_text.hpp"
#include "base/log.hpp"

namespace trawl::app {

interruption::interruption(async::executor loop, async::clock::duration grace, actions what)
    : grace_(grace), actions_(std::move(what)), end_of_grace_(std::move(loop)) {
}

async::awaitable<void> interruption::watch() {
    return watch_signals(on_signal_);
}

void interruption::signalled(int number) {
    if (signal_ != 0) {
        actions_.end_at_once();
        return;
    }
    signal_ = number;
    actions_.stop();
    const bool is_limited = grace_ != async::clock::duration::max();
    const std::string running = actions_.what_runs();
    base::log(base::log_level::warn, "interrupted: " + (is_limited ? "up to " + base::to_text(grace_) : "any time") +
                                         " for " + (running.empty() ? "what is waiting" : running) +
                                         " to end; once more ends them at once");
    end_of_grace_.expires_after(grace_);
    end_of_grace_.async_wait([this](const boost::system::error_code& failed) {
        if (!failed) {
            actions_.end_at_once();
        }
    });
}

std::string counted(std::size_t count, const std::string& one) {
    return std::to_string(count) + " " + one + (count == 1 ? "" : "s");
}

}  // namespace trawl::app
