#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "expect/syntax_error.hpp"

namespace trawl::expect::path {

/// Thrown within the parser of JSONPath; what it gives to others is a value.
struct bad_syntax {
    syntax_error what;
};

/// The words of a JSONPath query (RFC 9535), from its beginning to its end.
///
/// Errors      Throws bad_syntax.
class scanner {
public:
    explicit scanner(std::string_view text) noexcept : text_(text) {}

    [[nodiscard]] std::size_t at() const noexcept { return at_; }
    void go_back_to(std::size_t at) noexcept { at_ = at; }
    [[nodiscard]] bool is_done() const noexcept { return at_ == text_.size(); }
    /// '\0' at the end.
    [[nodiscard]] char next() const noexcept { return is_done() ? '\0' : text_[at_]; }
    [[nodiscard]] bool has_blank() const noexcept;
    [[nodiscard]] bool has_digit() const noexcept { return next() >= '0' && next() <= '9'; }

    [[nodiscard]] bool is_next(std::string_view what) const noexcept { return text_.substr(at_).starts_with(what); }
    bool skip(std::string_view what) noexcept;
    void skip_blanks() noexcept;
    /// `why`: what is wrong if something else comes.
    void expect(std::string_view what, std::string_view why);

    /// Of a text in ' or ", which comes next.
    [[nodiscard]] std::string quoted();
    /// An index, or a part of a slice: within +-(2^53 - 1), no zeros before it.
    [[nodiscard]] std::int64_t integer();
    /// A number as JSON writes it.
    [[nodiscard]] std::string_view number();
    /// A name behind '.'; empty if none can begin here.
    [[nodiscard]] std::string_view name();
    /// A lower-case letter, and letters, digits and '_' behind it; empty if something else comes.
    [[nodiscard]] std::string_view word() noexcept;

    [[noreturn]] void fail(std::string what) const { fail(std::move(what), at_, 1); }
    [[noreturn]] void fail(std::string what, std::size_t at, std::size_t length) const;
    /// At the next character: "';' cannot stand here: " and what should.
    [[noreturn]] void fail_expecting(std::string_view what) const;
    /// What stands from here to a blank, a bracket, a dot or the end: for a message.
    [[nodiscard]] std::string_view run() const noexcept;

private:
    [[nodiscard]] std::size_t character(std::size_t at) const;
    void escape(std::string& into, char quote);
    [[nodiscard]] char32_t hexadecimal();
    [[nodiscard]] char32_t escaped_point();
    void digits(std::string_view why);

    std::string_view text_;
    std::size_t at_ = 0;
};

}  // namespace trawl::expect::path
