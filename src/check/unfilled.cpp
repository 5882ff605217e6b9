#include "check/unfilled.hpp"

#include <algorithm>
#include <array>

namespace trawl::check {

namespace {

constexpr std::array<std::string_view, 11> operators = {
    "==", "!=", "<", "<=", ">", ">=", "in", "contains", "startswith", "endswith", "matches"};

/// Whether what is read is a value: an operator stands before it, in no brackets of a path.
bool is_behind_operator(std::string_view before) {
    std::size_t depth = 0;
    while (!before.empty()) {
        const auto word = before.substr(0, before.find_first_of(" \t\r\n[]"));
        if (depth == 0 && std::ranges::find(operators, word) != operators.end()) {
            return true;
        }
        before.remove_prefix(word.size());
        if (!before.empty()) {
            if (before.front() == '[') {
                ++depth;
            } else if (before.front() == ']' && depth > 0) {
                --depth;
            }
            before.remove_prefix(1);
        }
    }
    return false;
}

bool is_about_json(std::string_view before) {
    return before.find("json ") != before.npos;
}

expect::syntax_error not_filled(std::string_view expression, const expect::template_text::reference& place) {
    const std::string_view before = expression.substr(0, place.at);
    std::string what = "no variable is filled in ";
    if (is_behind_operator(before)) {
        what += "within /.../: write matches \"...\"";
    } else if (is_about_json(before)) {
        what += "in a JSONPath: write the value itself there; variables stand behind the operator";
    } else {
        what += "here: variables stand behind the operator";
    }
    return {std::move(what), place.at, place.length};
}

}  // namespace

std::optional<expect::syntax_error> misplaced_place(const expect::syntax_error& wrong, std::string_view expression) {
    const auto text = expect::template_text::parse(expression);
    if (!text) {
        return std::nullopt;
    }
    for (const auto& each : text->references()) {
        // A name may have taken the '$' already.
        const bool is_met = wrong.at <= each.at + 1 && each.at < wrong.at + wrong.length;
        if (is_met && !is_behind_operator(expression.substr(0, each.at))) {
            return not_filled(expression, each);
        }
    }
    return std::nullopt;
}

std::optional<expect::syntax_error> unfilled_place(std::string_view expression,
                                                   const std::vector<expect::template_text::reference>& places) {
    const auto text = expect::template_text::parse(expression);
    if (!text) {
        return std::nullopt;  // a `$` before a `{2}` of a regular expression
    }
    for (const auto& each : text->references()) {
        const bool is_filled = std::ranges::any_of(places, [&](const expect::template_text::reference& place) {
            return place.at <= each.at && each.at < place.at + place.length;
        });
        if (!is_filled) {
            return not_filled(expression, each);
        }
    }
    return std::nullopt;
}

}  // namespace trawl::check
