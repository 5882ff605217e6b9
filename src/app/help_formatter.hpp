#pragma once

#include <string>
#include <vector>

#include <CLI/CLI.hpp>

namespace trawl::app {

/// Help as in "  -j, --concurrency N       Requests in flight [64]".
class help_formatter : public CLI::Formatter {
public:
    help_formatter() { column_width(34); }

    // CLI11 puts an empty line behind every group of options but the last.
    std::string make_group(std::string group, bool is_positional,
                           std::vector<const CLI::Option*> options) const override {
        std::string text = (is_positional || group == "Options" ? "\n" : "") + group + ":\n";
        for (const auto* option : options) {
            text += make_option(option, is_positional);
        }
        return text;
    }

    std::string make_option_name(const CLI::Option* option, bool is_positional) const override {
        std::string names = CLI::Formatter::make_option_name(option, is_positional);
        if (const auto comma = names.find(','); comma != std::string::npos) {
            names.insert(comma + 1, " ");
        }
        return names;
    }

    std::string make_option_opts(const CLI::Option* option) const override {
        return option->get_type_size() == 0 ? "" : " " + option->get_type_name();
    }

    std::string make_option_desc(const CLI::Option* option) const override {
        const std::string start = option->get_default_str();
        return option->get_description() + (start.empty() ? "" : " [" + start + "]");
    }
};

}  // namespace trawl::app
