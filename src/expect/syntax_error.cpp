#include "expect/syntax_error.hpp"

#include <algorithm>

#include "base/printable.hpp"
#include "base/utf8.hpp"

namespace trawl::expect {

namespace {

// Of a text that is longer, so many bytes before and behind the place are shown.
constexpr std::size_t shown_before = 60;
constexpr std::size_t shown_behind = 40;
constexpr std::size_t most_shown = 120;

bool is_inside_character(std::string_view text, std::size_t at) noexcept {
    return at < text.size() && (static_cast<unsigned char>(text[at]) & 0xc0U) == 0x80U;
}

std::size_t columns(std::string_view text) {
    std::size_t count = 0;
    while (!text.empty()) {
        text.remove_prefix(base::decode_utf8(text).length);
        ++count;
    }
    return count;
}

}  // namespace

std::string with_carets(const syntax_error& wrong, std::string_view text) {
    const std::size_t at = std::min(wrong.at, text.size());
    const std::size_t end = at + std::min(wrong.length, text.size() - at);
    std::size_t first = 0;
    std::size_t last = text.size();
    if (text.size() > most_shown) {
        first = at > shown_before ? at - shown_before : 0;
        last = std::min(text.size(), std::max(at + shown_behind, std::min(end, first + most_shown)));
        while (is_inside_character(text, first)) {
            ++first;
        }
        while (is_inside_character(text, last)) {
            ++last;
        }
    }
    const std::string before = (first > 0 ? "..." : "") + base::printable(text.substr(first, at - first));
    const std::string marked = base::printable(text.substr(at, std::min(end, last) - at));
    const std::string behind = base::printable(text.substr(std::min(end, last), last - std::min(end, last)));
    std::string shown = "  " + before + marked + behind + (last < text.size() ? "..." : "") + "\n  ";
    shown.append(columns(before), ' ');
    shown.append(std::max<std::size_t>(columns(marked), 1), '^');
    return shown;
}

}  // namespace trawl::expect
