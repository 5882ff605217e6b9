#include "check/suite_variables.hpp"

#include <utility>

#include "base/printable.hpp"
#include "expect/suggestion.hpp"

namespace trawl::check {

namespace {

constexpr std::size_t short_secret = 4;

}  // namespace

std::optional<std::string> warning_about_secret(std::string_view name, std::string_view value) {
    if (value.size() >= short_secret) {
        return std::nullopt;
    }
    return "the secret " + base::printable(name) +
           (value.empty() ? " is empty" : " is shorter than 4 bytes: reports will have *** wherever its letters stand");
}

suite_variables::suite_variables(const suite_inputs& inputs, const std::vector<suite_draft::variable>& vars,
                                 suite_problems& problems)
    : inputs_(&inputs), problems_(&problems) {
    for (const auto& each : vars) {
        vars_.emplace(each.name, &each);
    }
    for (const auto& [name, value] : inputs.secrets) {
        problems_->hide(value);
    }
}

std::optional<std::string> suite_variables::from_environment(const std::string& name) const {
    return inputs_->environment ? inputs_->environment(name) : std::nullopt;
}

std::optional<std::string> suite_variables::find_secret(const std::string& name) {
    if (const auto given = inputs_->secrets.find(name); given != inputs_->secrets.end()) {
        return given->second;
    }
    if (const auto known = environment_secrets_.find(name); known != environment_secrets_.end()) {
        return known->second;
    }
    auto value = from_environment(name);
    if (value) {
        environment_secrets_.emplace(name, *value);
        problems_->hide(*value);
        if (auto warning = warning_about_secret(name, *value)) {
            warnings_.push_back(*std::move(warning));
        }
    }
    return value;
}

// What [vars] may use: the command line and the environment.
std::optional<std::string> suite_variables::find_outside(const std::string& name) const {
    if (const auto given = inputs_->variables.find(name); given != inputs_->variables.end()) {
        return given->second;
    }
    if (const auto given = inputs_->secrets.find(name); given != inputs_->secrets.end()) {
        return given->second;
    }
    return from_environment(name);
}

std::optional<std::string> suite_variables::find(const reference& what) {
    if (what.is_secret) {
        return find_secret(what.name);
    }
    const bool is_given = inputs_->variables.contains(what.name) || inputs_->secrets.contains(what.name);
    if (const auto own = vars_.find(what.name); own != vars_.end() && !is_given) {
        return value_of(*own->second);
    }
    return find_outside(what.name);
}

std::string suite_variables::value_of(const suite_draft::variable& of) {
    if (const auto known = values_.find(of.name); known != values_.end()) {
        return known->second;
    }
    const auto bound = of.value.what.bound([&](const reference& inner) -> std::optional<std::string> {
        auto value = inner.is_secret ? find_secret(inner.name) : find_outside(inner.name);
        if (!value && inner.otherwise) {
            return inner.otherwise;
        }
        if (!value) {
            const std::string why =
                vars_.contains(inner.name)
                    ? "'" + inner.name + "' stands in [vars] itself, whose values see only --var and the environment"
                    : missing(inner, {});
            problems_->add(of.value.from, inner, why);
        }
        return value;
    });
    return values_.emplace(of.name, bound.filled()).first->second;
}

bool suite_variables::is_secret(const reference& what) const {
    return what.is_secret || (inputs_->secrets.contains(what.name) && !inputs_->variables.contains(what.name));
}

std::string suite_variables::missing(const reference& what, const std::vector<std::string_view>& others) const {
    if (what.is_secret) {
        return "the secret '" + what.name + "' has no value: --secret " + what.name +
               "=VALUE, or a variable of the environment";
    }
    std::vector<std::string_view> known = others;
    for (const auto& [name, value] : vars_) {
        known.push_back(name);
    }
    for (const auto& [name, value] : inputs_->variables) {
        known.push_back(name);
    }
    const std::string near = expect::suggestion(what.name, known);
    if (!near.empty()) {
        return "'" + what.name + "' has no value" + near;
    }
    return "'" + what.name + "' has no value: --var " + what.name + "=VALUE, [vars], or a variable of the environment";
}

std::vector<std::string> suite_variables::secrets() const {
    std::vector<std::string> all;
    for (const auto* const some : {&inputs_->secrets, &environment_secrets_}) {
        for (const auto& [name, value] : *some) {
            all.push_back(value);
        }
    }
    return all;
}

}  // namespace trawl::check
