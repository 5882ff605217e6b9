#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

#include "expect/lexer.hpp"
#include "expect/value.hpp"

namespace trawl::expect {

/// How a value is compared. `!=` is an `equal` that is negated.
enum class comparison : std::uint8_t {
    equal,
    less,
    less_equal,
    greater,
    greater_equal,
    in,
    contains,
    starts_with,
    ends_with,
    matches,
    exists,
};

struct operator_word {
    comparison how = comparison::equal;
    bool is_negated = false;  ///< it was "!="
    std::size_t at = 0;
    std::size_t length = 0;
};

/// Skips the blanks behind it. Throws `syntax_error`.
[[nodiscard]] operator_word read_operator(lexer& from);

[[nodiscard]] constexpr bool is_order(comparison how) noexcept {
    return how >= comparison::less && how <= comparison::greater_equal;
}
[[nodiscard]] constexpr bool is_about_text(comparison how) noexcept {
    return how >= comparison::contains && how <= comparison::matches;
}

/// Whether two values in that order stand so. Those without an order do not.
[[nodiscard]] constexpr bool is_so(comparison how, std::partial_ordering order) noexcept {
    switch (how) {
        case comparison::less:
            return std::is_lt(order);
        case comparison::less_equal:
            return std::is_lteq(order);
        case comparison::greater:
            return std::is_gt(order);
        case comparison::greater_equal:
            return std::is_gteq(order);
        default:
            return std::is_eq(order);
    }
}

/// As it is written: "==", "starts with" is "startswith".
[[nodiscard]] std::string_view word(comparison how) noexcept;

/// What is said of a value: "is 200", "is < 1s", "contains "a""; or, negated, "is not < 1s", "does not contain "a"".
[[nodiscard]] std::string phrase(comparison how, bool is_negated, std::string_view operand);

}  // namespace trawl::expect
