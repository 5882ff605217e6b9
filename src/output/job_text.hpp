#pragma once

#include <string>

#include "fetch/outcome.hpp"

namespace trawl::output {

/// A job for people: "line 3: http://example.org/a", safe for a terminal, without passwords, cut when it is very long.
[[nodiscard]] std::string job_text(const fetch::job& what);

/// What became of a job, in one line: "http://example.org/a: 200, 1.2 KiB in 35 ms, files/a" or "line 3: ftp://x/: unsupported scheme".
[[nodiscard]] std::string outcome_text(const fetch::report& done);

}  // namespace trawl::output
