#include "app/command_words.hpp"

#include <optional>
#include <utility>

#include "app/option_set.hpp"

namespace trawl::app {

std::vector<std::string> split_words(std::string_view text) {
    std::vector<std::string> words;
    std::optional<std::string> word;
    char quote = '\0';
    for (std::size_t at = 0; at < text.size(); ++at) {
        const char c = text[at];
        const bool is_escape = c == '\\' && quote != '\'' && at + 1 < text.size() &&
                               (quote == '\0' || text[at + 1] == '"' || text[at + 1] == '\\');
        if (is_escape) {
            word = word.value_or("") + text[++at];
        } else if (quote == '\0' ? c == '\'' || c == '"' : c == quote) {
            quote = quote == '\0' ? c : '\0';
            word = word.value_or("");
        } else if (quote == '\0' && (c == ' ' || c == '\t' || c == '\n')) {
            if (word) {
                words.push_back(*std::exchange(word, std::nullopt));
            }
        } else {
            word = word.value_or("") + c;
        }
    }
    if (quote != '\0') {
        throw bad_value(std::string("a quote (") + quote + ") has no end");
    }
    if (word) {
        words.push_back(*std::move(word));
    }
    if (words.empty()) {
        throw bad_value("there is no command in it");
    }
    return words;
}

}  // namespace trawl::app
