#pragma once

#include <set>
#include <string>

#include "app/command_line.hpp"
#include "app/config_file.hpp"
#include "fetch/host_limits.hpp"

namespace trawl::app {

/// --config of a command: what its file says goes into the command's options, where the command line says nothing.
///
/// Lifetime    The command line must outlive it.
class config_option {
public:
    config_option(command_line& program, std::string command) : program_(program), command_(std::move(command)) {}

    void add_to(option_set& options);

    /// Does nothing if it was not given. Keys for every command need only be an option of one of them.
    ///
    /// Errors      Throws `config_error`.
    void apply();

    /// What the file's tables of hosts say, on top of the run's limits. To be called when these are known.
    ///
    /// Errors      Throws `config_error`.
    void apply_hosts(fetch::host_rules& hosts) const;

private:
    void apply(const config_entry& entry);
    [[nodiscard]] bool is_of_another(const config_entry& entry) const;

    command_line& program_;
    std::string command_;
    std::string path_;
    config_file content_;
    std::set<std::string> applied_;
};

}  // namespace trawl::app
