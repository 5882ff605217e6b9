#include "app/program.hpp"

#include <algorithm>
#include <iostream>
#include <utility>

#include <unistd.h>

#include "app/check_command.hpp"
#include "app/check_run.hpp"
#include "app/completion.hpp"
#include "app/crawl_command.hpp"
#include "app/crawl_run.hpp"
#include "app/exit_status.hpp"
#include "app/fetch_command.hpp"
#include "app/fetch_run.hpp"
#include "app/help_topics.hpp"
#include "app/robots_command.hpp"
#include "app/version.hpp"
#include "base/printable.hpp"
#include "files/write_all.hpp"

namespace trawl::app {

namespace {

constexpr const char* program_text =
    "Fetches URLs over HTTP, many at a time, follows links, checks replies, and says honestly what happened.";

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
        if (topics_.size() == 1 && (topics_.front() == "fetch" || topics_.front() == "robots")) {
            return print(program_.help(topics_.front()));
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
        return {files::write_all(STDOUT_FILENO, text).failure ? write_failed : all_done};
    }

    command_line& program_;
    std::vector<std::string> shells_;
    std::vector<std::string> topics_;
};

// What is said of many options has lines; what stands in them may come from a file of somebody else.
std::string printable_lines(std::string_view text) {
    std::string shown;
    for (std::size_t start = 0; start <= text.size();) {
        const std::size_t end = std::min(text.find('\n', start), text.size());
        shown += (start > 0 ? "\n" : "") + base::printable(text.substr(start, end - start));
        start = end + 1;
    }
    return shown;
}

ended refuse(std::string_view what, const std::string& command) {
    std::cerr << "trawl: " << printable_lines(what) << "\nTry 'trawl " << command << (command.empty() ? "" : " ")
              << "--help'.\n";
    return {usage};
}

}  // namespace

int run_program(int argc, const char* const* argv) {
    command_line program(program_text, version_text);
    fetch_command fetch(program);
    crawl_command crawl(program);
    check_command check(program);
    robots_command robots(program);
    const text_commands texts(program);
    try {
        const auto chosen = program.parse(argc, argv);
        if (const auto* done = std::get_if<ended>(&chosen)) {
            return done->status;
        }
        const auto& command = std::get<std::string>(chosen);
        if (command == "fetch") {
            return run_fetch(fetch.finish());
        }
        if (command == "crawl") {
            return run_crawl(crawl.finish());
        }
        if (command == "check") {
            return run_check(check.finish());
        }
        if (command == "robots") {
            return run_robots(robots.finish());
        }
        return (command == "help" ? texts.print_help() : texts.print_completion()).status;
    } catch (const option_error& failed) {
        return refuse(failed.what(), program.command()).status;
    } catch (const config_error& failed) {
        return refuse(failed.what(), program.command()).status;
    }
}

}  // namespace trawl::app
