#pragma once

#include <cstddef>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace trawl::app {

/// One option in a config file. Keys are the long names of the command line's options.
struct config_entry {
    std::string key;
    std::vector<std::string> values;
    std::size_t line;
};

/// What is wrong with a config file, with its name and line.
class config_error : public std::runtime_error {
public:
    config_error(std::string_view file, std::size_t line, std::string_view what);
};

/// Reads a TOML file (https://toml.io): keys at the top hold for every command, those in the table of a command only for it.
///
///     concurrency = 32
///     [fetch]
///     header = ["Accept-Language: en"]
///
/// Result      The entries that hold for `command`, those of its own table last.
/// Errors      Throws `config_error` if the file cannot be read, is no TOML, or has a value that is no text, number, boolean or list of them.
[[nodiscard]] std::vector<config_entry> read_config_file(const std::string& path, std::string_view command);

}  // namespace trawl::app
