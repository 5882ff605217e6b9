// gather stops at the first failure; gather_settled gives each result or its error.
#include <iostream>
#include <stdexcept>
#include <vector>

#include "run.hpp"
#include "trawl/async/gather.hpp"
#include "trawl/async/gather_settled.hpp"

using trawl::async::awaitable;

awaitable<int> divide(int a, int b) {
    if (b == 0) {
        throw std::runtime_error("division by zero");
    }
    co_return a / b;
}

std::vector<awaitable<int>> divisions() {
    std::vector<awaitable<int>> all;
    all.push_back(divide(6, 3));
    all.push_back(divide(1, 0));
    all.push_back(divide(8, 2));
    return all;
}

awaitable<void> program() {
    try {
        (void)co_await trawl::async::gather(divisions());
    } catch (const std::runtime_error& error) {
        std::cout << "gather: " << error.what() << '\n';
    }
    for (const auto& result : co_await trawl::async::gather_settled(divisions())) {
        try {
            const int quotient = result.value();
            std::cout << "settled: " << quotient << '\n';
        } catch (const std::runtime_error& error) {
            std::cout << "settled: " << error.what() << '\n';
        }
    }
}

int main() {
    return run(program());
}
