#include "app/signals.hpp"

#include <unistd.h>
#include <boost/asio/signal_set.hpp>

namespace trawl::app {

namespace {

// As nohup leaves SIGHUP, and a shell SIGINT for what it starts in the background.
bool is_ignored(int number) noexcept {
    struct sigaction now {};
    return ::sigaction(number, nullptr, &now) == 0 && now.sa_handler == SIG_IGN;
}

constexpr std::array watched{SIGINT, SIGTERM, SIGHUP};

void end_program(int number) {
    ::_exit(128 + number);
}

}  // namespace

async::awaitable<void> watch_signals(const std::function<void(int)>& told) {
    const async::executor here = co_await boost::asio::this_coro::executor;
    boost::asio::signal_set signals(here);
    for (const int number : watched) {
        if (!is_ignored(number)) {
            signals.add(number);
        }
    }
    for (int times = 1;; ++times) {
        const int number = co_await signals.async_wait(boost::asio::use_awaitable);
        if (times == 3) {
            ::_exit(128 + number);
        }
        told(number);
    }
}

signals_end_program::signals_end_program() {
    struct sigaction ends {};
    ends.sa_handler = end_program;
    for (std::size_t i = 0; i < watched.size(); ++i) {
        (void)::sigaction(watched[i], is_ignored(watched[i]) ? nullptr : &ends, &before_[i]);
    }
}

signals_end_program::~signals_end_program() {
    for (std::size_t i = 0; i < watched.size(); ++i) {
        (void)::sigaction(watched[i], &before_[i], nullptr);
    }
}

}  // namespace trawl::app
