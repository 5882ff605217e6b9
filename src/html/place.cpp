#include "html/place.hpp"

#include <algorithm>

namespace trawl::html {

namespace {

// Counts in blocks whose sum fits a byte, which the compiler turns into vector instructions.
template <class Predicate>
std::uint32_t count(std::string_view text, Predicate predicate) {
    constexpr std::size_t block = 255;
    std::uint32_t total = 0;
    while (!text.empty()) {
        const std::string_view part = text.substr(0, block);
        std::uint8_t sum = 0;
        for (const char c : part) {
            sum = static_cast<std::uint8_t>(sum + (predicate(c) ? 1 : 0));
        }
        total += sum;
        text.remove_prefix(part.size());
    }
    return total;
}

}  // namespace

void place::pass(std::string_view text) noexcept {
    const std::uint32_t lines = count(text, [](char c) { return c == '\n'; });
    if (lines > 0) {
        line += lines;
        column = 1;
        text.remove_prefix(text.rfind('\n') + 1);
    }
    column += count(text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; });
}

}  // namespace trawl::html
