#include "check/unused.hpp"

#include "expect/suggestion.hpp"

namespace trawl::check {

namespace {

constexpr std::string_view secret_mark = "SECRET:";

class unused_finder {
public:
    explicit unused_finder(std::vector<std::string>& warnings) noexcept : warnings_(&warnings) {}

    void look(const std::string& word, const std::set<std::string>& known, const std::string& what) {
        if (!known.contains(word)) {
            const std::vector<std::string_view> words(known.begin(), known.end());
            warnings_->push_back(what + " '" + word + "'" + expect::suggestion(word, words));
        }
    }

    void look(const expect::variables& values, const std::set<std::string>& known, const std::string& what) {
        for (const auto& [name, value] : values) {
            look(name, known, what);
        }
    }

    void look(const std::vector<std::string>& words, const std::set<std::string>& known, const std::string& what) {
        for (const auto& word : words) {
            look(word, known, what);
        }
    }

private:
    std::vector<std::string>* warnings_;
};

}  // namespace

std::set<std::string> names_used_in(std::string_view text) {
    std::set<std::string> names;
    for (auto at = text.find("${"); at != text.npos; at = text.find("${")) {
        text.remove_prefix(at + 2);
        if (text.starts_with(secret_mark)) {
            text.remove_prefix(secret_mark.size());
        }
        names.emplace(text.substr(0, text.find_first_of("}:| \t\r\n\"'")));
    }
    return names;
}

std::vector<std::string> warnings_about_unused(const suite& all, const suite_inputs& inputs, const own_inputs& own) {
    std::set<std::string> used = all.used_names;
    for (const auto& each : inputs.expectations) {
        for (const auto& open : each.what.references()) {
            used.insert(open.name);
        }
    }
    std::vector<std::string> warnings;
    unused_finder finder(warnings);
    if (own.tags) {
        finder.look(inputs.tags, all.tags, "--tag: no check has the tag");
    }
    if (own.skip_tags) {
        finder.look(inputs.skip_tags, all.tags, "--skip-tag: no check has the tag");
    }
    if (own.variables) {
        finder.look(inputs.variables, used, "--var: nothing uses the variable");
    }
    if (own.secrets) {
        finder.look(inputs.secrets, used, "--secret: nothing uses the secret");
    }
    return warnings;
}

}  // namespace trawl::check
