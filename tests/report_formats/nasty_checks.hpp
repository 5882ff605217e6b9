#pragma once

#include <string>
#include <vector>

#include "check/check_result.hpp"
#include "fetch/outcome.hpp"

namespace trawl::report::test {

/// A check of "suites/smoke.v1.toml" that ended like this: `text` stands wherever text from outside can stand.
[[nodiscard]] fetch::report ended_check(const std::string& name, check::standing how, const std::string& text);

/// A check of a URL of a list.
[[nodiscard]] fetch::report url_check(const std::string& url, check::standing how);

/// Checks of all kinds, with texts that XML, TAP, YAML, JSON or a terminal would take for something else.
[[nodiscard]] std::vector<fetch::report> nasty_checks();

}  // namespace trawl::report::test
