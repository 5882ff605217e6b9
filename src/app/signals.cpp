#include "app/signals.hpp"

#include <csignal>

#include <unistd.h>
#include <boost/asio/signal_set.hpp>

namespace trawl::app {

async::awaitable<void> watch_signals(const std::function<void(int)>& told) {
    const async::executor here = co_await boost::asio::this_coro::executor;
    boost::asio::signal_set signals(here, SIGINT, SIGTERM, SIGHUP);
    for (int times = 1;; ++times) {
        const int number = co_await signals.async_wait(boost::asio::use_awaitable);
        if (times == 3) {
            ::_exit(128 + number);
        }
        told(number);
    }
}

}  // namespace trawl::app
