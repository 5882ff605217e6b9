// What must not be interrupted by another coroutine stands under a lock.
#include <chrono>
#include <iostream>
#include <string>

#include "run.hpp"
#include "trawl/async/gather.hpp"
#include "trawl/async/mutex.hpp"

using namespace std::chrono_literals;
using trawl::async::awaitable;

awaitable<void> withdraw(trawl::async::mutex& lock, int& balance, std::string who, int amount) {
    const auto guard = co_await lock.lock();
    if (balance < amount) {
        std::cout << who << " gets nothing\n";
        co_return;
    }
    co_await sleep_for(10ms);  // without the lock, the others would look at the balance now
    balance -= amount;
    std::cout << who << " takes " << amount << ", " << balance << " left\n";
}

awaitable<void> program() {
    trawl::async::mutex lock;
    int balance = 100;
    co_await trawl::async::gather(withdraw(lock, balance, "Ada", 70), withdraw(lock, balance, "Bob", 50),
                                  withdraw(lock, balance, "Cyd", 30));
}

int main() {
    return run(program());
}
