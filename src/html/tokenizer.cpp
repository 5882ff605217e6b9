#include "html/tokenizer.hpp"

#include <algorithm>
#include <cstring>

namespace trawl::html {

namespace {

constexpr std::size_t none = std::string_view::npos;

bool is_letter(char c) {
    return (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
}

}  // namespace

void tokenizer::feed(std::string_view bytes) {
    if (rest_.empty()) {
        view_ = bytes;
    } else {
        rest_ += bytes;
        view_ = rest_;
    }
    at_ = 0;
    while (at_ < view_.size() && step()) {
    }
    if (state_ == state::tag && view_.size() - at_ > max_tag_size) {
        cut_tag();
    }
    (void)place_of(view_offset_ + at_);
    view_offset_ += at_;
    if (view_.data() == rest_.data()) {
        rest_.erase(0, at_);
    } else {
        rest_.assign(view_.substr(at_));
    }
    view_ = {};
}

void tokenizer::finish() {
    view_ = rest_;
    at_ = 0;
    if (state_ == state::data || state_ == state::raw || state_ == state::plaintext) {
        give_text(view_.size());
    }
    view_ = {};
}

place tokenizer::place_of(std::size_t offset) noexcept {
    place_.pass(view_.substr(placed_offset_ - view_offset_, offset - placed_offset_));
    placed_offset_ = offset;
    return place_;
}

bool tokenizer::step() {
    switch (state_) {
        case state::data:
            return read_data();
        case state::tag:
            return read_tag();
        case state::comment_start:
            return read_comment_start();
        case state::comment:
            return read_comment();
        case state::bogus_comment:
            return read_bogus_comment();
        case state::cdata:
            return read_cdata();
        case state::raw:
            return read_raw();
        case state::script:
            return read_script();
        case state::plaintext:
            return read_plaintext();
    }
    return false;
}

// What is before `keep_from` is not needed again; what follows was looked at up to `scanned_to`.
bool tokenizer::need_more(std::size_t keep_from, std::size_t scanned_to) noexcept {
    at_ = std::max(at_, keep_from);
    scanned_ = scanned_to - at_;
    return false;
}

void tokenizer::give_text(std::size_t end) {
    if (wants_text_ && end > at_) {
        sink_.on_text(view_.substr(at_, end - at_), view_offset_ + at_);
    }
    at_ = end;
}

void tokenizer::skip_to(std::size_t at, state next) noexcept {
    at_ = at;
    scanned_ = 0;
    state_ = next;
}

bool tokenizer::read_data() {
    if (byte(at_) != '<') {
        give_text(std::min(view_.find('<', at_), view_.size()));
    }
    return at_ < view_.size() && read_markup();
}

// At a '<' (tag open state).
bool tokenizer::read_markup() {
    if (view_.size() - at_ < 2) {
        return false;
    }
    const char next = byte(at_ + 1);
    if (is_letter(next)) {
        start_tag(false);
    } else if (next == '/') {
        if (view_.size() - at_ < 3) {
            return false;
        }
        if (is_letter(byte(at_ + 2))) {
            start_tag(true);
        } else {
            skip_to(at_ + 2, state::bogus_comment);
        }
    } else if (next == '!') {
        return read_declaration();
    } else if (next == '?') {
        skip_to(at_ + 2, state::bogus_comment);
    } else {
        give_text(at_ + 1);
    }
    return true;
}

// At "<!".
bool tokenizer::read_declaration() {
    constexpr std::string_view comment = "--";
    constexpr std::string_view cdata = "[CDATA[";
    const std::string_view rest = view_.substr(at_ + 2);
    if (rest.starts_with(comment)) {
        skip_to(at_ + 2 + comment.size(), state::comment_start);
    } else if (allows_cdata_ && rest.starts_with(cdata)) {
        skip_to(at_ + 2 + cdata.size(), state::cdata);
    } else if (comment.starts_with(rest) || (allows_cdata_ && cdata.starts_with(rest))) {
        return false;
    } else {
        // A document type too: it ends with the first '>'.
        skip_to(at_ + 2, state::bogus_comment);
    }
    return true;
}

// "<!-->" and "<!--->" are whole.
bool tokenizer::read_comment_start() {
    if (byte(at_) == '>') {
        skip_to(at_ + 1, state::data);
        return true;
    }
    if (byte(at_) == '-') {
        if (at_ + 1 == view_.size()) {
            return false;
        }
        if (byte(at_ + 1) == '>') {
            skip_to(at_ + 2, state::data);
            return true;
        }
    }
    skip_to(at_, state::comment);
    return true;
}

bool tokenizer::read_comment() {
    constexpr std::size_t longest_before = 3;  // of "--!>"
    for (std::size_t from = at_ + scanned_;;) {
        const std::size_t end = view_.find('>', from);
        if (end == none) {
            return need_more(view_.size() - std::min(view_.size(), longest_before), view_.size());
        }
        const std::string_view before = view_.substr(at_, end - at_);
        if (before.ends_with("--") || before.ends_with("--!")) {
            skip_to(end + 1, state::data);
            return true;
        }
        from = end + 1;
    }
}

bool tokenizer::read_bogus_comment() {
    const std::size_t end = view_.find('>', at_);
    if (end == none) {
        at_ = view_.size();
        return false;
    }
    skip_to(end + 1, state::data);
    return true;
}

bool tokenizer::read_cdata() {
    constexpr std::size_t longest_before = 2;  // of "]]>"
    for (std::size_t from = at_ + scanned_;;) {
        const std::size_t end = view_.find('>', from);
        if (end == none) {
            return need_more(view_.size() - std::min(view_.size(), longest_before), view_.size());
        }
        if (view_.substr(at_, end - at_).ends_with("]]")) {
            skip_to(end + 1, state::data);
            return true;
        }
        from = end + 1;
    }
}

bool tokenizer::read_plaintext() {
    give_text(view_.size());
    return false;
}

}  // namespace trawl::html
