#include "expect/comparison.hpp"

#include <algorithm>
#include <array>

#include "expect/suggestion.hpp"

namespace trawl::expect {

namespace {

struct known_operator {
    std::string_view word;
    comparison how;
    bool is_negated = false;
};

constexpr std::array<known_operator, 12> operators = {{
    {"==", comparison::equal},
    {"!=", comparison::equal, true},
    {"<", comparison::less},
    {"<=", comparison::less_equal},
    {">", comparison::greater},
    {">=", comparison::greater_equal},
    {"in", comparison::in},
    {"contains", comparison::contains},
    {"startswith", comparison::starts_with},
    {"endswith", comparison::ends_with},
    {"matches", comparison::matches},
    {"exists", comparison::exists},
}};

struct other_word {
    std::string_view word;
    std::string_view ours;
};

// What other tools, and people, call them.
constexpr std::array<other_word, 14> other_words = {{
    {"=", "=="},
    {"is", "=="},
    {"equals", "=="},
    {"eq", "=="},
    {"===", "=="},
    {"ne", "!="},
    {"<>", "!="},
    {"lt", "<"},
    {"gt", ">"},
    {"=<", "<="},
    {"=>", ">="},
    {"~", "matches"},
    {"=~", "matches"},
    {"includes", "contains"},
}};

constexpr std::string_view all_operators =
    "==, !=, <, <=, >, >=, in, contains, startswith, endswith, matches or exists";

std::string_view peek_operator(const lexer& from) {
    const auto rest = from.rest();
    const auto end = rest.find_first_not_of("=!<>~");
    return end == 0 ? from.peek_word() : rest.substr(0, end);
}

std::string unknown_operator(std::string_view word) {
    std::string what = std::string("unknown operator '").append(word) += '\'';
    const auto other =
        std::find_if(other_words.begin(), other_words.end(), [&](auto each) { return each.word == word; });
    if (other != other_words.end()) {
        return what.append(" (did you mean '").append(other->ours) += "'?)";
    }
    std::array<std::string_view, operators.size()> known{};
    std::transform(operators.begin(), operators.end(), known.begin(), [](const auto& each) { return each.word; });
    const auto near = suggestion(word, known);
    return near.empty() ? what.append(": one of ").append(all_operators) : what + near;
}

struct phrase_words {
    std::string_view positive;
    std::string_view negative;
};

phrase_words words_of(comparison how) noexcept {
    switch (how) {
        case comparison::equal:
            return {"is ", "is not "};
        case comparison::less:
            return {"is < ", "is not < "};
        case comparison::less_equal:
            return {"is <= ", "is not <= "};
        case comparison::greater:
            return {"is > ", "is not > "};
        case comparison::greater_equal:
            return {"is >= ", "is not >= "};
        case comparison::in:
            return {"is in ", "is not in "};
        case comparison::contains:
            return {"contains ", "does not contain "};
        case comparison::starts_with:
            return {"starts with ", "does not start with "};
        case comparison::ends_with:
            return {"ends with ", "does not end with "};
        case comparison::matches:
            return {"matches ", "does not match "};
        case comparison::exists:
            return {"exists", "does not exist"};
    }
    return {};
}

}  // namespace

operator_word read_operator(lexer& from) {
    const auto word = peek_operator(from);
    const auto found =
        std::find_if(operators.begin(), operators.end(), [&](const auto& each) { return each.word == word; });
    if (found == operators.end()) {
        from.refuse_joining();
    }
    if (found == operators.end() && word.empty()) {
        from.fail_here(std::string("an operator is missing: ").append(all_operators));
    }
    if (found == operators.end() && is_digit(word.front())) {
        from.fail(std::string("an operator is missing before this: ").append(all_operators), from.at(), word.size());
    }
    if (found == operators.end()) {
        from.fail(unknown_operator(word), from.at(), word.size());
    }
    const operator_word made{found->how, found->is_negated, from.at(), word.size()};
    from.skip(word.size());
    from.skip_blanks();
    return made;
}

std::string_view word(comparison how) noexcept {
    const auto found =
        std::find_if(operators.begin(), operators.end(), [&](const auto& each) { return each.how == how; });
    return found->word;
}

std::string phrase(comparison how, bool is_negated, std::string_view operand) {
    const auto words = words_of(how);
    return std::string(is_negated ? words.negative : words.positive).append(operand);
}

}  // namespace trawl::expect
