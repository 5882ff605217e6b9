#include "base/nearest_word.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <utility>

namespace trawl::base {

namespace {

constexpr std::size_t max_word = 64;

char lower(char c) noexcept {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
}

// Of optimal string alignment: three rows of the table are enough.
std::size_t letters_apart(std::string_view left, std::string_view right) {
    std::array<std::array<std::size_t, max_word + 1>, 3> rows{};
    auto* before_last = rows.data();
    auto* last = rows.data() + 1;
    auto* now = rows.data() + 2;
    for (std::size_t column = 0; column <= right.size(); ++column) {
        (*now)[column] = column;
    }
    for (std::size_t row = 1; row <= left.size(); ++row) {
        std::swap(before_last, last);
        std::swap(last, now);
        (*now)[0] = row;
        for (std::size_t column = 1; column <= right.size(); ++column) {
            const char a = lower(left[row - 1]);
            const char b = lower(right[column - 1]);
            std::size_t fewest = (*last)[column - 1] + (a == b ? 0 : 1);
            fewest = std::min({fewest, (*last)[column] + 1, (*now)[column - 1] + 1});
            const bool is_swapped = row > 1 && column > 1 && a == lower(right[column - 2]) && lower(left[row - 2]) == b;
            if (is_swapped) {
                fewest = std::min(fewest, (*before_last)[column - 2] + 1);
            }
            (*now)[column] = fewest;
        }
    }
    return (*now)[right.size()];
}

}  // namespace

std::string_view nearest_word(std::string_view word, std::span<const std::string_view> candidates) {
    std::string_view nearest;
    if (word.empty() || word.size() > max_word) {
        return nearest;
    }
    std::size_t fewest = max_word;
    for (const std::string_view each : candidates) {
        if (each.empty() || each.size() > max_word) {
            continue;
        }
        const std::size_t apart = letters_apart(word, each);
        // One letter of a word of two is nearly another word, but a slip of the hand there too.
        const std::size_t allowed = std::max<std::size_t>(1, std::max(word.size(), each.size()) / 3);
        if (apart <= allowed && apart < fewest && apart < each.size()) {
            fewest = apart;
            nearest = each;
        }
    }
    return nearest;
}

std::string did_you_mean(std::string_view word, std::span<const std::string_view> candidates) {
    const std::string_view nearest = nearest_word(word, candidates);
    return nearest.empty() ? std::string() : ", did you mean '" + std::string(nearest) + "'?";
}

}  // namespace trawl::base
