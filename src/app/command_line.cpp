#include "app/command_line.hpp"

#include <CLI/CLI.hpp>

#include "app/help_formatter.hpp"
#include "base/printable.hpp"

namespace trawl::app {

class command_line::impl {
public:
    impl(const std::string& about, std::function<std::string()> version) : program(about, "trawl") {
        program.set_version_flag("--version", std::move(version));
        program.require_subcommand(1);
        program.set_help_flag("-h,--help", "Print this help");
        program.formatter(std::make_shared<help_formatter>());
    }

    [[nodiscard]] const CLI::App* find(const std::string& command) const {
        const auto found = program.get_subcommands([&](const CLI::App* one) { return one->get_name() == command; });
        return found.empty() ? nullptr : found.front();
    }

    [[nodiscard]] CLI::Option* option(const std::string& command, const std::string& name) {
        const auto owners = program.get_subcommands([&](const CLI::App* one) { return one->get_name() == command; });
        return owners.empty() ? nullptr : owners.front()->get_option_no_throw("--" + name);
    }

    CLI::App program;
};

command_line::command_line(const std::string& about, std::function<std::string()> version)
    : impl_(std::make_unique<impl>(about, std::move(version))) {
}

command_line::~command_line() = default;

option_set command_line::add_command(const std::string& name, const std::string& about, const std::string& footer) {
    auto* const added = impl_->program.add_subcommand(name, about);
    added->footer(footer);
    return option_set(*added);
}

std::variant<std::string, ended> command_line::parse(int argc, const char* const* argv) {
    const std::string first = argc > 1 ? argv[1] : "";
    if (!first.empty() && first.front() != '-' && impl_->find(first) == nullptr) {
        throw option_error("there is no command '" + base::printable(first) + "'");
    }
    try {
        impl_->program.parse(argc, argv);
        return command();
    } catch (const CLI::Success& asked) {
        return ended{impl_->program.exit(asked)};
    } catch (const CLI::ExtrasError&) {
        // Not what it was given: that may be a password.
        const std::string unknown = impl_->program.remaining(true).front();
        throw option_error("there is no option '" + base::printable(unknown.substr(0, unknown.find('='))) + "'");
    } catch (const CLI::ArgumentMismatch& failed) {
        const std::string text = failed.what();
        const std::size_t end = text.find(": At Most 1 required");
        throw option_error(end == text.npos ? text : text.substr(0, end) + ": is given more than once");
    } catch (const CLI::Error& failed) {
        throw option_error(failed.what());
    }
}

std::string command_line::command() const {
    const auto chosen = impl_->program.get_subcommands();
    return chosen.empty() ? "" : chosen.front()->get_name();
}

bool command_line::has(const std::string& command, const std::string& option) const {
    return impl_->option(command, option) != nullptr;
}

bool command_line::was_given(const std::string& command, const std::string& option) const {
    return impl_->option(command, option)->count() > 0;
}

void command_line::set(const std::string& command, const std::string& option, const std::vector<std::string>& values) {
    auto& which = *impl_->option(command, option);
    try {
        which.clear();
        for (const auto& value : values) {
            which.add_result(value);
        }
        which.run_callback();
    } catch (const CLI::Error& failed) {
        throw option_error(failed.what());
    }
}

std::vector<std::string> command_line::commands() const {
    std::vector<std::string> names;
    for (const auto* one : std::as_const(impl_->program).get_subcommands([](const CLI::App*) { return true; })) {
        names.push_back(one->get_name());
    }
    return names;
}

std::vector<option_facts> command_line::options(const std::string& command) const {
    std::vector<option_facts> all;
    for (const auto* one : impl_->find(command)->get_options()) {
        if (!one->nonpositional()) {
            continue;
        }
        option_facts facts{{}, one->get_type_size() == 0 ? "" : one->get_type_name(), one->get_description()};
        for (const auto& name : one->get_snames()) {
            facts.names.push_back("-" + name);
        }
        for (const auto& name : one->get_lnames()) {
            facts.names.push_back("--" + name);
        }
        all.push_back(std::move(facts));
    }
    return all;
}

std::string command_line::help(const std::string& command) const {
    return impl_->program.get_subcommand(command)->help("trawl");
}

}  // namespace trawl::app
