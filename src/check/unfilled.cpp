#include "check/unfilled.hpp"

#include <algorithm>

namespace trawl::check {

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
            return expect::syntax_error(
                "no variable is filled in here, only as a whole value behind the operator, or in its quotes: not in a "
                "JSONPath, and for /.../ write matches \"...\"",
                each.at, each.length);
        }
    }
    return std::nullopt;
}

}  // namespace trawl::check
