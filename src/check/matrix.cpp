#include "check/matrix.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "trawl/http/url.hpp"

namespace trawl::check {

namespace {

using reference = expect::template_text::reference;

constexpr std::size_t max_variants = 10'000;
constexpr std::size_t max_checks = 100'000;

// nullopt: too many.
std::optional<std::size_t> combinations(const check_draft& of) {
    std::size_t count = 1;
    for (const auto& axis : of.matrix) {
        count *= axis.values.size();
        if (count > max_variants) {
            return std::nullopt;
        }
    }
    return count;
}

// The last variable changes fastest, as the innermost of nested loops would.
std::vector<std::pair<std::string, std::string>> combination(const check_draft& of, std::size_t number) {
    std::vector<std::pair<std::string, std::string>> made(of.matrix.size());
    for (std::size_t i = of.matrix.size(); i-- > 0;) {
        const auto& axis = of.matrix[i];
        made[i] = {axis.name, axis.values[number % axis.values.size()]};
        number /= axis.values.size();
    }
    return made;
}

std::string without_password(std::string url) {
    const auto parsed = http::parse_url(url);
    return parsed && !(parsed->username().empty() && parsed->password().empty()) ? parsed->redacted() : url;
}

class namer {
public:
    namer(suite_variables& variables, suite_problems& problems) : variables_(&variables), problems_(&problems) {}

    // What a name leaves open of the matrix stands behind it.
    std::string name(const variant& of) const {
        const auto text = (of.of->name ? of.of->name->what : of.of->url->what).unfiltered();
        const auto bound = text.bound([&](const reference& what) { return value(of, what); });
        const std::string shown =
            of.of->name ? bound.filled() : of.of->method_or_usual() + " " + without_password(bound.filled());
        std::string rest;
        for (const auto& [variable, value] : of.values) {
            if (std::ranges::find(text.references(), variable, &reference::name) == text.references().end()) {
                rest.append(rest.empty() ? " [" : ", ").append(variable).append("=").append(value);
            }
        }
        return shown + (rest.empty() ? "" : rest + "]");
    }

private:
    std::optional<std::string> value(const variant& of, const reference& what) const {
        if (const auto* own = of.value_of(what.name); own != nullptr && !what.is_secret) {
            return *own;
        }
        if (variables_->is_secret(what)) {
            return "***";
        }
        auto found = variables_->find(what);
        if (!found) {
            found = what.otherwise;
        }
        if (!found && of.of->name) {
            problems_->add(of.of->name->from, what,
                           "a name cannot wait for what is captured: " + variables_->missing(what, {}));
        }
        return found ? found : "${" + what.name + "}";
    }

    suite_variables* variables_;
    suite_problems* problems_;
};

// Names that nobody wrote make way for those that somebody did.
void make_unique(std::vector<variant>& all, suite_problems& problems) {
    std::map<std::string, const check_draft*> written;
    for (const auto& each : all) {
        if (!each.of->name) {
            continue;
        }
        const auto [place, is_new] = written.emplace(each.name, each.of);
        if (!is_new) {
            problems.add(each.of->name->from, "the name '" + each.name + "' stands in line " +
                                                  std::to_string(place->second->name->from.line) + " already");
        }
    }
    std::map<std::string, std::size_t> seen;
    std::set<std::string> taken;
    for (auto& each : all) {
        if (each.of->name) {
            continue;
        }
        const std::string base = each.name;
        while (written.contains(each.name) || !taken.insert(each.name).second) {
            each.name = base + " (" + std::to_string(++seen.try_emplace(base, 1).first->second) + ")";
        }
    }
}

}  // namespace

const std::string* variant::value_of(std::string_view variable) const noexcept {
    for (const auto& [own, value] : values) {
        if (own == variable) {
            return &value;
        }
    }
    return nullptr;
}

std::vector<variant> expand(const std::vector<check_draft>& checks, suite_variables& variables,
                            suite_problems& problems) {
    std::vector<variant> all;
    const namer names(variables, problems);
    for (const auto& check : checks) {
        const auto count = combinations(check);
        if (!count || all.size() + *count > max_checks) {
            problems.add(check.where, !count ? "the matrix has over 10,000 combinations" : "over 100,000 checks");
            continue;
        }
        for (std::size_t number = 0; number < *count; ++number) {
            variant made;
            made.of = &check;
            made.values = combination(check, number);
            made.name = names.name(made);
            all.push_back(std::move(made));
        }
    }
    make_unique(all, problems);
    return all;
}

}  // namespace trawl::check
