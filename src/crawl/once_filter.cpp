#include "crawl/once_filter.hpp"

#include <algorithm>

namespace trawl::crawl {

namespace {

constexpr std::size_t block_words = 8;  // 512 bits, a line of the processor's cache
constexpr std::size_t first_words = 4096;
constexpr std::size_t entries_of_a_word = 6;
constexpr std::size_t growth = 2;
constexpr int bits_of_an_entry = 5;

std::size_t block_of(std::uint64_t hash, std::size_t words) noexcept {
    __extension__ using wide = unsigned __int128;
    return static_cast<std::size_t>((static_cast<wide>(hash) * (words / block_words)) >> 64U) * block_words;
}

// By the low bits of the hash, nine for each: the place of the block comes from the high ones.
template <class Take>
void each_bit(std::uint64_t hash, Take take) {
    constexpr std::uint64_t one = 1;
    for (int i = 0; i < bits_of_an_entry; ++i) {
        take((hash >> 6U) % block_words, one << (hash % 64));
        hash >>= 9U;
    }
}

}  // namespace

bool once_filter::has(std::uint64_t hash) const noexcept {
    return std::ranges::any_of(generations_, [hash](const generation& each) {
        const std::uint64_t* const block = &each.words[block_of(hash, each.words.size())];
        bool is_there = true;
        each_bit(hash, [&](std::size_t word, std::uint64_t bit) { is_there = is_there && (block[word] & bit) != 0; });
        return is_there;
    });
}

bool once_filter::meet(std::uint64_t hash) {
    if (has(hash)) {
        return true;
    }
    if (generations_.empty() || generations_.back().entries >= generations_.back().words.size() * entries_of_a_word) {
        const auto words = generations_.empty() ? first_words : generations_.back().words.size() * growth;
        generations_.push_back({std::vector<std::uint64_t>(words), 0});
    }
    auto& last = generations_.back();
    std::uint64_t* const block = &last.words[block_of(hash, last.words.size())];
    each_bit(hash, [block](std::size_t word, std::uint64_t bit) { block[word] |= bit; });
    ++last.entries;
    return false;
}

}  // namespace trawl::crawl
