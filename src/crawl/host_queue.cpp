#include "crawl/host_queue.hpp"

#include <algorithm>

namespace trawl::crawl {

namespace {

// Most hosts have a few URLs, some have millions.
constexpr std::size_t first_block = 4;
constexpr std::size_t most_of_block = 1024;

}  // namespace

void id_queue::push(url_id id) {
    if (blocks_.empty() || blocks_.back().size() == blocks_.back().capacity()) {
        const std::size_t size = blocks_.empty() ? first_block : std::min(blocks_.back().capacity() * 4, most_of_block);
        blocks_.emplace_back().reserve(size);
    }
    blocks_.back().push_back(id);
}

url_id id_queue::pop() noexcept {
    const url_id first = blocks_.front()[taken_];
    if (++taken_ == blocks_.front().size()) {
        blocks_.pop_front();
        taken_ = 0;
    }
    return first;
}

void id_queue::peek(std::vector<url_id>& into, std::size_t most) const {
    std::size_t from = taken_;
    for (const auto& block : blocks_) {
        for (; from < block.size(); ++from) {
            if (into.size() >= most) {
                return;
            }
            into.push_back(block[from]);
        }
        from = 0;
    }
}

void host_queue::push(std::uint32_t depth, url_id id) {
    depths_[depth].push(id);
}

url_id host_queue::pop() noexcept {
    const auto nearest = depths_.begin();
    const url_id first = nearest->second.pop();
    if (nearest->second.is_empty()) {
        depths_.erase(nearest);
    }
    return first;
}

std::vector<url_id> host_queue::peek(std::size_t most) const {
    std::vector<url_id> first;
    for (const auto& [depth, ids] : depths_) {
        ids.peek(first, most);
    }
    return first;
}

}  // namespace trawl::crawl
