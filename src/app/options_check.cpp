#include <algorithm>
#include <cctype>
#include <utility>

#include "app/check_command.hpp"
#include "app/given_file.hpp"
#include "base/printable.hpp"
#include "trawl/http/headers.hpp"
#include "trawl/http/url.hpp"

namespace trawl::app {

namespace {

bool is_name(std::string_view text) {
    const auto fits = [](unsigned char c) { return std::isalnum(c) != 0 || c == '_' || c == '-' || c == '.'; };
    return !text.empty() && std::isdigit(static_cast<unsigned char>(text.front())) == 0 &&
           std::ranges::all_of(text, fits);
}

// `called`: what is said of a name that is none.
std::string name_of(const std::string& given, const std::string& called) {
    std::string name = given.substr(0, given.find('='));
    if (!is_name(name)) {
        throw bad_value(called + " is no name: letters, digits, '_', '-' and '.'");
    }
    return name;
}

// What is given of a secret stays out of what is said, also where its name was forgotten.
std::string secret_name_of(const std::string& given) {
    return name_of(given, given.find('=') == given.npos ? "what is given" : "what stands before '='");
}

void take_variable(const std::string& given, expect::variables& into) {
    const std::string name = name_of(given, "'" + base::printable(given.substr(0, given.find('='))) + "'");
    if (name.size() == given.size()) {
        throw bad_value("'" + name + "' has no value: " + name + "=VALUE");
    }
    into[name] = given.substr(name.size() + 1);
}

void take_secret(const std::string& given, expect::variables& into) {
    const std::string name = secret_name_of(given);
    std::string value;
    if (name.size() == given.size()) {
        value = environment_text(name.c_str());
        if (value.empty()) {
            throw bad_value("the environment has no " + name);
        }
    } else {
        value = read_secret(given.substr(name.size() + 1));
    }
    into[name] = std::move(value);
}

bool is_suite(const std::string& given) {
    return given.ends_with(".toml") && given.find("://") == std::string::npos;
}

}  // namespace

void add_check_input_options(option_set& to, check_draft& draft) {
    auto& into = draft.result.input;
    to.arguments({"what", "URL|SUITE", "What to ask; without a scheme, http:// is meant. A FILE.toml is a suite"},
                 draft.given);
    to.group("Input");
    to.text({"-i,--input", "FILE", "URLs from FILE, one a line, '-' for standard input; '#' starts a comment line"},
            into.list);
    add_list_format_option(to, into.format);
    to.flag({"--allow-empty", "", "No URL and no check, or none that is not skipped, is not an error"},
            into.allow_empty);
    to.flag({"--dry-run", "", "Ask nothing; say what would be asked, and in what order"}, into.dry_run);
}

void add_expectation_options(option_set& to, check_draft& draft) {
    to.group("Expectations");
    to.values({"-e,--expect", "EXPECTATION", "Of every reply, as in 'time < 800ms'; or of the run: 'p95(time) < 1s'"},
              [&draft](const std::vector<std::string>& given) { draft.expected = given; });
    to.size({"--max-body", "SIZE", "Of a body that expectations look into"}, draft.result.max_body);
}

void add_suite_options(option_set& to, check_draft& draft) {
    auto& into = draft.result.suites;
    to.group("Suites");
    to.values({"--var", "NAME=VALUE", "What ${NAME} stands for; wins over the suite's own and the environment"},
              [&into](const std::vector<std::string>& given) {
                  into.variables.clear();
                  for (const auto& one : given) {
                      take_variable(one, into.variables);
                  }
              });
    to.values({"--secret", "NAME[=VALUE]",
               "The same for ${SECRET:NAME}, never shown; '@FILE' takes it from a file, else $NAME stands in for it"},
              [&draft](const std::vector<std::string>& given) {
                  for (const auto& one : given) {
                      (void)secret_name_of(one);
                  }
                  draft.secrets = given;
              });
    to.value({"--base-url", "URL", "In place of the suites' base_url"}, [&into](const std::string& given) {
        const auto found = http::parse_typed_url(given);
        if (!found) {
            throw bad_value("'" + base::printable(given) + "': " + http::message(found.error()));
        }
        into.base_url = found->href();
    });
    to.words({"--tag", "TAG", "Only checks that have one of these tags, and what they need"}, into.tags);
    to.words({"--skip-tag", "TAG", "No check that has one of these tags"}, into.skip_tags);
}

void add_check_request_options(option_set& to, check_draft& draft) {
    auto& given = draft.result;
    to.group("Requests");
    to.value(
        {"-X,--request", "METHOD", "Method for URLs; checks of suites have their own"},
        [&given](const std::string& method) {
            if (!http::is_token(method)) {
                throw bad_value("'" + base::printable(method) + "' is no method");
            }
            given.method = method;
        },
        given.method);
    to.number({"--max-redirects", "N", "Redirects followed for one URL"}, given.session.max_redirects);
}

void finish_check_input(check_draft& draft) {
    auto& into = draft.result.input;
    for (auto& one : draft.given) {
        (is_suite(one) ? into.suites : into.urls).push_back(std::move(one));
    }
    if (into.suites.empty() && !into.has_list() && !into.allow_empty) {
        throw option_error("nothing to check", "give URLs, suites, or a list with --input");
    }
}

void finish_secrets(check_draft& draft) try {
    for (const auto& one : draft.secrets) {
        take_secret(one, draft.result.suites.secrets);
    }
} catch (const bad_value& failed) {
    throw option_error("--secret", failed.what());
}

void finish_expectations(check_draft& draft) try {
    auto read = check::read_expectations(draft.expected);
    draft.result.suites.expectations = std::move(read.of_each);
    draft.result.thresholds = std::move(read.of_run);
} catch (const check::suite_error& failed) {
    throw option_error(failed.what());
}

}  // namespace trawl::app
