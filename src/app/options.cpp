#include "app/options.hpp"

#include <algorithm>
#include <iostream>
#include <set>

#include <unistd.h>

#include "app/completion.hpp"
#include "app/config_file.hpp"
#include "app/exit_status.hpp"
#include "app/help_topics.hpp"
#include "app/option_groups.hpp"
#include "app/version.hpp"
#include "base/printable.hpp"
#include "output/write_all.hpp"

namespace trawl::app {

namespace {

constexpr const char* program_text = "Fetches URLs over HTTP, many at a time, and says honestly what happened.";

constexpr const char* fetch_text = "Fetches URLs into files, many at a time";

constexpr const char* footer_text =
    "A file under its final name is whole; what is on its way is NAME.part.\n\n"
    "Durations: 500ms, 10s, 2m, 1h30m; a plain number is seconds; 'none' lifts a limit.\n"
    "Sizes: 512k, 10M, 1.5G.\n\n"
    "Exit status: 0 all as asked, 1 internal error, 2 usage, config or input list, 3 network, 4 HTTP status,\n"
    "5 output could not be written, 130 or 143 interrupted. Several at once: 5, then 3, then 4, then 2.\n\n"
    "More: trawl help exit-codes, formats, names, records, retries, credentials, config.";

/// The command line of `trawl fetch`, and where its parts go.
class fetch_command {
public:
    explicit fetch_command(command_line& program) : program_(program) {
        auto options = program.add_command("fetch", fetch_text, footer_text);
        add_input_options(options, draft_);
        options.value({"--config", "FILE", "Options from a TOML file; the command line wins"},
                      [this](const std::string& given) { take_config(given); });
        add_output_options(options, draft_);
        add_script_options(options, draft_);
        add_request_options(options, draft_);
        add_credential_options(options, draft_);
        add_limit_options(options, draft_);
        add_retry_options(options, draft_);
        add_rate_options(options, draft_);
        add_connection_options(options, draft_);
        add_tls_options(options, draft_);
        add_message_options(options, draft_);
    }

    /// Config file first, then what needs more than one option to be known.
    fetch_options finish() {
        if (program_.was_given("fetch", "dir") && program_.was_given("fetch", "output")) {
            throw option_error("--output", "does not go with --dir: it is a path of its own");
        }
        if (!config_.empty()) {
            apply(read_config_file(config_, "fetch"));
        }
        finish_input_options(draft_);
        finish_request_options(draft_);
        finish_credential_options(draft_);
        finish_limit_options(draft_);
        finish_connection_options(draft_);
        finish_tls_options(draft_);
        finish_output_options(draft_);
        return std::move(draft_.result);
    }

private:
    void take_config(const std::string& given) {
        if (given.empty()) {
            throw bad_value("must not be empty");
        }
        config_ = given;
    }

    void apply(const config_file& config) {
        std::set<std::string> given;
        for (const auto& entry : config.entries) {
            if (!program_.has("fetch", entry.key) || entry.key == "config" || entry.key == "help") {
                throw config_error(config_, entry.line, "unknown option '" + entry.key + "'");
            }
            if (from_config_.contains(entry.key) || !program_.was_given("fetch", entry.key)) {
                apply(entry);
            }
        }
        for (const auto& table : config.hosts) {
            apply(table);
        }
    }

    void apply(const config_entry& entry) {
        if (entry.values.empty()) {
            return;
        }
        try {
            program_.set("fetch", entry.key, entry.values);
            from_config_.insert(entry.key);
        } catch (const option_error& failed) {
            throw config_error(config_, entry.line, failed.what());
        }
    }

    void apply(const host_table& table) {
        auto limits = draft_.result.hosts.otherwise;
        for (const auto& entry : table.entries) {
            try {
                if (!set_host_limit(limits, entry.key, entry.values.empty() ? "" : entry.values.back())) {
                    throw option_error("'" + entry.key + "' is no option of a host");
                }
            } catch (const option_error& failed) {
                throw config_error(config_, entry.line, failed.what());
            }
        }
        draft_.result.hosts.special.emplace_back(table.pattern, limits);
    }

    command_line& program_;
    option_draft draft_;
    std::string config_;
    std::set<std::string> from_config_;
};

/// `trawl completion SHELL` and `trawl help [TOPIC]`: texts on standard output.
class text_commands {
public:
    explicit text_commands(command_line& program) : program_(program) {
        program.add_command("completion", "Prints what completes the command line in a shell")
            .arguments({"shell", "SHELL", "bash, zsh or fish"}, shells_);
        program.add_command("help", "Prints more about a topic")
            .arguments({"topic", "TOPIC", "Without one: what there is"}, topics_);
    }

    [[nodiscard]] ended print_completion() const {
        const auto script = completion_script(shells_.size() == 1 ? shells_.front() : "", program_);
        if (!script) {
            throw option_error("completion", "for bash, zsh or fish");
        }
        return print(*script);
    }

    [[nodiscard]] ended print_help() const {
        if (topics_.empty()) {
            return print(help_overview());
        }
        if (topics_.size() == 1 && topics_.front() == "fetch") {
            return print(program_.help("fetch"));
        }
        std::string text;
        for (const auto& name : topics_) {
            const auto found = std::ranges::find(help_topics(), name, &help_topic::name);
            if (found == help_topics().end()) {
                throw option_error("help",
                                   "there is no topic '" + base::printable(name) + "'; 'trawl help' has the list");
            }
            text += (text.empty() ? "" : "\n") + std::string(found->text);
        }
        return print(text);
    }

private:
    static ended print(const std::string& text) {
        return {output::write_all(STDOUT_FILENO, text).failure ? write_failed : all_done};
    }

    command_line& program_;
    std::vector<std::string> shells_;
    std::vector<std::string> topics_;
};

ended refuse(std::string_view what, const std::string& command) {
    std::cerr << "trawl: " << what << "\nTry 'trawl " << command << (command.empty() ? "" : " ") << "--help'.\n";
    return {usage};
}

}  // namespace

std::variant<fetch_options, ended> read_options(int argc, const char* const* argv) {
    command_line program(program_text, version_text);
    fetch_command fetch(program);
    const text_commands texts(program);
    try {
        const auto chosen = program.parse(argc, argv);
        if (const auto* done = std::get_if<ended>(&chosen)) {
            return *done;
        }
        const auto& command = std::get<std::string>(chosen);
        if (command != "fetch") {
            return command == "help" ? texts.print_help() : texts.print_completion();
        }
        return fetch.finish();
    } catch (const option_error& failed) {
        return refuse(failed.what(), program.command());
    } catch (const config_error& failed) {
        return refuse(failed.what(), "fetch");
    }
}

}  // namespace trawl::app
