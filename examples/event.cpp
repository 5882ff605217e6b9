// Several coroutines wait for one event.
#include <chrono>
#include <iostream>

#include "run.hpp"
#include "trawl/async/event.hpp"
#include "trawl/async/task_group.hpp"

using namespace std::chrono_literals;
using trawl::async::awaitable;

awaitable<void> runner(trawl::async::event& start, int number) {
    std::cout << "runner " << number << " is ready\n";
    co_await start.wait();
    std::cout << "runner " << number << " runs\n";
}

awaitable<void> program() {
    trawl::async::event start;
    trawl::async::task_group race(co_await boost::asio::this_coro::executor);
    for (int number = 1; number <= 3; ++number) {
        race.spawn(runner(start, number));
    }
    std::cout << "go\n";
    start.set();
    co_await race.join();
}

int main() {
    return run(program());
}
