#include "html/collapsed_text.hpp"

#include <algorithm>
#include <utility>

#include "html/attribute_values.hpp"

namespace trawl::html {

namespace {

void cut(std::string& text, std::size_t max) {
    if (text.size() <= max) {
        return;
    }
    while (max > 0 && (static_cast<unsigned char>(text[max]) & 0xC0) == 0x80) {
        --max;
    }
    text.resize(max);
}

}  // namespace

std::string collapsed(std::string_view raw, reference_place place, std::size_t max) {
    std::string decoded;
    append_decoded(decoded, raw, place);
    std::string text;
    for (const char c : decoded) {
        if (!is_blank(c)) {
            text += c;
        } else if (!text.empty() && text.back() != ' ') {
            text += ' ';
        }
    }
    cut(text, max);
    if (text.ends_with(' ')) {
        text.pop_back();
    }
    return text;
}

void visible_text::add(std::string_view raw) {
    const std::size_t room = max_ - std::min(max_, text_.size() + run_.size());
    is_cut_ = is_cut_ || raw.size() > room;
    run_ += raw.substr(0, room);
}

void visible_text::end_run(char boundary) {
    flush();
    boundary_ = boundary_ == '\n' ? '\n' : boundary;
}

void visible_text::flush() {
    if (run_.empty()) {
        return;
    }
    std::string decoded;
    append_decoded(decoded, std::exchange(run_, {}), reference_place::text);
    for (const char c : decoded) {
        if (is_blank(c)) {
            boundary_ = boundary_ == '\0' ? ' ' : boundary_;
            continue;
        }
        if (boundary_ != '\0' && !text_.empty()) {
            text_ += boundary_;
        }
        boundary_ = '\0';
        text_ += c;
    }
}

std::string visible_text::take() {
    flush();
    is_cut_ = is_cut_ || text_.size() > max_;
    cut(text_, max_);
    return std::move(text_);
}

}  // namespace trawl::html
