#pragma once

#include <string>
#include <vector>

#include "app/check_options.hpp"
#include "report/check_record.hpp"
#include "report/report_file.hpp"

namespace trawl::app {

/// Whether it is GitHub Actions that reads what is written.
[[nodiscard]] bool is_for_github(const check_output& asked);

/// By what is meant for programs.
[[nodiscard]] bool is_stdout_taken(const check_options& options);

/// When no run came about: takes away the reports that an earlier one has left in these files, which would be taken for its own, and
/// says so on stderr. Leaves what is no regular file, and what the run would have read.
void remove_stale_reports(const check_options& options);

/// Where people and programs are told what a run of checks came to.
///
/// Threads     Any. Its calls block.
class check_outputs {
public:
    /// Sees that the files can be written. Throws `cannot_start`.
    explicit check_outputs(const check_options& options);

    /// All of them. `not_passed`: of the checks, those that did not pass at once. Result: why those that could not be written
    /// could not.
    [[nodiscard]] std::vector<std::string> write(const report::run_record& run, const report::check_walk& checks,
                                                 const report::check_walk& not_passed);

    /// What GitHub Actions is to obey, when everything else is written; empty: it is another reader.
    [[nodiscard]] const std::string& annotations() const noexcept { return annotations_; }

private:
    struct report_of {
        report_format format;
        report::report_file file;
    };

    void write_terminal(const report::run_record& run, const report::check_walk& checks) const;
    void tell_github(const report::run_record& run, const report::check_walk& checks,
                     const report::check_walk& not_passed);

    std::vector<report_of> reports_;
    int people_;  // the descriptor that is for them
    bool is_quiet_;
    bool is_for_github_;
    std::string annotations_;
};

}  // namespace trawl::app
