#include "crawl/once_filter.hpp"

#include <algorithm>

namespace trawl::crawl {

namespace {

constexpr std::size_t first_words = 1024;
constexpr std::size_t entries_of_a_word = 6;
constexpr std::size_t growth = 4;

std::size_t word_of(std::uint64_t hash, std::size_t words) noexcept {
    __extension__ using wide = unsigned __int128;
    return static_cast<std::size_t>((static_cast<wide>(hash) * words) >> 64U);
}

// By the low bits: the place of the word comes from the high ones.
std::uint64_t bits_of(std::uint64_t hash) noexcept {
    constexpr std::uint64_t one = 1;
    return one << (hash & 63U) | one << (hash >> 6U & 63U) | one << (hash >> 12U & 63U);
}

}  // namespace

bool once_filter::has(std::uint64_t hash) const noexcept {
    const auto bits = bits_of(hash);
    return std::ranges::any_of(generations_, [hash, bits](const generation& each) {
        return (each.words[word_of(hash, each.words.size())] & bits) == bits;
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
    last.words[word_of(hash, last.words.size())] |= bits_of(hash);
    ++last.entries;
    return false;
}

}  // namespace trawl::crawl
