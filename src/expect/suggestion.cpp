#include "expect/suggestion.hpp"

#include <algorithm>
#include <cstddef>
#include <vector>

namespace trawl::expect {

namespace {

constexpr std::size_t longest_word = 40;

char lower(char c) noexcept {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
}

// Damerau's: a change, an addition, an omission, and a swap of neighbours each count once.
std::size_t distance(std::string_view left, std::string_view right) {
    std::vector<std::size_t> before(right.size() + 1);
    std::vector<std::size_t> above(right.size() + 1);
    std::vector<std::size_t> row(right.size() + 1);
    for (std::size_t j = 0; j <= right.size(); ++j) {
        above[j] = j;
    }
    for (std::size_t i = 1; i <= left.size(); ++i) {
        row[0] = i;
        for (std::size_t j = 1; j <= right.size(); ++j) {
            const bool same = lower(left[i - 1]) == lower(right[j - 1]);
            row[j] = std::min({above[j] + 1, row[j - 1] + 1, above[j - 1] + (same ? 0 : 1)});
            if (i > 1 && j > 1 && lower(left[i - 1]) == lower(right[j - 2]) &&
                lower(left[i - 2]) == lower(right[j - 1])) {
                row[j] = std::min(row[j], before[j - 2] + 1);
            }
        }
        before.swap(above);
        above.swap(row);
    }
    return above[right.size()];
}

bool begins_alike(std::string_view word, std::string_view start) {
    return start.size() >= 3 && word.size() > start.size() &&
           std::equal(start.begin(), start.end(), word.begin(), [](char a, char b) { return lower(a) == lower(b); });
}

}  // namespace

std::string_view nearest(std::string_view word, std::span<const std::string_view> words) {
    if (word.empty() || word.size() > longest_word) {
        return {};
    }
    std::string_view best;
    std::size_t least = word.size() <= 3 ? 2 : word.size() <= 7 ? 3 : 4;  // fewer changes than this
    for (const auto each : words) {
        const std::size_t changes = distance(word, each);
        if (changes < least && changes < each.size()) {
            best = each;
            least = changes;
        }
    }
    if (!best.empty()) {
        return best;
    }
    const auto longer = std::find_if(words.begin(), words.end(), [&](auto each) { return begins_alike(each, word); });
    return longer == words.end() ? std::string_view() : *longer;
}

std::string suggestion(std::string_view word, std::span<const std::string_view> words) {
    const std::string_view near = nearest(word, words);
    return near.empty() ? std::string() : std::string(" (did you mean '").append(near).append("'?)");
}

}  // namespace trawl::expect
