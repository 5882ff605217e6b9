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
        if (std::ranges::find(places, each.name, &expect::template_text::reference::name) == places.end()) {
            return expect::syntax_error(
                "no variable is filled in here, only within quotes, or as a whole value: "
                "write matches \"...\" in place of /.../",
                each.at, each.length);
        }
    }
    return std::nullopt;
}

}  // namespace trawl::check
