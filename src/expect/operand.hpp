#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <boost/json/fwd.hpp>

#include "expect/comparison.hpp"
#include "expect/lexer.hpp"
#include "expect/pattern.hpp"
#include "expect/template_text.hpp"
#include "expect/value.hpp"

namespace trawl::expect {

/// A value as it was written, with places that may have to be filled in.
struct written_value {
    enum class form : std::uint8_t { bare, quoted, slashes };

    form how = form::bare;
    bool ignores_case = false;  ///< the i behind /.../
    template_text text;
    /// Its places as they were written: what they are filled with is not told if it is secret.
    bool had_places = false;
    bool is_secret = false;
    std::size_t at = 0;
    std::size_t length = 0;
};

/// One of those behind `in`, or the only one behind another operator.
struct written_item {
    written_value low;
    std::optional<written_value> high;  ///< of a range
};

/// What a value is compared with.
struct literal {
    std::string shown;
    std::optional<expect::number> number;
    std::optional<std::string> text;
    std::shared_ptr<const boost::json::value> json;
    /// It was written without quotes, or filled in: it is equal as a number or as a text, whichever the value is.
    bool is_loose = false;
};

struct operand_item {
    literal low;
    std::optional<literal> high;
};

struct operand {
    std::string shown;
    std::vector<operand_item> items;
    std::optional<pattern> expression;  ///< of `matches`
};

/// The operand of an operator, up to the end of the text. Throws `syntax_error`.
[[nodiscard]] std::vector<written_item> read_operand(lexer& from, comparison how, value_kind kind);

/// What is written behind `matches` in a capture.
[[nodiscard]] written_value read_expression(lexer& from);

/// Its value. Requires that no place is to be filled in. Throws `syntax_error`: its kind does not fit.
[[nodiscard]] operand make_operand(const std::vector<written_item>& written, comparison how, value_kind kind);

[[nodiscard]] pattern make_pattern(const written_value& written);

}  // namespace trawl::expect
