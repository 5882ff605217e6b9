#pragma once

#include <memory>
#include <string>

#include "check/check_result.hpp"
#include "fetch/outcome.hpp"

namespace trawl::check {

/// The result of a check that no attempt has made one of, after how its report has ended: no URL, its host was given up,
/// the run was interrupted or ran out of time. Requires a report of a check frontier's job.
[[nodiscard]] std::shared_ptr<check_result> result_without_attempt(const fetch::report& done);

/// The run was interrupted before a further try of a check: `last` is what the one before came to.
void leave_undecided(check_result& last);

/// The report of a check that is not asked: `why` says that, in words for people; `is_behind_failure`:
/// as what it needs has failed. Requires a job of a check frontier.
[[nodiscard]] fetch::report report_of_skipped(fetch::job what, std::string why, bool is_behind_failure = false);

/// As if the engine had been stopped before it asked.
[[nodiscard]] fetch::report report_of_not_run(fetch::job what);

}  // namespace trawl::check
