#include "check/suite.hpp"

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <system_error>
#include <utility>

#include "base/error_text.hpp"
#include "base/printable.hpp"
#include "check/entry_binder.hpp"
#include "check/matrix.hpp"
#include "check/needs.hpp"
#include "check/selection.hpp"
#include "check/suite_problems.hpp"
#include "check/suite_reader.hpp"
#include "check/suite_source.hpp"
#include "check/suite_variables.hpp"
#include "check/toml_hints.hpp"
#include "check/unused.hpp"
#include "expect/suggestion.hpp"
#include "trawl/http/url.hpp"

namespace trawl::check {

namespace {

constexpr std::size_t max_file = std::size_t{64} << 20;
constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

[[noreturn]] void fail(const std::string& path, const std::string& why) {
    throw suite_error(base::printable(path) + ": " + why);
}

std::string read_file(const std::string& path) {
    std::error_code ignored;
    if (std::filesystem::is_directory(path, ignored)) {
        fail(path, "it is a folder");
    }
    std::ifstream file(path, std::ios::binary);
    if (!file) {
        fail(path, std::system_category().message(errno));
    }
    std::string text;
    std::string block(std::size_t{64} << 10, '\0');
    while (file.read(block.data(), static_cast<std::streamsize>(block.size())) || file.gcount() > 0) {
        text.append(block, 0, static_cast<std::size_t>(file.gcount()));
        if (text.size() > max_file) {
            fail(path, "over 64 MiB");
        }
    }
    if (file.bad()) {
        fail(path, "it cannot be read");
    }
    if (is_utf16(text)) {
        fail(path, "it is UTF-16: a suite has to be saved as UTF-8");
    }
    return text.starts_with(byte_order_mark) ? text.substr(byte_order_mark.size()) : text;
}

// nullopt: there is none, or it is wrong.
std::optional<http::url> base_of(const suite_draft& draft, const suite_inputs& inputs, suite_variables& variables,
                                 suite_problems& problems) {
    if (inputs.base_url) {
        const auto given = http::parse_typed_url(*inputs.base_url);
        if (!given) {
            throw suite_error("--base-url: " + base::printable(*inputs.base_url) + " is no URL");
        }
        return *given;
    }
    if (!draft.base_url) {
        return std::nullopt;
    }
    const auto& from = draft.base_url->from;
    bool is_whole = true;
    const auto bound = draft.base_url->what.bound([&](const expect::template_text::reference& what) {
        auto value = variables.find(what);
        if (!value && !what.otherwise) {
            problems.add(from, what, variables.missing(what, {}));
            is_whole = false;
        }
        return value ? value : what.otherwise;
    });
    const auto parsed = http::parse_typed_url(bound.filled());
    if (!parsed && is_whole) {
        problems.add(from, "'" + bound.filled() + "' is no URL of http or https");
    }
    return parsed ? std::optional(*parsed) : std::nullopt;
}

// Any token is a method, so that one beside the usual ones is sent; but most of those are slips.
std::vector<std::string> warnings_of_methods(const suite_draft& draft) {
    std::set<std::string> odd;
    for (const auto& each : draft.checks) {
        const std::string method = each.method_or_usual();
        if (std::ranges::find(usual_methods, method) == usual_methods.end()) {
            odd.insert(method);
        }
    }
    std::vector<std::string> warnings;
    for (const auto& method : odd) {
        if (const auto near = expect::suggestion(method, usual_methods); !near.empty()) {
            warnings.push_back("'" + method + "' is an unusual method" + near);
        }
    }
    return warnings;
}

}  // namespace

suite load_suite(const std::string& path, const suite_inputs& inputs) {
    const suite_source source(path, read_file(path));
    suite_problems problems(source);
    suite_draft draft = read_suite(source, problems);
    suite_variables variables(inputs, draft.vars, problems);
    const auto base = base_of(draft, inputs, variables, problems);
    auto all = expand(draft.checks, variables, problems);
    if (!resolve_needs(all, problems)) {
        problems.throw_if_any();  // whose captures a check sees is not known then
    }
    suite made;
    made.deselected = select(all, inputs.tags, inputs.skip_tags);
    entry_binder binder(source, inputs, all, base, variables, problems);
    for (std::size_t index = 0; index < all.size(); ++index) {
        made.entries.push_back(binder.bind(index));
    }
    problems.throw_if_any();
    made.name = draft.name.empty() ? std::filesystem::path(path).stem().string() : draft.name;
    made.thresholds = std::move(draft.thresholds);
    made.secrets = variables.secrets();
    made.warnings = variables.warnings();
    std::ranges::move(warnings_of_methods(draft), std::back_inserter(made.warnings));
    for (const auto& each : draft.checks) {
        made.tags.insert(each.tags.begin(), each.tags.end());
    }
    made.used_names = names_used_in(source.text());
    return made;
}

void append(suite& to, suite more) {
    const std::size_t shift = to.entries.size();
    for (auto& each : more.entries) {
        if (shift == 0 || each->needs.empty()) {
            to.entries.push_back(std::move(each));
            continue;
        }
        auto moved = std::make_shared<entry>(*each);
        for (auto& needed : moved->needs) {
            needed += shift;
        }
        to.entries.push_back(std::move(moved));
    }
    if (to.name.empty()) {
        to.name = std::move(more.name);
    }
    for (auto& each : more.thresholds) {
        to.thresholds.push_back(std::move(each));
    }
    for (auto& each : more.secrets) {
        if (std::ranges::find(to.secrets, each) == to.secrets.end()) {
            to.secrets.push_back(std::move(each));
        }
    }
    for (auto& each : more.warnings) {
        if (std::ranges::find(to.warnings, each) == to.warnings.end()) {
            to.warnings.push_back(std::move(each));
        }
    }
    to.tags.merge(more.tags);
    to.used_names.merge(more.used_names);
    to.deselected += more.deselected;
}

}  // namespace trawl::check
