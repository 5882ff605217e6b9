#include "app/command_line.hpp"

#include <map>
#include <utility>

#include <CLI/CLI.hpp>

#include "app/help_formatter.hpp"
#include "base/printable.hpp"
#include "expect/suggestion.hpp"

namespace trawl::app {

namespace {

/// Of "--junit: 1 required FILE missing", and of options that are given too often.
std::string told_of_mismatch(const std::string& text) {
    if (const auto end = text.find(": At Most 1 required"); end != text.npos) {
        return text.substr(0, end) + ": is given more than once";
    }
    constexpr std::string_view wanting = ": 1 required ";
    constexpr std::string_view missing = " missing";
    const auto at = text.find(wanting);
    if (at == text.npos || !text.ends_with(missing)) {
        return text;
    }
    const auto type = at + wanting.size();
    return text.substr(0, at) + ": needs a value, " + text.substr(type, text.size() - type - missing.size());
}

}  // namespace

class command_line::impl {
public:
    impl(const std::string& about, std::function<std::string()> version) : program(about, "trawl") {
        program.set_version_flag("--version", std::move(version));
        program.require_subcommand(1);
        program.set_help_flag("-h,--help", "Print this help");
        program.formatter(std::make_shared<help_formatter>());
    }

    /// With its options; nullptr: there is no such command.
    [[nodiscard]] CLI::App* find(const std::string& command) {
        const auto found = program.get_subcommands([&](const CLI::App* one) { return one->get_name() == command; });
        if (found.empty()) {
            return nullptr;
        }
        if (const auto missing = not_added.extract(command)) {
            missing.mapped()(option_set(*found.front()));
        }
        return found.front();
    }

    [[nodiscard]] CLI::Option* option(const std::string& command, const std::string& name) {
        auto* const owner = find(command);
        return owner == nullptr ? nullptr : owner->get_option_no_throw("--" + name);
    }

    CLI::App program;
    std::map<std::string, std::function<void(option_set)>> not_added;  // options, by the command
};

command_line::command_line(const std::string& about, std::function<std::string()> version)
    : impl_(std::make_unique<impl>(about, std::move(version))) {
}

command_line::~command_line() = default;

option_set command_line::add_command(const std::string& name, const std::string& about) {
    return option_set(*impl_->program.add_subcommand(name, about));
}

void command_line::add_command(const std::string& name, const std::string& about, const std::string& footer,
                               std::function<void(option_set options)> add_options) {
    impl_->program.add_subcommand(name, about)->footer(footer);
    impl_->not_added.emplace(name, std::move(add_options));
}

std::variant<std::string, ended> command_line::parse(int argc, const char* const* argv) {
    const std::string first = argc > 1 ? argv[1] : "";
    const auto* const named = impl_->find(first);
    if (!first.empty() && first.front() != '-' && named == nullptr) {
        const auto known = commands();
        const std::vector<std::string_view> names(known.begin(), known.end());
        throw option_error("there is no command '" + base::printable(first) + "'" + expect::suggestion(first, names));
    }
    try {
        impl_->program.parse(argc, argv);
        return command();
    } catch (const CLI::Success& asked) {
        return ended{impl_->program.exit(asked)};
    } catch (const CLI::ExtrasError&) {
        // Not what it was given: that may be a password.
        const std::string given = impl_->program.remaining(true).front();
        const std::string unknown = given.substr(0, given.find('='));
        throw option_error("there is no option '" + base::printable(unknown) + "'" + suggestion(command(), unknown));
    } catch (const CLI::ArgumentMismatch& failed) {
        throw option_error(told_of_mismatch(failed.what()));
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

std::string command_line::suggestion(const std::string& command, const std::string& option) const {
    if (command.empty() || !option.starts_with("--")) {
        return {};
    }
    const auto known = options(command);
    std::vector<std::string_view> names;
    for (const auto& each : known) {
        names.push_back(std::string_view(each.names.back()).substr(2));
    }
    const auto near = expect::nearest(std::string_view(option).substr(2), names);
    return near.empty() ? std::string() : " (did you mean '--" + std::string(near) + "'?)";
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
    return impl_->find(command)->help("trawl");
}

}  // namespace trawl::app
