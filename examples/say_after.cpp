// Two coroutines that sleep at the same time.
#include <chrono>
#include <iostream>
#include <string>

#include "run.hpp"
#include "trawl/async/gather.hpp"

using namespace std::chrono_literals;
using trawl::async::awaitable;

awaitable<void> say_after(trawl::async::clock::duration delay, std::string what) {
    co_await sleep_for(delay);
    std::cout << what << '\n';
}

awaitable<void> program() {
    std::cout << "started\n";
    co_await trawl::async::gather(say_after(200ms, "world"), say_after(50ms, "hello"));
    std::cout << "finished\n";
}

int main() {
    return run(program());
}
