// A bounded queue between one producer and two consumers.
#include <iostream>
#include <tuple>

#include "run.hpp"
#include "trawl/async/gather.hpp"
#include "trawl/async/queue.hpp"

using trawl::async::awaitable;

awaitable<void> produce(trawl::async::queue<int>& numbers) {
    for (int number = 1; number <= 100; ++number) {
        co_await numbers.push(number);  // waits while the queue is full
    }
    numbers.close();
}

awaitable<int> consume(trawl::async::queue<int>& numbers) {
    int sum = 0;
    while (const auto number = co_await numbers.pop()) {
        sum += *number;
    }
    co_return sum;
}

awaitable<void> program() {
    trawl::async::queue<int> numbers(4);
    const auto sums = co_await trawl::async::gather(produce(numbers), consume(numbers), consume(numbers));
    std::cout << "the sum is " << std::get<1>(sums) + std::get<2>(sums) << '\n';
}

int main() {
    return run(program());
}
