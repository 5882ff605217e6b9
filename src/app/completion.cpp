#include "app/completion.hpp"

#include <algorithm>
#include <array>
#include <vector>

#include "app/help_topics.hpp"

namespace trawl::app {

namespace {

constexpr std::array shells{"bash", "zsh", "fish"};

/// What may follow an option: words, or nothing that we know.
std::vector<std::string> words_of(const option_facts& option) {
    const std::string& name = option.names.back();
    if (name == "--input-format") {
        return {"auto", "plain", "tsv", "jsonl", "aria2", "curl"};
    }
    if (name == "--auth") {
        return {"any", "digest"};
    }
    if (name == "--tls-min") {
        return {"1.2", "1.3"};
    }
    if (name == "--fail-on") {
        return {"any", "none"};
    }
    if (name == "--scope") {
        return {"page", "prefix", "host", "domain", "any"};
    }
    if (name == "--export") {
        return {"urls", "failed", "skipped", "changes", "links", "broken", "moved", "hosts"};
    }
    if (name == "--report") {
        return {"junit=", "markdown=", "json=", "text="};
    }
    if (name == "--github") {
        return {"auto", "on", "off"};
    }
    if (name == "--format") {
        return {"json", "csv"};
    }
    return {};
}

bool takes_file(const option_facts& option) {
    return option.type == "FILE" || option.type == "PATH";
}

std::string joined(const std::vector<std::string>& words, const std::string& between = " ") {
    std::string text;
    for (const auto& word : words) {
        text += (text.empty() ? "" : between) + word;
    }
    return text;
}

std::vector<std::string> topic_names() {
    std::vector<std::string> names;
    for (const auto& topic : help_topics()) {
        names.emplace_back(topic.name);
    }
    return names;
}

/// Of the commands, those that have options.
std::vector<std::string> asking_commands(const command_line& program) {
    auto names = program.commands();
    std::erase_if(names, [](const auto& name) { return name == "help" || name == "completion"; });
    return names;
}

// What its arguments may be beside URLs.
bool takes_suites(const std::string& command) {
    return command == "check";
}

std::vector<std::string> shell_names() {
    return {shells.begin(), shells.end()};
}

std::string with_escapes(std::string text, std::string_view special) {
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (special.find(text[at]) != std::string_view::npos) {
            text.insert(at++, "\\");
        }
    }
    return text;
}

// Of single quotes: the only character that ends them.
std::string without_quotes(std::string text) {
    std::erase(text, '\'');
    return text;
}

std::string bash_cases(const std::vector<option_facts>& options) {
    std::string files;
    std::string folders;
    std::string others;
    std::string cases;
    for (const auto& option : options) {
        const std::string pattern = joined(option.names, "|");
        const auto words = words_of(option);
        if (!words.empty()) {
            cases +=
                "        " + pattern + ") COMPREPLY=($(compgen -W '" + joined(words) + "' -- \"$word\")); return;;\n";
        } else if (!option.type.empty()) {
            auto& list = takes_file(option) ? files : option.type == "DIR" ? folders : others;
            list += (list.empty() ? "" : "|") + pattern;
        }
    }
    const auto add = [&cases](const std::string& names, const std::string& action) {
        if (!names.empty()) {
            cases += "        " + names + ") " + action + "return;;\n";
        }
    };
    // Line by line: names may hold blanks and asterisks.
    add(files, "mapfile -t COMPREPLY < <(compgen -f -- \"$word\"); ");
    add(folders, "mapfile -t COMPREPLY < <(compgen -d -- \"$word\"); ");
    add(others, "");
    return cases;
}

std::string bash_function(const std::string& command, const std::vector<option_facts>& options) {
    std::vector<std::string> names;
    for (const auto& option : options) {
        names.insert(names.end(), option.names.begin(), option.names.end());
    }
    return "_trawl_" + command +
           "() {\n"
           "    case \"$before\" in\n" +
           bash_cases(options) + "    esac\n" +
           (takes_suites(command) ? "    if [[ $word != -* ]]; then\n"
                                    "        mapfile -t COMPREPLY < <(compgen -d -- \"$word\"; compgen -f -X '!*.toml' "
                                    "-- \"$word\"); return\n"
                                    "    fi\n"
                                  : "") +
           "    COMPREPLY=($(compgen -W '" + joined(names) +
           "' -- \"$word\"))\n"
           "}\n";
}

std::string bash_script(const command_line& program) {
    std::string functions;
    for (const auto& command : asking_commands(program)) {
        functions += bash_function(command, program.options(command));
    }
    return "# Completes trawl's command line in bash: eval \"$(trawl completion bash)\"\n" + functions +
           "_trawl() {\n"
           "    local word=\"${COMP_WORDS[COMP_CWORD]}\" before=\"${COMP_WORDS[COMP_CWORD-1]}\"\n"
           "    compopt -o filenames 2>/dev/null\n"
           "    if ((COMP_CWORD == 1)); then\n"
           "        COMPREPLY=($(compgen -W '" +
           joined(program.commands()) +
           " --help --version' -- \"$word\")); return\n"
           "    fi\n"
           "    case \"${COMP_WORDS[1]}\" in\n"
           "        help) COMPREPLY=($(compgen -W '" +
           joined(topic_names()) +
           "' -- \"$word\")); return;;\n"
           "        completion) COMPREPLY=($(compgen -W '" +
           joined(shell_names()) +
           "' -- \"$word\")); return;;\n"
           "        " +
           joined(asking_commands(program), "|") +
           ") \"_trawl_${COMP_WORDS[1]}\";;\n"
           "    esac\n"
           "}\n"
           "complete -F _trawl trawl\n";
}

std::string zsh_value(const option_facts& option) {
    const auto words = words_of(option);
    const std::string label = ":" + with_escapes(option.type, ":") + ":";
    if (!words.empty()) {
        return label + "(" + joined(words) + ")";
    }
    return label + (takes_file(option) ? "_files" : option.type == "DIR" ? "_files -/" : "");
}

std::string zsh_arguments(const std::vector<option_facts>& options) {
    std::string text;
    for (const auto& option : options) {
        const std::string about = "[" + with_escapes(without_quotes(option.text), "[]:") + "]" +
                                  (option.type.empty() ? "" : zsh_value(option)) + "' \\\n";
        for (const auto& name : option.names) {
            text.append("            '*").append(name).append(about);
        }
    }
    return text;
}

std::string zsh_script(const command_line& program) {
    std::string text =
        "#compdef trawl\n"
        "# Completes trawl's command line in zsh: eval \"$(trawl completion zsh)\", or a file _trawl in $fpath\n"
        "_trawl() {\n"
        "    if ((CURRENT == 2)); then compadd -- " +
        joined(program.commands()) +
        " --help --version; return; fi\n"
        "    case \"$words[2]\" in\n"
        "        help) compadd -- " +
        joined(topic_names()) +
        "; return;;\n"
        "        completion) compadd -- " +
        joined(shell_names()) +
        "; return;;\n"
        "    esac\n"
        "    shift words; ((CURRENT--))\n"
        "    case \"$words[1]\" in\n";
    for (const auto& command : asking_commands(program)) {
        text += "        " + command + ") _arguments \\\n" + zsh_arguments(program.options(command)) +
                (takes_suites(command) ? "            '*:URL or suite:_files -g \"*.toml\"';;\n"
                                       : "            '*:URL:_urls';;\n");
    }
    return text +
           "    esac\n"
           "}\n"
           "if [[ \"$funcstack[1]\" == _trawl ]]; then _trawl \"$@\"; else compdef _trawl trawl; fi\n";
}

std::string fish_option(const std::string& command, const option_facts& option) {
    std::string text = "complete -c trawl -n '__fish_seen_subcommand_from " + command + "'";
    for (const auto& name : option.names) {
        text += name.starts_with("--") ? " -l " + name.substr(2) : " -s " + name.substr(1);
    }
    const auto words = words_of(option);
    if (!words.empty()) {
        text += " -x -a '" + joined(words) + "'";
    } else if (!option.type.empty()) {
        text += takes_file(option) ? " -r -F" : option.type == "DIR" ? " -x -a '(__fish_complete_directories)'" : " -x";
    }
    return text + " -d '" + without_quotes(option.text) + "'\n";
}

std::string fish_script(const command_line& program) {
    std::string text =
        "# Completes trawl's command line in fish: trawl completion fish | source\n"
        "complete -c trawl -f\n"
        "complete -c trawl -n __fish_use_subcommand -a '" +
        joined(program.commands()) + "'\ncomplete -c trawl -n '__fish_seen_subcommand_from help' -a '" +
        joined(topic_names()) + "'\ncomplete -c trawl -n '__fish_seen_subcommand_from completion' -a '" +
        joined(shell_names()) + "'\n";
    for (const auto& command : asking_commands(program)) {
        if (takes_suites(command)) {
            text += "complete -c trawl -n '__fish_seen_subcommand_from " + command +
                    "' -k -a '(__fish_complete_suffix .toml)'\n";
        }
        for (const auto& option : program.options(command)) {
            text += fish_option(command, option);
        }
    }
    return text;
}

}  // namespace

std::optional<std::string> completion_script(std::string_view shell, const command_line& program) {
    if (shell == "bash") {
        return bash_script(program);
    }
    if (shell == "zsh") {
        return zsh_script(program);
    }
    return shell == "fish" ? std::optional{fish_script(program)} : std::nullopt;
}

}  // namespace trawl::app
