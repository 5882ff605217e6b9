#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "report/check_record.hpp"

namespace trawl::report {

/// Annotations of GitHub Actions: of the thresholds that do not hold and the checks that failed the worst ten as `::error`, of the
/// flaky ones, and those whose failure is tolerated, the worst ten as `::warning` (GitHub shows no more of a step), each with the place in its file. Meant for where
/// commands are obeyed: behind the end of `stopped_commands`.
///
/// Goes through the checks once. Throws what `checks` and `take` throw.
void write_github_report(const run_record& run, const check_walk& checks, const text_sink& take);

/// Appends the Markdown report to the file of a step's summary ($GITHUB_STEP_SUMMARY): as much of it as fits, for GitHub takes
/// nothing of a file over 1 MiB. Of a file that is nearly full, nothing.
///
/// Errors      `boost::system::system_error` that names the file. Throws what `checks` throws.
void append_step_summary(const std::string& path, const run_record& run, const check_walk& checks);

/// A text in which nothing is a command of the old kind, `##[error]`, which stands anywhere in a line. For what goes into lines
/// between `stopped_commands` that do not begin with "::": the runner reads two pipes, and may go on with one when it has read
/// the end of the other.
[[nodiscard]] std::string without_commands(std::string_view text);

/// While it lives, GitHub Actions obeys nothing of what is written to these descriptors: text of a server could be a command.
/// Writes a line to each when made, another at the end, with a word that nobody can guess.
///
/// Lifetime    Whatever else is written goes there in whole lines, and before the end.
class stopped_commands {
public:
    explicit stopped_commands(const std::vector<int>& descriptors);
    ~stopped_commands();
    stopped_commands(const stopped_commands&) = delete;
    stopped_commands& operator=(const stopped_commands&) = delete;

private:
    std::vector<int> descriptors_;
    std::string token_;
};

}  // namespace trawl::report
