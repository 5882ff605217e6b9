#pragma once

#include <optional>

#include "check/entry.hpp"
#include "check/toml_value.hpp"
#include "check/value_reader.hpp"

namespace trawl::check {

/// Reads `retry = 3` or `retry = {max = 3, every = "2s", for = "1m", on = ["connect", "5xx", "assert"]}`.
[[nodiscard]] std::optional<retry_rule> read_retry(const toml_value::member& of, const value_reader& values);

}  // namespace trawl::check
