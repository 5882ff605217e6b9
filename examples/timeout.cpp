// An operation that takes too long is cancelled, and the caller told.
#include <chrono>
#include <iostream>

#include <boost/system/system_error.hpp>

#include "run.hpp"
#include "trawl/async/with_timeout.hpp"

using namespace std::chrono_literals;
using trawl::async::awaitable;

awaitable<int> answer_after(trawl::async::clock::duration time) {
    co_await sleep_for(time);
    co_return 42;
}

awaitable<void> program() {
    std::cout << co_await trawl::async::with_timeout(answer_after(1ms), 10s) << '\n';
    try {
        std::cout << co_await trawl::async::with_timeout(answer_after(1h), 10ms) << '\n';
    } catch (const boost::system::system_error& error) {
        if (error.code() != trawl::async::async_errc::timed_out) {
            throw;
        }
        std::cout << "timed out\n";
    }
}

int main() {
    return run(program());
}
