#include "app/config_file.hpp"

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <optional>

#include <toml++/toml.h>

namespace trawl::app {

namespace {

std::optional<std::string> scalar_text(const toml::node& node) {
    if (const auto* text = node.as_string()) {
        return text->get();
    }
    if (const auto* number = node.as_integer()) {
        return std::to_string(number->get());
    }
    if (const auto* number = node.as_floating_point()) {
        return std::to_string(number->get());
    }
    if (const auto* flag = node.as_boolean()) {
        return flag->get() ? "true" : "false";
    }
    return std::nullopt;
}

class reader {
public:
    reader(const std::string& path, std::string_view command) : path_(path), command_(command) {}

    config_file read(const toml::table& document) {
        for (const auto& [key, node] : document) {
            if (!node.is_table()) {
                found_.entries.push_back(entry(key.str(), node));
                found_.entries.back().is_for_all = true;
            }
        }
        for (const auto& [key, node] : document) {
            if (const auto* table = node.as_table()) {
                read_table(key.str(), *table);
            }
        }
        std::ranges::sort(found_.hosts, {}, &host_table::line);
        return std::move(found_);
    }

private:
    void read_table(std::string_view name, const toml::table& table) {
        if (name == "host") {
            read_hosts(table);
            return;
        }
        if (name != "fetch" && name != "crawl" && name != "check") {
            throw config_error(path_, line(table), "unknown table [" + std::string(name) + "]");
        }
        if (name == command_) {
            for (const auto& [key, node] : table) {
                found_.entries.push_back(entry(key.str(), node));
            }
        }
    }

    void read_hosts(const toml::table& tables) {
        for (const auto& [pattern, node] : tables) {
            const auto* table = node.as_table();
            if (table == nullptr) {
                throw config_error(path_, line(node),
                                   "limits of hosts stand in tables such as [host.\"*.example.org\"]");
            }
            if (!is_pattern(pattern.str())) {
                throw config_error(
                    path_, line(node),
                    "'" + std::string(pattern.str()) + "' is no pattern of hosts: a name, \"*.example.org\" or \"*\"");
            }
            host_table hosts{lower_case(pattern.str()), {}, line(node)};
            for (const auto& [key, value] : *table) {
                hosts.entries.push_back(entry(key.str(), value));
            }
            found_.hosts.push_back(std::move(hosts));
        }
    }

    // Without a port: limits are of hosts.
    static bool is_pattern(std::string_view text) {
        const std::string_view name = text.starts_with("*.") ? text.substr(2) : text;
        return text == "*" || (!name.empty() && name.find_first_of("*/@ ") == std::string_view::npos &&
                               (name.find(':') == std::string_view::npos || name.starts_with('[')));
    }

    static std::string lower_case(std::string_view text) {
        std::string lower(text);
        std::ranges::transform(lower, lower.begin(), [](unsigned char c) { return std::tolower(c); });
        return lower;
    }

    config_entry entry(std::string_view key, const toml::node& node) {
        config_entry made{std::string(key), {}, line(node)};
        if (const auto* list = node.as_array()) {
            for (const auto& item : *list) {
                made.values.push_back(text(key, item));
            }
        } else {
            made.values.push_back(text(key, node));
        }
        return made;
    }

    std::string text(std::string_view key, const toml::node& node) {
        auto found = scalar_text(node);
        if (!found) {
            throw config_error(path_, line(node),
                               "'" + std::string(key) + "' must be a text, a number, true or false, or a list of them");
        }
        return std::move(*found);
    }

    static std::size_t line(const toml::node& node) { return node.source().begin.line; }

    const std::string& path_;
    std::string_view command_;
    config_file found_;
};

}  // namespace

config_error::config_error(std::string_view file, std::size_t line, std::string_view what)
    : std::runtime_error(std::string(file) + (line == 0 ? "" : ":" + std::to_string(line)) + ": " + std::string(what)) {
}

config_file read_config_file(const std::string& path, std::string_view command) {
    if (std::filesystem::is_directory(path)) {
        throw config_error(path, 0, "it is a folder");
    }
    try {
        const toml::table document = toml::parse_file(path);
        return reader(path, command).read(document);
    } catch (const toml::parse_error& failed) {
        throw config_error(path, failed.source().begin.line, failed.description());
    }
}

}  // namespace trawl::app
