#include <algorithm>
#include <array>
#include <span>
#include <string>
#include <utility>

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>

#include "expect/json_path_parser.hpp"
#include "expect/suggestion.hpp"

namespace trawl::expect::path {

namespace {

/// What a function takes or gives (RFC 9535 section 2.4.1).
enum class kind : std::uint8_t { value, nodes, truth };

struct signature {
    std::string_view name;
    kind gives;
    kind takes;
    std::size_t arguments;
};

// In the order of `function`.
constexpr std::array functions{
    signature{"length", kind::value, kind::value, 1}, signature{"count", kind::value, kind::nodes, 1},
    signature{"match", kind::truth, kind::value, 2},  signature{"search", kind::truth, kind::value, 2},
    signature{"value", kind::value, kind::nodes, 1},
};
constexpr std::array<std::string_view, functions.size()> function_names{"length", "count", "match", "search", "value"};

const signature& signature_of(function of) {
    return functions.at(static_cast<std::size_t>(of));
}

/// RFC 9485 section 5: a '.' that is neither escaped nor in a class is no end of a line.
std::string with_dots_written_out(std::string_view text) {
    std::string made;
    bool is_in_class = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (c == '\\' && i + 1 < text.size()) {
            made.append(text.substr(i++, 2));
        } else if (c == '.' && !is_in_class) {
            made.append("[^\\n\\r]");
        } else {
            is_in_class = c == '[' || (is_in_class && c != ']');
            made.push_back(c);
        }
    }
    return made;
}

}  // namespace

boost::system::result<pattern, syntax_error> compile_i_regexp(std::string_view text) {
    return pattern::compile(with_dots_written_out(text));
}

test parser::disjunction() {
    any_of made;
    do {
        in_.skip_blanks();
        made.of.push_back(conjunction());
        in_.skip_blanks();
    } while (in_.skip("||"));
    return made.of.size() == 1 ? std::move(made.of.front()) : test{std::move(made)};
}

test parser::conjunction() {
    all_of made;
    do {
        in_.skip_blanks();
        made.of.push_back(basic());
        in_.skip_blanks();
    } while (in_.skip("&&"));
    if (in_.next() == '&' || (in_.next() == '|' && !in_.is_next("||"))) {
        in_.fail("'and' is written &&, 'or' ||");
    }
    if (made.of.size() == 1) {
        return std::move(made.of.front());
    }
    return test{std::move(made)};
}

test parser::basic() {
    if (in_.skip("!")) {
        return negated();
    }
    return in_.next() == '(' ? parenthesised() : compared_or_tested(in_.at());
}

test parser::negated() {
    const auto begin = in_.at() - 1;
    in_.skip_blanks();
    if (in_.next() == '!') {
        in_.fail("'!' behind '!'");
    }
    if (in_.next() == '(') {
        return test{negation{std::make_unique<test>(parenthesised())}};
    }
    auto what = compared_or_tested(in_.at());
    if (std::holds_alternative<comparison>(what.of)) {
        in_.fail("'!' before a comparison needs parentheses: !(...)", begin, 1);
    }
    return test{negation{std::make_unique<test>(std::move(what))}};
}

test parser::parenthesised() {
    const level deeper(*this);
    const auto begin = in_.at();
    in_.skip("(");
    auto made = disjunction();
    if (in_.is_done()) {
        in_.fail("'(' without its ')'", begin, 1);
    }
    in_.expect(")", "&&, || or ')'");
    const auto behind = in_.at();
    in_.skip_blanks();
    if (has_relation()) {
        in_.fail("what stands in parentheses cannot be compared");
    }
    in_.go_back_to(behind);
    return made;
}

test parser::compared_or_tested(std::size_t begin) {
    auto left = primary();
    const auto behind = in_.at();
    in_.skip_blanks();
    if (!has_relation()) {
        in_.go_back_to(behind);
        return tested(std::move(left), begin);
    }
    check_comparable(left, begin);
    comparison made;
    made.left = std::move(left);
    made.how = compared();
    in_.skip_blanks();
    const auto right = in_.at();
    made.right = primary();
    check_comparable(made.right, right);
    return test{std::move(made)};
}

test parser::tested(operand what, std::size_t begin) {
    if (auto* asked = std::get_if<query>(&what)) {
        return test{std::move(*asked)};
    }
    auto* called = std::get_if<std::unique_ptr<call>>(&what);
    if (called == nullptr) {
        in_.fail("a value alone is neither true nor false: it is to be compared with something", begin,
                 in_.at() - begin);
    }
    if (const auto& of = signature_of((*called)->of); of.gives != kind::truth) {
        in_.fail(std::string(of.name).append("() gives a value: it is to be compared with something"), begin,
                 in_.at() - begin);
    }
    return test{std::move(**called)};
}

bool parser::has_relation() {
    const char next = in_.next();
    return next == '=' || next == '<' || next == '>' || in_.is_next("!=");
}

relation parser::compared() {
    constexpr std::array<std::pair<std::string_view, relation>, 6> all{{
        {"==", relation::equal},
        {"!=", relation::unequal},
        {"<=", relation::less_or_equal},
        {">=", relation::greater_or_equal},
        {"<", relation::less},
        {">", relation::greater},
    }};
    for (const auto& [text, how] : all) {
        if (in_.skip(text)) {
            return how;
        }
    }
    if (in_.is_next("=~")) {
        in_.fail("'=~' is written match(..., \"...\") or search(..., \"...\")", in_.at(), 2);
    }
    in_.fail("equality is written '=='");
}

void parser::check_comparable(const operand& what, std::size_t begin) {
    if (const auto* asked = std::get_if<query>(&what); asked != nullptr && !asked->is_singular()) {
        in_.fail("only a query of names and indexes can be compared, which gives one value at most", begin,
                 in_.at() - begin);
    }
    if (const auto* called = std::get_if<std::unique_ptr<call>>(&what)) {
        if (const auto& of = signature_of((*called)->of); of.gives != kind::value) {
            in_.fail(std::string(of.name).append("() is true or false by itself: it cannot be compared"), begin,
                     in_.at() - begin);
        }
    }
}

operand parser::primary() {
    const char next = in_.next();
    if (in_.skip("@")) {
        return segments(true, true);
    }
    if (in_.skip("$")) {
        return segments(false, true);
    }
    if (next == '\'' || next == '"') {
        return std::make_shared<const boost::json::value>(boost::json::string(in_.quoted()));
    }
    if (next == '-' || in_.has_digit()) {
        return number();
    }
    return worded();
}

/// As numbers of documents are read: what is written the same is the same.
literal parser::number() {
    const auto begin = in_.at();
    const auto text = in_.number();
    boost::json::error_code wrong;
    auto value = boost::json::parse(boost::json::string_view(text.data(), text.size()), wrong);
    if (wrong) {
        in_.fail("no number that JSON readers hold", begin, text.size());
    }
    return std::make_shared<const boost::json::value>(std::move(value));
}

/// true, false, null, or a function.
operand parser::worded() {
    const auto begin = in_.at();
    const auto word = in_.word();
    if (in_.next() == '(' && !word.empty()) {
        const auto found = std::find(function_names.begin(), function_names.end(), word);
        if (found == function_names.end()) {
            in_.fail(std::string("unknown function '")
                         .append(word)
                         .append("': one of length, count, match, search, value")
                         .append(suggestion(word, function_names)),
                     begin, word.size());
        }
        return std::make_unique<call>(arguments(static_cast<function>(found - function_names.begin())));
    }
    if (word == "true" || word == "false") {
        return std::make_shared<const boost::json::value>(word == "true");
    }
    if (word == "null") {
        return std::make_shared<const boost::json::value>(nullptr);
    }
    in_.go_back_to(begin);
    if (const auto bare = in_.run(); !bare.empty()) {
        in_.fail(std::string("'").append(bare).append("' needs '@.' before it, or quotes around it"), begin,
                 bare.size());
    }
    in_.fail_expecting("'@', '$', a value or a function");
}

call parser::arguments(function of) {
    const level deeper(*this);
    const auto& wanted = signature_of(of);
    call made;
    made.of = of;
    const auto open = in_.at();
    in_.skip("(");
    in_.skip_blanks();
    for (bool more = in_.next() != ')'; more; more = in_.skip(",")) {
        in_.skip_blanks();
        const auto begin = in_.at();
        made.arguments.push_back(primary());
        check_argument(of, made.arguments.size(), made.arguments.back(), begin);
        if (made.arguments.size() == 2) {
            compile_expression(made, begin);
        }
        in_.skip_blanks();
    }
    if (in_.is_done()) {
        in_.fail("'(' without its ')'", open, 1);
    }
    in_.expect(")", "',' or ')'");
    if (made.arguments.size() != wanted.arguments) {
        in_.fail(std::string(wanted.name)
                     .append("() takes ")
                     .append(wanted.arguments == 1 ? "one argument" : "two arguments"),
                 open, in_.at() - open);
    }
    return made;
}

void parser::check_argument(function of, std::size_t which, const operand& given, std::size_t begin) {
    const auto& wanted = signature_of(of);
    if (which > wanted.arguments) {
        return;  // told of when all are known
    }
    if (wanted.takes == kind::nodes) {
        if (!std::holds_alternative<query>(given)) {
            in_.fail(std::string(wanted.name).append("() takes a query"), begin, in_.at() - begin);
        }
        return;
    }
    check_comparable(given, begin);
}

/// Of match and search.
void parser::compile_expression(call& what, std::size_t at) {
    const auto* written = std::get_if<literal>(&what.arguments.back());
    if (written == nullptr || !(*written)->is_string()) {
        return;
    }
    const auto& text = (*written)->get_string();
    auto made = compile_i_regexp(std::string_view(text.data(), text.size()));
    if (!made) {
        in_.fail(std::move(made).error().what, at, in_.at() - at);
    }
    what.expression = *std::move(made);
}

}  // namespace trawl::expect::path
