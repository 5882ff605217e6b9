#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "expect/syntax_error.hpp"
#include "expect/template_text.hpp"

namespace trawl::check {

/// What is wrong with an expression, if it is that a `${NAME}` stands before the operator, where nothing is filled in and the
/// grammar has met no more than its bytes. nullopt: it is something else.
[[nodiscard]] std::optional<expect::syntax_error> misplaced_place(const expect::syntax_error& wrong,
                                                                  std::string_view expression);

/// A `${NAME}` in an expression that is none of its places: within /.../, JSON or a JSONPath nothing is filled in, which who
/// wrote it does not expect. nullopt: there is none.
[[nodiscard]] std::optional<expect::syntax_error> unfilled_place(
    std::string_view expression, const std::vector<expect::template_text::reference>& places);

}  // namespace trawl::check
