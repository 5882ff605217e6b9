#include "support/script.hpp"

#include <utility>

namespace trawl::test {

void gate::open() {
    std::vector<std::function<void()>> calls;
    {
        const std::lock_guard lock{mutex_};
        open_ = true;
        calls.swap(calls_);
    }
    for (const auto& call : calls) {
        call();
    }
}

void gate::when_open(std::function<void()> call) {
    {
        const std::lock_guard lock{mutex_};
        if (!open_) {
            calls_.push_back(std::move(call));
            return;
        }
    }
    call();
}

script operator+(script first, const script& second) {
    first.insert(first.end(), second.begin(), second.end());
    return first;
}

}  // namespace trawl::test
