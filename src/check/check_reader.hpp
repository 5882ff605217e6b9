#pragma once

#include "check/suite_draft.hpp"
#include "check/toml_value.hpp"
#include "check/value_reader.hpp"

namespace trawl::check {

/// Reads a [[check]]. What is wrong goes to the problems of the reader.
[[nodiscard]] check_draft read_check(const toml_value& table, const value_reader& values);

/// Reads the [defaults].
[[nodiscard]] check_draft read_defaults(const toml_value& table, const value_reader& values);

/// Gives a check what the defaults have and it does not say itself.
void apply_defaults(check_draft& to, const check_draft& defaults);

}  // namespace trawl::check
