#include "check/suite_source.hpp"

#include <algorithm>
#include <charconv>
#include <iterator>
#include <utility>

namespace trawl::check {

namespace {

constexpr bool begins_character(char c) noexcept {
    return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
}

std::size_t characters(std::string_view text) noexcept {
    return static_cast<std::size_t>(std::ranges::count_if(text, begins_character));
}

std::size_t utf8_size(unsigned long point) noexcept {
    return point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
}

struct escape {
    std::size_t written;  // its bytes in the file
    std::size_t meant;    // those of what it stands for
};

// An escape of TOML: `\n`, `\u20AC`, `\U0001F600`.
escape read_escape(std::string_view text) {
    const char kind = text.size() < 2 ? '\0' : text[1];
    const std::size_t digits = kind == 'u' ? 4 : kind == 'U' ? 8 : 0;
    if (digits == 0 || text.size() < 2 + digits) {
        return {std::min<std::size_t>(2, text.size()), 1};
    }
    unsigned long point = 0;
    std::from_chars(text.data() + 2, text.data() + 2 + digits, point, 16);
    return {2 + digits, utf8_size(point)};
}

// How many characters of what is written within "..." stand for the first `bytes` of what is meant.
std::size_t characters_of_basic(std::string_view written, std::size_t bytes) {
    std::size_t at = 0;
    for (std::size_t meant = 0; meant < bytes && at < written.size();) {
        const escape next = written[at] == '\\' ? read_escape(written.substr(at)) : escape{1, 1};
        at += next.written;
        meant += next.meant;
    }
    return characters(written.substr(0, at));
}

}  // namespace

suite_source::suite_source(std::string path, std::string text)
    : path_(std::move(path)), text_(std::move(text)), lines_{0} {
    for (std::size_t at = text_.find('\n'); at != std::string::npos; at = text_.find('\n', at + 1)) {
        lines_.push_back(at + 1);
    }
}

std::string_view suite_source::line(std::uint32_t number) const {
    if (number == 0 || number > lines_.size()) {
        return {};
    }
    const std::string_view rest = std::string_view(text_).substr(lines_[number - 1]);
    return rest.substr(0, rest.find('\n'));
}

std::string_view suite_source::line_from(const located_text& text) const {
    const std::string_view rest = line(text.line);
    std::size_t at = 0;
    for (std::size_t left = text.column; at < rest.size(); ++at) {
        if (begins_character(rest[at]) && --left == 0) {
            break;
        }
    }
    return rest.substr(at);
}

located_text suite_source::at_byte(std::size_t at) const {
    const auto next = std::ranges::upper_bound(lines_, at);
    const std::size_t begin = *std::prev(next);
    const auto before = characters(std::string_view(text_).substr(begin, at - begin));
    return {{}, static_cast<std::uint32_t>(next - lines_.begin()), static_cast<std::uint32_t>(before + 1)};
}

place suite_source::place_of(const located_text& text, std::size_t at) const {
    place found;
    found.file = path_;
    found.line = text.line;
    found.column = text.column;
    const std::string_view written = line_from(text);
    const bool has_many_lines = written.starts_with("\"\"\"") || written.starts_with("'''");
    if (written.empty() || has_many_lines) {
        return found;
    }
    if (written.front() == '\'') {
        found.column += static_cast<std::uint32_t>(1 + characters(written.substr(1, at)));
    } else if (written.front() == '"') {
        found.column += static_cast<std::uint32_t>(1 + characters_of_basic(written.substr(1), at));
    }
    return found;
}

}  // namespace trawl::check
