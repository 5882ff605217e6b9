#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "expect/syntax_error.hpp"

namespace trawl::expect {

/// Reads a text that somebody wrote, from its beginning on. The parts of the grammar throw `syntax_error` at what is wrong:
/// it is caught where a text is parsed as a whole.
///
/// Lifetime    The text must outlive it, and the views that it gives.
class lexer {
public:
    explicit lexer(std::string_view text) noexcept : text_(text) {}

    [[nodiscard]] std::size_t at() const noexcept { return at_; }
    [[nodiscard]] std::string_view text() const noexcept { return text_; }
    [[nodiscard]] std::string_view rest() const noexcept { return text_.substr(at_); }
    [[nodiscard]] bool is_at_end() const noexcept { return at_ == text_.size(); }
    /// The next byte; 0 at the end.
    [[nodiscard]] char next() const noexcept { return is_at_end() ? '\0' : text_[at_]; }

    void skip(std::size_t count) noexcept { at_ += count; }
    void skip_blanks() noexcept;
    bool take(std::string_view token) noexcept;
    /// `word` alone, not as the beginning of a longer one. Skips the blanks behind it.
    bool take_word(std::string_view word) noexcept;

    /// The next letters, digits, '_' and '.'; may be none.
    [[nodiscard]] std::string_view peek_word() const noexcept;
    /// The next bytes up to a blank; may be none.
    [[nodiscard]] std::string_view peek_run() const noexcept;

    /// A text in quotes: "with the escapes of JSON" or 'as it stands'. Requires that one begins here.
    std::string quoted();

    [[noreturn]] void fail(std::string what, std::size_t at, std::size_t length) const;
    /// At `and`, `or`, `&&` and `||`, which join no expectations.
    void refuse_joining() const;
    /// At what comes next: a word, or the end.
    [[noreturn]] void fail_here(std::string what) const;

private:
    std::string unescaped(std::string_view inner, std::size_t begin) const;

    std::string_view text_;
    std::size_t at_ = 0;
};

[[nodiscard]] constexpr bool is_blank(char c) noexcept {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}
[[nodiscard]] constexpr bool is_digit(char c) noexcept {
    return c >= '0' && c <= '9';
}
[[nodiscard]] constexpr bool is_letter(char c) noexcept {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

}  // namespace trawl::expect
