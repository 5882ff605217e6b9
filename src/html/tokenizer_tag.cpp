#include <algorithm>
#include <array>
#include <cstring>

#include "html/tokenizer.hpp"

namespace trawl::html {

namespace {

enum byte_class : std::uint8_t { blank = 1, slash = 2, end = 4, equals = 8 };

constexpr auto classes = [] {
    std::array<std::uint8_t, 256> table{};
    for (const unsigned c : {0x09U, 0x0AU, 0x0CU, 0x0DU, 0x20U}) {
        table[c] = blank;
    }
    table['/'] = slash;
    table['>'] = byte_class::end;
    table['='] = equals;
    return table;
}();

constexpr auto lower_case = [] {
    std::array<unsigned char, 256> table{};
    for (std::size_t c = 0; c < table.size(); ++c) {
        table[c] = static_cast<unsigned char>(c >= 'A' && c <= 'Z' ? c + 0x20 : c);
    }
    return table;
}();

bool is(char c, int wanted) {
    return (classes[static_cast<unsigned char>(c)] & wanted) != 0;
}

// Where a byte of one of the classes stands, or the end.
std::size_t find_class(std::string_view text, std::size_t from, int wanted) {
    while (from < text.size() && !is(text[from], wanted)) {
        ++from;
    }
    return from;
}

std::size_t find_other(std::string_view text, std::size_t from, int passed) {
    while (from < text.size() && is(text[from], passed)) {
        ++from;
    }
    return from;
}

// As `find_class`; the bytes up to there are added to the key.
std::size_t read_word(std::string_view text, std::size_t from, int wanted, word_key& key) {
    word_key read = key;
    while (from < text.size() && !is(text[from], wanted)) {
        read.add(lower_case[static_cast<unsigned char>(text[from])]);
        ++from;
    }
    key = read;
    return from;
}

}  // namespace

void tokenizer::start_tag(bool is_end) {
    tag_.clear();
    tag_.is_end = is_end;
    ends_with_value_ = false;
    scanned_ = is_end ? 2 : 1;
    step_ = tag_step::name;
    state_ = state::tag;
}

bool tokenizer::read_tag() {
    if (!scan_tag()) {
        return false;
    }
    if (!is_overlong_) {
        emit_tag();
    }
    is_overlong_ = false;
    skip_to(at_ + scanned_, state::data);
    if (next_model_ != content_model::data) {
        enter_text();
    }
    return true;
}

void tokenizer::emit_tag() {
    next_model_ = content_model::data;
    tag_.text = view_.substr(at_, scanned_);
    tag_.offset = view_offset_ + at_;
    sink_.on_tag(tag_);
}

// It is told with what is known, and its rest is only passed over.
void tokenizer::cut_tag() {
    if (!is_overlong_) {
        is_cut_ = true;
        is_overlong_ = true;
        scanned_ = view_.size() - at_;
        emit_tag();
    }
    at_ = view_.size();
    scanned_ = 0;
}

void tokenizer::enter_text() {
    raw_name_ = name_of(tag_.name);
    script_ = script_mode::plain;
    switch (next_model_) {
        case content_model::data:
            break;
        case content_model::raw:
            state_ = state::raw;
            break;
        case content_model::script:
            state_ = state::script;
            break;
        case content_model::plaintext:
            state_ = state::plaintext;
            break;
    }
}

// Goes on from scanned_ to behind the '>'; false if it is not there yet.
bool tokenizer::scan_tag() {
    const std::string_view text = view_.substr(at_);
    while (scanned_ < text.size()) {
        switch (step_) {
            case tag_step::name:
                scan_name(text);
                break;
            case tag_step::before_attribute:
                scanned_ = find_other(text, scanned_, blank | slash);
                if (scanned_ < text.size() && scan_attribute_start(text)) {
                    return true;
                }
                break;
            case tag_step::attribute_name:
                scan_attribute_name(text);
                break;
            case tag_step::after_attribute_name:
                scanned_ = find_other(text, scanned_, blank);
                if (scanned_ < text.size()) {
                    scan_behind_name(text);
                }
                break;
            case tag_step::before_value:
                scanned_ = find_other(text, scanned_, blank);
                if (scanned_ < text.size()) {
                    scan_value_start(text);
                }
                break;
            case tag_step::double_quoted:
                scan_quoted(text, '"');
                break;
            case tag_step::single_quoted:
                scan_quoted(text, '\'');
                break;
            case tag_step::unquoted:
                scan_unquoted(text);
                break;
        }
    }
    return false;
}

void tokenizer::scan_name(std::string_view text) {
    scanned_ = read_word(text, scanned_, blank | slash | byte_class::end, tag_.key);
    if (scanned_ < text.size()) {
        tag_.name = element_of(tag_.key);
        step_ = tag_step::before_attribute;
    }
}

// At what is no blank and no '/'; true if it ends the tag.
bool tokenizer::scan_attribute_start(std::string_view text) {
    if (text[scanned_] == '>') {
        tag_.is_self_closing = scanned_ > 0 && text[scanned_ - 1] == '/' && !ends_with_value_;
        ++scanned_;
        return true;
    }
    // A '=' here is the first byte of a name.
    attribute_key_ = word_key();
    attribute_key_.add(lower_case[static_cast<unsigned char>(text[scanned_])]);
    ++scanned_;
    step_ = tag_step::attribute_name;
    return false;
}

void tokenizer::scan_attribute_name(std::string_view text) {
    scanned_ = read_word(text, scanned_, blank | slash | byte_class::end | equals, attribute_key_);
    if (scanned_ < text.size()) {
        attribute_ = tag_.is_end || is_overlong_ ? attribute::other : attribute_of(attribute_key_);
        step_ = tag_step::after_attribute_name;
    }
}

// At what is no blank.
void tokenizer::scan_behind_name(std::string_view text) {
    if (text[scanned_] == '=') {
        ++scanned_;
        step_ = tag_step::before_value;
    } else {
        end_attribute(scanned_, scanned_);
    }
}

// At what is no blank.
void tokenizer::scan_value_start(std::string_view text) {
    const char first = text[scanned_];
    if (first == '>') {
        end_attribute(scanned_, scanned_);
    } else if (first == '"' || first == '\'') {
        ++scanned_;
        value_start_ = scanned_;
        step_ = first == '"' ? tag_step::double_quoted : tag_step::single_quoted;
    } else {
        value_start_ = scanned_;
        step_ = tag_step::unquoted;
    }
}

void tokenizer::scan_quoted(std::string_view text, char quote) {
    const std::size_t close = text.find(quote, scanned_);
    if (close == std::string_view::npos) {
        scanned_ = text.size();
        return;
    }
    scanned_ = close + 1;
    end_attribute(value_start_, close);
}

void tokenizer::scan_unquoted(std::string_view text) {
    scanned_ = find_class(text, scanned_, blank | byte_class::end);
    if (scanned_ < text.size()) {
        end_attribute(value_start_, scanned_);
        ends_with_value_ = text[scanned_] == '>';
    }
}

void tokenizer::end_attribute(std::size_t start, std::size_t end) {
    step_ = tag_step::before_attribute;
    ends_with_value_ = false;
    if (attribute_ == attribute::other) {
        return;
    }
    if (end > max_tag_size) {
        is_cut_ = true;
    } else {
        tag_.add(attribute_, start, end - start);
    }
}

}  // namespace trawl::html
