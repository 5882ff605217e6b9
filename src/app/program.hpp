#pragma once

namespace trawl::app {

/// Reads the command line, and the config file that it names, and does what they ask for. Prints help, the version,
/// completions on stdout, what is wrong on stderr. Result: the exit status.
[[nodiscard]] int run_program(int argc, const char* const* argv);

}  // namespace trawl::app
