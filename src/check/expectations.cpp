#include "check/expectations.hpp"

#include <algorithm>
#include <cstdint>
#include <utility>

#include "check/suite.hpp"
#include "check/suite_problems.hpp"
#include "check/suite_variables.hpp"
#include "check/unfilled.hpp"

namespace trawl::check {

namespace {

constexpr std::string_view usual_expectation = "status in 200..299";

}  // namespace

given_expectations read_expectations(const std::vector<std::string>& texts) {
    const suite_source command_line;
    suite_problems problems(command_line);
    given_expectations found;
    for (std::uint32_t number = 0; number < texts.size(); ++number) {
        const std::string& text = texts[number];
        const located_text from(text, 0, number);  // so that errors stay in their order
        if (expect::threshold::is_meant_by(text)) {
            if (auto parsed = expect::threshold::parse(text)) {
                found.of_run.push_back({*std::move(parsed), place()});
            } else {
                problems.add(from, parsed.error());
            }
        } else if (auto parsed = expect::expectation::parse(text)) {
            if (const auto unfilled = unfilled_place(text, parsed->references())) {
                problems.add(from, *unfilled);
            }
            for (const auto& before : found.of_each) {
                if (const auto wrong = contradiction(before.what, *parsed)) {
                    problems.add(from, expect::syntax_error(*wrong, 0, text.size()));
                    break;
                }
            }
            found.of_each.push_back({*std::move(parsed), place()});
        } else {
            problems.add(from, misplaced_place(parsed.error(), text).value_or(parsed.error()));
        }
    }
    problems.throw_if_any();
    return found;
}

std::optional<std::string> contradiction(const expect::expectation& one, const expect::expectation& other) {
    const bool is_one =
        (one.judges_failure() && other.is_about_status()) || (one.is_about_status() && other.judges_failure());
    if (!is_one) {
        return std::nullopt;
    }
    return "it stands beside '" + one.text() + "': a check expects an error or a status, not both";
}

std::shared_ptr<const entry> entry_for_urls(std::string method, const suite_inputs& inputs,
                                            std::vector<std::string>& secrets) {
    const suite_source command_line;
    suite_problems problems(command_line);
    suite_variables variables(inputs, {}, problems);
    auto made = std::make_shared<entry>();
    made->method = std::move(method);
    for (const auto& each : inputs.expectations) {
        const located_text from(each.what.text(), 0, 0);
        bool is_whole = true;
        auto bound = each.what.bound([&](const expect::template_text::reference& open) {
            auto value = variables.find(open);
            if (!value && !open.otherwise) {
                problems.add(from, open, variables.missing(open, {}));
                is_whole = false;
            }
            return value ? value : open.otherwise;
        });
        if (bound) {
            made->expectations.push_back({*std::move(bound), each.where});
        } else if (is_whole) {
            problems.add(from, bound.error());
        }
    }
    problems.throw_if_any();
    add_usual_expectation(*made);
    note_wants(*made);
    const auto known = variables.secrets();
    secrets.insert(secrets.end(), known.begin(), known.end());
    return made;
}

void add_usual_expectation(entry& made) {
    const bool is_judged = std::ranges::any_of(
        made.expectations, [](const placed_expectation& each) { return each.what.judges_status(); });
    if (!is_judged) {
        static const auto usual = *expect::expectation::parse(usual_expectation);
        made.expectations.push_back({usual, made.where});
    }
}

void note_wants(entry& made) {
    for (const auto& each : made.expectations) {
        made.wants |= each.what.wants();
    }
    for (const auto& each : made.captures) {
        made.wants |= each.what.wants();
    }
}

}  // namespace trawl::check
