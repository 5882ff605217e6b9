#pragma once

#include <functional>
#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "app/option_set.hpp"

namespace trawl::app {

/// The program has nothing more to do: help was printed, or the command line was wrong.
struct ended {
    int status;
};

/// One option of a command, as a completion has to know it.
struct option_facts {
    std::vector<std::string> names;  ///< with their dashes, the long one last
    std::string type;                ///< empty for a flag
    std::string text;
};

/// The commands of the program and their options.
class command_line {
public:
    command_line(const std::string& about, std::function<std::string()> version);
    ~command_line();
    command_line(const command_line&) = delete;
    command_line& operator=(const command_line&) = delete;

    [[nodiscard]] option_set add_command(const std::string& name, const std::string& about);
    /// One with many options: they are added when somebody asks for them, as most runs are of one command only.
    void add_command(const std::string& name, const std::string& about, const std::string& footer,
                     std::function<void(option_set options)> add_options);

    /// Reads the arguments into what the options were given.
    ///
    /// Result      The command's name; or `ended`, when help or the version was asked for and printed.
    /// Errors      Throws `option_error`.
    [[nodiscard]] std::variant<std::string, ended> parse(int argc, const char* const* argv);

    /// The command that the arguments name, as far as they were understood; empty: none.
    [[nodiscard]] std::string command() const;

    /// Whether there is such an option, by its long name without dashes, and it was given among the arguments.
    [[nodiscard]] bool has(const std::string& command, const std::string& option) const;
    [[nodiscard]] bool was_given(const std::string& command, const std::string& option) const;
    /// Reads values as if they had been given, in place of those before. Errors: throws `option_error`.
    void set(const std::string& command, const std::string& option, const std::vector<std::string>& values);

    [[nodiscard]] std::vector<std::string> commands() const;
    /// " (did you mean '--timeout'?)" of an option that the command has not, by a name with its dashes; or nothing.
    [[nodiscard]] std::string suggestion(const std::string& command, const std::string& option) const;
    [[nodiscard]] std::vector<option_facts> options(const std::string& command) const;
    [[nodiscard]] std::string help(const std::string& command) const;

private:
    class impl;
    std::unique_ptr<impl> impl_;
};

}  // namespace trawl::app
