#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace trawl::app {

/// Runs a command (looked up in PATH, without a shell) to its end with this on its standard input; its standard output
/// can go to our standard error. It does not get the variables that hold our secrets. When `stop`, a descriptor, turns
/// readable, it gets SIGTERM, and SIGKILL a second later.
///
/// Result      Empty if it ended with 0; else what went wrong, for people.
/// Threads     Any, with signals blocked. Blocks.
[[nodiscard]] std::string run_command(const std::vector<std::string>& words, std::string_view input,
                                      bool stdout_to_stderr, int stop);

}  // namespace trawl::app
