#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace trawl::html {

/// What a tokenizer keeps of a word while it reads it: its last eight bytes, in lower case, and its length.
struct word_key {
    std::uint64_t tail = 0;
    std::uint32_t size = 0;

    constexpr void add(unsigned char lower) noexcept {
        tail = (tail << 8U) | lower;
        ++size;
    }
    friend constexpr bool operator==(const word_key&, const word_key&) = default;
};

constexpr word_key key_of(std::string_view lower) noexcept {
    word_key key;
    for (const char c : lower) {
        key.add(static_cast<unsigned char>(c));
    }
    return key;
}

/// Finds the entry of a word among few, in constant time: a hash table that is made by the compiler. Requires words whose keys are distinct.
template <std::size_t Words>
class word_table {
public:
    constexpr explicit word_table(const std::array<std::string_view, Words>& words) {
        for (std::size_t word = 0; word < Words; ++word) {
            keys_[word] = key_of(words[word]);
            std::size_t slot = slot_of(keys_[word]);
            while (slots_[slot] != 0) {
                slot = (slot + 1) % slots_.size();
            }
            slots_[slot] = static_cast<std::uint8_t>(word + 1);
        }
    }

    /// The place of the word in the list, or `Words` if it is not there.
    [[nodiscard]] constexpr std::size_t find(word_key key) const noexcept {
        std::size_t slot = slot_of(key);
        while (slots_[slot] != 0) {
            const std::size_t word = slots_[slot] - 1U;
            if (keys_[word] == key) {
                return word;
            }
            slot = (slot + 1) % slots_.size();
        }
        return Words;
    }

private:
    static constexpr std::size_t slot_of(word_key key) noexcept {
        return static_cast<std::size_t>(((key.tail + key.size) * 0x9E3779B97F4A7C15U) >> 55U);
    }

    static_assert(Words < 200);
    std::array<word_key, Words> keys_{};
    std::array<std::uint8_t, 512> slots_{};
};

}  // namespace trawl::html
