#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "check/suite.hpp"

namespace trawl::check {

/// Which of the inputs somebody gave for this run, and so wants to see used: not what a config file has for many runs.
struct own_inputs {
    bool variables = false;
    bool secrets = false;
    bool tags = false;
    bool skip_tags = false;
};

/// Every name between "${" and its end in a file, wherever it stands.
[[nodiscard]] std::set<std::string> names_used_in(std::string_view text);

/// Tags that no check of the suites has, variables and secrets that nothing uses: a line for each.
[[nodiscard]] std::vector<std::string> warnings_about_unused(const suite& all, const suite_inputs& inputs,
                                                             const own_inputs& own);

}  // namespace trawl::check
