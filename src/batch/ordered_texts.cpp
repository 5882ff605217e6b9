#include "batch/ordered_texts.hpp"

#include <utility>

namespace trawl::batch {

void ordered_texts::settle(std::uint64_t number, std::string text, const sink& give) {
    if (number == next_ && ranges_.empty()) {  // nearly always
        ++next_;
        if (!text.empty()) {
            give(text);
        }
        return;
    }
    if (!text.empty()) {
        texts_.emplace(number, std::move(text));
    }
    std::uint64_t end = number + 1;
    if (const auto behind = ranges_.find(end); behind != ranges_.end()) {
        end = behind->second;
        ranges_.erase(behind);
    }
    auto before = ranges_.lower_bound(number);
    if (before != ranges_.begin() && std::prev(before)->second == number) {
        std::prev(before)->second = end;
    } else {
        ranges_.emplace(number, end);
    }
    give_ready(give);
}

void ordered_texts::give_ready(const sink& give) {
    if (ranges_.empty() || ranges_.begin()->first != next_) {
        return;
    }
    next_ = ranges_.begin()->second;
    ranges_.erase(ranges_.begin());
    while (!texts_.empty() && texts_.begin()->first < next_) {
        give(texts_.begin()->second);
        texts_.erase(texts_.begin());
    }
}

void ordered_texts::finish(const sink& give) {
    for (const auto& [number, text] : std::exchange(texts_, {})) {
        give(text);
    }
}

}  // namespace trawl::batch
