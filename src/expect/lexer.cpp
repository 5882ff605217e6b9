#include "expect/lexer.hpp"

#include <algorithm>

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>

namespace trawl::expect {

namespace {

constexpr bool is_word_character(char c) noexcept {
    return is_letter(c) || is_digit(c) || c == '_' || c == '.';
}

/// Where a text in double quotes ends: at the quote, or nowhere.
std::size_t end_of_quoted(std::string_view text, std::size_t at) noexcept {
    while (at < text.size() && text[at] != '"') {
        at += text[at] == '\\' ? 2 : 1;
    }
    return at < text.size() ? at : std::string_view::npos;
}

}  // namespace

void lexer::skip_blanks() noexcept {
    while (!is_at_end() && is_blank(text_[at_])) {
        ++at_;
    }
}

bool lexer::take(std::string_view token) noexcept {
    if (!rest().starts_with(token)) {
        return false;
    }
    at_ += token.size();
    return true;
}

bool lexer::take_word(std::string_view word) noexcept {
    if (peek_word() != word) {
        return false;
    }
    at_ += word.size();
    skip_blanks();
    return true;
}

std::string_view lexer::peek_word() const noexcept {
    const auto left = rest();
    const auto end = std::find_if_not(left.begin(), left.end(), is_word_character);
    return left.substr(0, static_cast<std::size_t>(end - left.begin()));
}

std::string_view lexer::peek_run() const noexcept {
    const auto left = rest();
    const auto end = std::find_if(left.begin(), left.end(), is_blank);
    return left.substr(0, static_cast<std::size_t>(end - left.begin()));
}

std::string lexer::quoted() {
    const char quote = next();
    const std::size_t begin = at_ + 1;
    const std::size_t end = quote == '"' ? end_of_quoted(text_, begin) : text_.find(quote, begin);
    if (end == std::string_view::npos) {
        fail("this quote is never closed", at_, 1);
    }
    at_ = end + 1;
    const auto inner = text_.substr(begin, end - begin);
    return quote == '"' ? unescaped(inner, begin) : std::string(inner);
}

std::string lexer::unescaped(std::string_view inner, std::size_t begin) const {
    if (inner.find('\\') == inner.npos) {
        return std::string(inner);
    }
    // Line ends and tabs may stand in a text of ours: only the escapes are JSON's.
    std::string made;
    for (std::size_t i = 0; i < inner.size();) {
        const std::size_t escape = std::min(inner.find('\\', i), inner.size());
        made += inner.substr(i, escape - i);
        i = escape;
        std::size_t end = i;
        while (end < inner.size() && inner[end] == '\\') {  // a run: two \uXXXX may make one character
            end += inner.substr(end).starts_with("\\u") ? 6 : 2;
        }
        if (end > i) {
            const auto escapes = inner.substr(i, end - i);
            boost::system::error_code failed;
            const auto read = boost::json::parse(std::string("\"").append(escapes) += '"', failed);
            if (failed || !read.is_string()) {
                fail("no escape of JSON; for a text as it stands, use single quotes", begin + i,
                     std::min(escapes.size(), inner.size() - i));
            }
            made += std::string_view(read.get_string());
            i = std::min(end, inner.size());
        }
    }
    return made;
}

void lexer::fail(std::string what, std::size_t at, std::size_t length) const {
    throw syntax_error(std::move(what), at, length);
}

void lexer::refuse_joining() const {
    const auto run = peek_run();
    if (run == "and" || run == "&&") {
        fail("each expectation stands by itself: another --expect, or another text of the list", at_, run.size());
    }
    if (run == "or" || run == "||") {
        fail("there is no 'or': one of several values is told by 'in', as in 200, 201", at_, run.size());
    }
}

void lexer::fail_here(std::string what) const {
    fail(std::move(what), at_, std::max<std::size_t>(peek_run().size(), 1));
}

}  // namespace trawl::expect
