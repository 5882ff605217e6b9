#include "batch/url_list.hpp"

#include <algorithm>
#include <cassert>
#include <utility>

namespace trawl::batch {

namespace {

constexpr std::size_t max_line = 1024 * 1024;
constexpr std::string_view utf8_mark = "\xEF\xBB\xBF";
constexpr std::string_view utf16_marks[] = {"\xFF\xFE", "\xFE\xFF"};

bool is_blank(char c) {
    return c == ' ' || c == '\t';
}

bool is_control(char c) {
    return static_cast<unsigned char>(c) < 0x20 || c == 0x7F;
}

std::string_view trimmed(std::string_view line) {
    while (!line.empty() && line.back() == '\r') {
        line.remove_suffix(1);
    }
    while (!line.empty() && is_blank(line.front())) {
        line.remove_prefix(1);
    }
    while (!line.empty() && is_blank(line.back())) {
        line.remove_suffix(1);
    }
    return line;
}

list_line bad_line(std::uint64_t number, std::string_view text, http::errc code, std::string reason) {
    return {number, std::string(text), http::error(code, http::phase::queue, {}, std::move(reason))};
}

list_line parsed(std::uint64_t number, std::string_view text) {
    if (const auto control = std::ranges::find_if(text, is_control); control != text.end()) {
        return bad_line(number, text, http::errc::bad_url, *control == '\0' ? "a NUL byte" : "a control character");
    }
    return {number, std::string(text), http::parse_typed_url(text)};
}

}  // namespace

void list_parser::feed(std::string_view bytes) {
    assert(!finished_);
    if (ignoring_) {
        return;
    }
    drop_taken();
    buffer_.append(bytes);
}

void list_parser::finish() {
    finished_ = true;
}

std::optional<list_line> list_parser::next() {
    if (!started_) {
        if (buffer_.size() < utf8_mark.size() && !finished_) {
            return std::nullopt;
        }
        started_ = true;
        if (auto refused = read_mark()) {
            return refused;
        }
    }
    while (const auto line = take_line()) {
        if (auto found = entry(*line)) {
            return found;
        }
    }
    return std::nullopt;
}

// Passes over a UTF-8 byte order mark; gives the one entry of a list that has another.
std::optional<list_line> list_parser::read_mark() {
    if (buffer_.starts_with(utf8_mark)) {
        taken_ = searched_ = utf8_mark.size();
    }
    if (std::ranges::none_of(utf16_marks, [this](auto mark) { return buffer_.starts_with(mark); })) {
        return std::nullopt;
    }
    ignoring_ = true;
    buffer_.clear();
    return bad_line(1, {}, http::errc::bad_url, "the list is in UTF-16; it must be in UTF-8");
}

// The next line without its LF. The view is good until the next call.
std::optional<std::string_view> list_parser::take_line() {
    const std::size_t end = buffer_.find('\n', searched_);
    if (end == std::string::npos) {
        return take_last_line();
    }
    const std::string_view line = std::string_view(buffer_).substr(taken_, end - taken_);
    taken_ = searched_ = end + 1;
    ++number_;
    return line;
}

// No LF is left: this is the last line, or one that goes on in bytes still to come.
std::optional<std::string_view> list_parser::take_last_line() {
    const std::string_view rest = std::string_view(buffer_).substr(taken_);
    if (finished_ && (overlong_ || !rest.empty())) {
        taken_ = searched_ = buffer_.size();
        ++number_;
        return rest;
    }
    searched_ = buffer_.size();
    if (rest.size() > max_line) {
        overlong_ = true;
        taken_ = buffer_.size();
    }
    return std::nullopt;
}

std::optional<list_line> list_parser::entry(std::string_view line) {
    if (std::exchange(overlong_, false) || line.size() > max_line) {
        return bad_line(number_, {}, http::errc::too_large, "a line of over 1 MiB");
    }
    const std::string_view text = trimmed(line);
    if (text.empty() || line.starts_with('#')) {
        return std::nullopt;
    }
    return parsed(number_, text);
}

void list_parser::drop_taken() {
    buffer_.erase(0, taken_);
    searched_ -= taken_;
    taken_ = 0;
}

}  // namespace trawl::batch
