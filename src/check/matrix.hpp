#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "check/suite_draft.hpp"
#include "check/suite_problems.hpp"
#include "check/suite_variables.hpp"

namespace trawl::check {

/// A check of a suite, for one combination of its matrix' values.
struct variant {
    const check_draft* of = nullptr;
    std::vector<std::pair<std::string, std::string>> values;
    /// Unique within the suite.
    std::string name;
    /// Indexes of other variants.
    std::vector<std::size_t> needs;

    variant() = default;

    /// The value that its matrix has for a variable; null: it is none of its matrix.
    [[nodiscard]] const std::string* value_of(std::string_view variable) const noexcept;
};

/// Every check for every combination of its matrix, in the order of the file, with its name.
///
/// Lifetime    The checks must outlive what is returned.
[[nodiscard]] std::vector<variant> expand(const std::vector<check_draft>& checks, suite_variables& variables,
                                          suite_problems& problems);

}  // namespace trawl::check
