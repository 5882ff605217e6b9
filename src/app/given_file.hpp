#pragma once

#include <string>
#include <vector>

namespace trawl::app {

/// The whole content of a file that an option names; "-" is standard input. Errors: throws `bad_value` naming it.
[[nodiscard]] std::string read_given_file(const std::string& path);

/// The same of at most 64 KiB, for lines of text: without a byte order mark.
[[nodiscard]] std::string read_given_text(const std::string& path);

/// What an option was given: the text itself, or "@FILE" for the first line of a file, so that a secret need not stand on
/// the command line. Errors: throws `bad_value`, which holds nothing of the text.
[[nodiscard]] std::string read_secret(const std::string& given);

/// An environment variable; empty if it is not set.
[[nodiscard]] std::string environment_text(const char* name);

}  // namespace trawl::app
