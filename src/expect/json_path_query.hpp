#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include <boost/json/fwd.hpp>
#include <boost/system/result.hpp>

#include "expect/pattern.hpp"
#include "expect/syntax_error.hpp"

/// What a JSONPath query consists of (RFC 9535 section 2): between its parser and its evaluation.
namespace trawl::expect::path {

struct segment;

struct query {
    bool is_relative = false;  ///< begins at '@', not at '$'
    std::vector<segment> segments;

    /// Names and indexes only: at most one node.
    [[nodiscard]] bool is_singular() const noexcept;
};

struct member {
    std::string name;
};

struct element {
    std::int64_t index = 0;  ///< negative: from the end
};

struct wildcard {};

struct slice {
    std::optional<std::int64_t> start;
    std::optional<std::int64_t> end;
    std::int64_t step = 1;
};

enum class function : std::uint8_t { length, count, match, search, value };

struct call;
using literal = std::shared_ptr<const boost::json::value>;

/// An operand of a comparison, or an argument of a function.
using operand = std::variant<literal, query, std::unique_ptr<call>>;

struct call {
    function of = function::length;
    std::vector<operand> arguments;
    /// Of match and search, where it is written out.
    std::optional<pattern> expression;
};

enum class relation : std::uint8_t { equal, unequal, less, less_or_equal, greater, greater_or_equal };

struct comparison {
    operand left;
    relation how = relation::equal;
    operand right;
};

struct test;

struct any_of {
    std::vector<test> of;
};

struct all_of {
    std::vector<test> of;
};

struct negation {
    std::unique_ptr<test> of;
};

/// A logical expression; a query alone asks whether there is such a node.
struct test {
    std::variant<any_of, all_of, negation, comparison, query, call> of;
};

struct filter {
    test of;
};

using selector = std::variant<member, element, wildcard, slice, filter>;

struct segment {
    bool descends = false;  ///< to the node itself, and to all beneath it
    std::vector<selector> selectors;
};

/// Errors      What RFC 9535 does not allow, well-typedness included (section 2.4.3).
[[nodiscard]] boost::system::result<query, syntax_error> parse(std::string_view text);

/// The query at the beginning of a text. `size`: where it ends.
[[nodiscard]] boost::system::result<query, syntax_error> parse_prefix(std::string_view text, std::size_t& size);

/// An I-Regexp (RFC 9485): '.' is neither a line feed nor a carriage return. What else RE2 knows works, too.
[[nodiscard]] boost::system::result<pattern, syntax_error> compile_i_regexp(std::string_view text);

/// The nodes that a query selects in a document.
struct found {
    std::vector<const boost::json::value*> nodes;
    bool is_cut = false;
};
[[nodiscard]] found select(const query& what, const boost::json::value& root, std::size_t limit, std::size_t most_work);

}  // namespace trawl::expect::path
