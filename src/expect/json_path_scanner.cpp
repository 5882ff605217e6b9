#include "expect/json_path_scanner.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

#include "base/utf8.hpp"

namespace trawl::expect::path {

namespace {

constexpr std::int64_t largest = (std::int64_t{1} << 53) - 1;

constexpr bool is_lower(char c) noexcept {
    return c >= 'a' && c <= 'z';
}

/// Of a name behind '.'; what is not ASCII is looked at elsewhere.
constexpr bool is_name_start(char c) noexcept {
    return is_lower(c) || (c >= 'A' && c <= 'Z') || c == '_' || static_cast<unsigned char>(c) >= 0x80;
}

void append_utf8(std::string& into, char32_t point) {
    const auto byte = [&into](char32_t bits) { into.push_back(static_cast<char>(static_cast<unsigned char>(bits))); };
    if (point < 0x80) {
        byte(point);
        return;
    }
    if (point < 0x800) {
        byte(0xC0U | (point >> 6U));
    } else {
        if (point < 0x10000) {
            byte(0xE0U | (point >> 12U));
        } else {
            byte(0xF0U | (point >> 18U));
            byte(0x80U | ((point >> 12U) & 0x3FU));
        }
        byte(0x80U | ((point >> 6U) & 0x3FU));
    }
    byte(0x80U | (point & 0x3FU));
}

}  // namespace

void scanner::fail(std::string what, std::size_t at, std::size_t length) const {
    throw bad_syntax{syntax_error(std::move(what), at, length)};
}

void scanner::fail_expecting(std::string_view what) const {
    if (is_done()) {
        fail(std::string(what).append(" is missing"));
    }
    const auto length = character(at_);
    fail(std::string("'").append(text_.substr(at_, length)).append("' cannot stand here: expected ").append(what), at_,
         length);
}

bool scanner::has_blank() const noexcept {
    return next() == ' ' || next() == '\t' || next() == '\n' || next() == '\r';
}

bool scanner::skip(std::string_view what) noexcept {
    if (!is_next(what)) {
        return false;
    }
    at_ += what.size();
    return true;
}

void scanner::skip_blanks() noexcept {
    while (has_blank()) {
        ++at_;
    }
}

void scanner::expect(std::string_view what, std::string_view why) {
    if (!skip(what)) {
        fail_expecting(why);
    }
}

/// How long the character there is.
std::size_t scanner::character(std::size_t at) const {
    const auto found = base::decode_utf8(text_.substr(at));
    if (!found.is_valid) {
        fail("this is no UTF-8", at, found.length);
    }
    return found.length;
}

std::string scanner::quoted() {
    const auto begin = at_;
    const char quote = text_[at_++];
    std::string value;
    while (!is_done() && next() != quote) {
        if (next() == '\\') {
            ++at_;
            escape(value, quote);
            continue;
        }
        if (static_cast<unsigned char>(next()) < 0x20) {
            fail("a control character within quotes is written as an escape, \\n or \\u001b");
        }
        const auto length = character(at_);
        value.append(text_.substr(at_, length));
        at_ += length;
    }
    if (is_done()) {
        fail("a text without its closing quote", begin, 1);
    }
    ++at_;
    return value;
}

void scanner::escape(std::string& into, char quote) {
    constexpr std::string_view letters = "bfnrt/\\";
    constexpr std::string_view meanings = "\b\f\n\r\t/\\";
    const char c = next();
    if (const auto which = letters.find(c); which != letters.npos) {
        into.push_back(meanings[which]);
    } else if (c == quote) {
        into.push_back(c);
    } else if (c == 'u') {
        ++at_;
        append_utf8(into, escaped_point());
        return;
    } else {
        fail("an unknown escape: there are \\b \\f \\n \\r \\t \\/ \\\\ \\uXXXX, and one for the quote", at_ - 1,
             is_done() ? 1 : 1 + character(at_));
    }
    ++at_;
}

/// Behind \u.
char32_t scanner::escaped_point() {
    const auto begin = at_ - 2;
    const auto first = hexadecimal();
    if (first < 0xD800 || first > 0xDFFF) {
        return first;
    }
    if (first < 0xDC00 && skip("\\u")) {
        if (const auto second = hexadecimal(); second >= 0xDC00 && second <= 0xDFFF) {
            return 0x10000 + ((first - 0xD800) << 10U) + (second - 0xDC00);
        }
    }
    fail("half of a surrogate pair, which is no character", begin, at_ - begin);
}

char32_t scanner::hexadecimal() {
    const auto four = text_.substr(at_, 4);
    unsigned value = 0;
    const auto [end, wrong] = std::from_chars(four.data(), four.data() + four.size(), value, 16);
    if (wrong != std::errc() || end != four.data() + 4) {
        fail("\\u is followed by four hexadecimal digits", at_ - 2, 2);
    }
    at_ += 4;
    return value;
}

std::int64_t scanner::integer() {
    const auto begin = at_;
    skip("-");
    digits("a number");
    const auto text = text_.substr(begin, at_ - begin);
    if (text == "-0") {
        fail("-0 is no index", begin, text.size());
    }
    std::int64_t value = 0;
    const auto [end, wrong] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (wrong != std::errc() || value > largest || value < -largest) {
        fail("beyond 2^53 - 1", begin, text.size());
    }
    return value;
}

/// The whole part of a number.
void scanner::digits(std::string_view why) {
    const auto begin = at_;
    while (has_digit()) {
        ++at_;
    }
    if (at_ == begin) {
        fail_expecting(why);
    }
    if (at_ - begin > 1 && text_[begin] == '0') {
        fail("a number with zeros before it", begin, at_ - begin);
    }
}

std::string_view scanner::number() {
    const auto begin = at_;
    skip("-");
    digits("a number");
    const auto more = [this] {
        if (!has_digit()) {
            fail_expecting("a digit");
        }
        while (has_digit()) {
            ++at_;
        }
    };
    if (skip(".")) {
        more();
    }
    if (skip("e") || skip("E")) {
        if (!skip("-")) {
            skip("+");
        }
        more();
    }
    return text_.substr(begin, at_ - begin);
}

std::string_view scanner::name() {
    const auto begin = at_;
    while (is_name_start(next()) || (at_ > begin && has_digit())) {
        at_ += character(at_);
    }
    return text_.substr(begin, at_ - begin);
}

std::string_view scanner::word() noexcept {
    const auto begin = at_;
    while (is_lower(next()) || (at_ > begin && (has_digit() || next() == '_'))) {
        ++at_;
    }
    return text_.substr(begin, at_ - begin);
}

std::string_view scanner::run() const noexcept {
    const auto rest = text_.substr(at_);
    return rest.substr(0, rest.find_first_of(" \t\r\n.[](),=<>!&|'\"*?"));
}

}  // namespace trawl::expect::path
