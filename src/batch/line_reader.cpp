#include "batch/line_reader.hpp"

#include <algorithm>
#include <cassert>
#include <utility>

namespace trawl::batch {

namespace {

constexpr std::size_t max_line = 1024 * 1024;
constexpr std::string_view utf8_mark = "\xEF\xBB\xBF";
constexpr std::string_view utf16_marks[] = {"\xFF\xFE", "\xFE\xFF"};

}  // namespace

void line_reader::feed(std::string_view bytes) {
    assert(!finished_);
    if (is_utf16_) {
        return;
    }
    drop_taken();
    buffer_.append(bytes);
}

void line_reader::finish() {
    finished_ = true;
}

std::optional<line_reader::line> line_reader::next() {
    if (!started_) {
        if (buffer_.size() < utf8_mark.size() && !finished_) {
            return std::nullopt;
        }
        started_ = true;
        read_mark();
    }
    const std::size_t end = buffer_.find('\n', searched_);
    if (end == std::string::npos) {
        return take_last_line();
    }
    const std::string_view text = std::string_view(buffer_).substr(taken_, end - taken_);
    taken_ = searched_ = end + 1;
    return made(text);
}

void line_reader::read_mark() {
    if (buffer_.starts_with(utf8_mark)) {
        taken_ = searched_ = utf8_mark.size();
    }
    is_utf16_ = std::ranges::any_of(utf16_marks, [this](auto mark) { return buffer_.starts_with(mark); });
    if (is_utf16_) {
        buffer_.clear();
    }
}

// No LF is left: this is the last line, or one that goes on in bytes still to come.
std::optional<line_reader::line> line_reader::take_last_line() {
    const std::string_view rest = std::string_view(buffer_).substr(taken_);
    if (finished_ && (overlong_ || !rest.empty())) {
        taken_ = searched_ = buffer_.size();
        return made(rest);
    }
    searched_ = buffer_.size();
    if (rest.size() > max_line) {
        overlong_ = true;
        taken_ = buffer_.size();
    }
    return std::nullopt;
}

line_reader::line line_reader::made(std::string_view text) {
    ++number_;
    if (std::exchange(overlong_, false) || text.size() > max_line) {
        return {number_, {}, true};
    }
    while (text.ends_with('\r')) {
        text.remove_suffix(1);
    }
    return {number_, text, false};
}

void line_reader::drop_taken() {
    buffer_.erase(0, taken_);
    searched_ -= taken_;
    taken_ = 0;
}

}  // namespace trawl::batch
