#pragma once

#include <string>
#include <vector>

#include "app/command_line.hpp"
#include "app/option_groups.hpp"

namespace trawl::app {

/// `trawl robots`, as it was asked for.
struct robots_options : run_options {
    std::vector<std::string> urls;
    std::string agent;
};

/// The command line of `trawl robots`, and where its parts go.
///
/// Lifetime    The command line must outlive it.
class robots_command {
public:
    explicit robots_command(command_line& program);
    robots_command(const robots_command&) = delete;
    robots_command& operator=(const robots_command&) = delete;

    /// To be called once, when the command line was read. Errors: throws `option_error`.
    [[nodiscard]] robots_options finish();

private:
    void add_options(option_set& options);

    robots_options result_;
    run_draft draft_{result_};
};

/// Runs it: a text for each URL on standard output. Result: the exit status.
[[nodiscard]] int run_robots(robots_options options);

}  // namespace trawl::app
