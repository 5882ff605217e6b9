#include "check/suite_reader.hpp"

#include <array>
#include <map>
#include <string>
#include <string_view>
#include <utility>

#include "check/check_reader.hpp"
#include "check/toml_hints.hpp"
#include "check/toml_value.hpp"
#include "check/value_reader.hpp"

namespace trawl::check {

namespace {

using kind = toml_value::kind;
using member = toml_value::member;

constexpr std::size_t max_checks = 100'000;
constexpr std::array<std::string_view, 6> top_keys{"name", "base_url", "thresholds", "vars", "defaults", "check"};

class reader {
public:
    reader(const suite_source& source, suite_problems& problems) : values_(source, problems), problems_(&problems) {}

    suite_draft read(const toml_value& document) {
        for (const auto& each : document.members) {
            read_member(each);
        }
        if (made_.checks.empty() && problems_->are_none()) {
            problems_->add(located_text({}, 1, 1), "there is no [[check]] in it");
        }
        for (auto& check : made_.checks) {
            apply_defaults(check, defaults_);
        }
        look_at_captures();
        return std::move(made_);
    }

private:
    void read_member(const member& of) {
        const std::string_view key = of.key.text;
        if (key == "name") {
            read_name(of);
        } else if (key == "base_url") {
            read_base_url(of);
        } else if (key == "thresholds") {
            read_thresholds(of);
        } else if (key == "vars") {
            read_vars(of);
        } else if (key == "defaults") {
            if (const auto* table = values_.table(of, "[defaults]")) {
                defaults_ = read_defaults(*table, values_);
            }
        } else if (key == "check") {
            read_checks(of);
        } else if (key == "expect" || key == "headers" || key == "tags" || key == "retry" || key == "timeout") {
            problems_->add(of.key, "'" + of.key.text +
                                       "' at the top of the file: what holds for every check stands in [defaults]");
        } else {
            values_.unknown_key(of.key, top_keys, "a suite");
        }
    }

    void read_name(const member& of) {
        if (auto name = values_.text(of)) {
            (void)values_.is_filled_in_vain(*name, "the name of a suite");
            made_.name = std::move(name->text);
        }
    }

    void read_base_url(const member& of) {
        if (auto text = values_.text(of)) {
            made_.base_url = values_.filled_text(*std::move(text));
        }
    }

    void read_thresholds(const member& of) {
        for (const auto& text : values_.texts(of)) {
            if (auto made = values_.threshold(text)) {
                made_.thresholds.push_back(*std::move(made));
            }
        }
    }

    void read_vars(const member& of) {
        const auto* const table = values_.table(of, "[vars]");
        if (table == nullptr) {
            return;
        }
        for (const auto& each : table->members) {
            if (values_.belongs_before(each.key, top_keys, {}, "vars") || !values_.is_variable(each.key)) {
                continue;
            }
            if (auto value = values_.scalar(each.value, "a variable")) {
                if (auto made = values_.filled_text(*std::move(value))) {
                    made_.vars.push_back({each.key.text, *std::move(made)});
                }
            }
        }
    }

    void read_checks(const member& of) {
        if (of.value.is != kind::list) {
            problems_->add(of.key, "a check is written as [[check]], in two brackets");
            return;
        }
        if (of.value.items.size() > max_checks) {
            problems_->add(of.key, "over 100,000 checks");
            return;
        }
        for (const auto& item : of.value.items) {
            if (item.is == kind::table) {
                made_.checks.push_back(read_check(item, values_));
            } else {
                problems_->add(item.scalar, "a check is written as [[check]], in two brackets");
            }
        }
    }

    // Who uses it by the one name must not show what others hide.
    void look_at_captures() {
        std::map<std::string_view, const drafted_capture*> first;
        for (const auto& check : made_.checks) {
            for (const auto& each : check.captures) {
                const auto& before = *first.emplace(each.name.text, &each).first->second;
                if (before.is_secret != each.is_secret) {
                    problems_->add(each.name, "'" + each.name.text + "' is captured as " +
                                                  (each.is_secret ? "no secret" : "a secret") + " in line " +
                                                  std::to_string(before.name.line) + ": \"SECRET:" + each.name.text +
                                                  "\" in both places, or in neither");
                }
            }
        }
    }

    value_reader values_;
    suite_problems* problems_;
    suite_draft made_;
    check_draft defaults_;
};

}  // namespace

suite_draft read_suite(const suite_source& source, suite_problems& problems) {
    if (const auto at = first_outside_utf8(source.text())) {
        problems.add_with_line(source.at_byte(*at), "this byte is no UTF-8: a suite has to be saved as UTF-8");
        return {};
    }
    try {
        return reader(source, problems).read(read_toml(source.text()));
    } catch (const toml_error& wrong) {
        problems.add_with_line(wrong.at(), toml_hint(wrong.what(), source.line_from(wrong.at())));
    }
    return {};
}

}  // namespace trawl::check
