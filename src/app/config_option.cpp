#include "app/config_option.hpp"

#include <algorithm>

#include "app/option_groups.hpp"

namespace trawl::app {

void config_option::add_to(option_set& options) {
    options.value({"--config", "FILE", "Options from a TOML file; the command line wins"},
                  [this](const std::string& given) {
                      if (given.empty()) {
                          throw bad_value("must not be empty");
                      }
                      path_ = given;
                  });
}

void config_option::apply() {
    if (path_.empty()) {
        return;
    }
    content_ = read_config_file(path_, command_);
    for (const auto& entry : content_.entries) {
        const bool is_ours = program_.has(command_, entry.key) && entry.key != "config" && entry.key != "help";
        if (!is_ours && is_of_another(entry)) {
            continue;
        }
        if (!is_ours) {
            throw config_error(path_, entry.line,
                               "unknown option '" + entry.key + "'" + program_.suggestion(command_, "--" + entry.key));
        }
        if (applied_.contains(entry.key) || !program_.was_given(command_, entry.key)) {
            apply(entry);
        }
    }
}

bool config_option::is_of_another(const config_entry& entry) const {
    const auto commands = program_.commands();
    return entry.is_for_all && entry.key != "config" && entry.key != "help" &&
           std::ranges::any_of(commands, [&](const auto& command) { return program_.has(command, entry.key); });
}

void config_option::apply(const config_entry& entry) {
    if (entry.values.empty()) {
        return;
    }
    try {
        program_.set(command_, entry.key, entry.values);
        applied_.insert(entry.key);
    } catch (const option_error& failed) {
        throw config_error(path_, entry.line, failed.what());
    }
}

void config_option::apply_hosts(fetch::host_rules& hosts) const {
    for (const auto& table : content_.hosts) {
        auto limits = hosts.otherwise;
        for (const auto& entry : table.entries) {
            try {
                if (!set_host_limit(limits, entry.key, entry.values.empty() ? "" : entry.values.back())) {
                    throw option_error("'" + entry.key + "' is no option of a host");
                }
            } catch (const option_error& failed) {
                throw config_error(path_, entry.line, failed.what());
            }
        }
        hosts.special.emplace_back(table.pattern, limits);
    }
}

}  // namespace trawl::app
