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
    bool is_for_all = false;  ///< stands at the top, not in the table of a command
};

/// The limits of some hosts.
struct host_table {
    std::string pattern;  ///< lower case; a name, "*.example.org", or "*"
    std::vector<config_entry> entries;
    std::size_t line;
};

struct config_file {
    /// Those of the command's own table last.
    std::vector<config_entry> entries;
    /// In the order of the file.
    std::vector<host_table> hosts;
};

/// What is wrong with a config file, with its name and line.
class config_error : public std::runtime_error {
public:
    config_error(std::string_view file, std::size_t line, std::string_view what);
};

/// Reads a TOML file (https://toml.io): keys at the top hold for every command, those in the table of a command only for it;
/// tables of hosts hold the limits of the hosts that match.
///
///     concurrency = 32
///     [fetch]
///     header = ["Accept-Language: en"]
///     [host."*.example.org"]
///     host-rate = "2/s"
///
/// Errors      Throws `config_error` if the file cannot be read, is no TOML, has a table of another name, a pattern that is
///             none, or a value that is no text, number, boolean or list of them.
[[nodiscard]] config_file read_config_file(const std::string& path, std::string_view command);

}  // namespace trawl::app
