#include "app/signals.hpp"

#include <csignal>

#include <unistd.h>
#include <boost/asio/signal_set.hpp>

namespace trawl::app {

namespace {

// As nohup leaves SIGHUP, and a shell SIGINT for what it starts in the background.
bool is_ignored(int number) noexcept {
    struct sigaction now {};
    return ::sigaction(number, nullptr, &now) == 0 && now.sa_handler == SIG_IGN;
}

}  // namespace

async::awaitable<void> watch_signals(const std::function<void(int)>& told) {
    const async::executor here = co_await boost::asio::this_coro::executor;
    boost::asio::signal_set signals(here);
    for (const int number : {SIGINT, SIGTERM, SIGHUP}) {
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

}  // namespace trawl::app
