#include "app/config_file.hpp"

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

    std::vector<config_entry> read(const toml::table& document) {
        for (const auto& [key, node] : document) {
            if (!node.is_table()) {
                add(key.str(), node);
            }
        }
        for (const auto& [key, node] : document) {
            if (const auto* table = node.as_table()) {
                read_table(key.str(), *table);
            }
        }
        return std::move(entries_);
    }

private:
    void read_table(std::string_view name, const toml::table& table) {
        if (name != "fetch") {
            throw config_error(path_, line(table), "unknown table [" + std::string(name) + "]");
        }
        if (name == command_) {
            for (const auto& [key, node] : table) {
                add(key.str(), node);
            }
        }
    }

    void add(std::string_view key, const toml::node& node) {
        config_entry entry{std::string(key), {}, line(node)};
        if (const auto* list = node.as_array()) {
            for (const auto& item : *list) {
                entry.values.push_back(text(key, item));
            }
        } else {
            entry.values.push_back(text(key, node));
        }
        entries_.push_back(std::move(entry));
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
    std::vector<config_entry> entries_;
};

}  // namespace

config_error::config_error(std::string_view file, std::size_t line, std::string_view what)
    : std::runtime_error(std::string(file) + (line == 0 ? "" : ":" + std::to_string(line)) + ": " + std::string(what)) {
}

std::vector<config_entry> read_config_file(const std::string& path, std::string_view command) {
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
