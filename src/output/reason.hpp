#pragma once

#include <string>
#include <string_view>

#include "fetch/outcome.hpp"

namespace trawl::output {

/// Why a job did not end well, as records and the summary tell it.
struct reason {
    std::string_view kind;   ///< one word to count by: "refused", "http_status", "write"
    std::string_view phase;  ///< empty if it has none
    std::string message;     ///< one line for people, without passwords
};

/// Of a report that is not `fetched`.
[[nodiscard]] reason reason_of(const fetch::report& done);

/// The same of an input that is no URL, or whose line is bad, before it is a report.
[[nodiscard]] reason reason_of_input(const fetch::job& what);

}  // namespace trawl::output
