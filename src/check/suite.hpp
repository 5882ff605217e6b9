#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "check/entry.hpp"
#include "check/expectations.hpp"
#include "expect/template_text.hpp"
#include "expect/threshold.hpp"

namespace trawl::check {

/// What a suite is not alone in deciding: the command line, and the environment.
struct suite_inputs {
    expect::variables variables;  ///< --var
    expect::variables secrets;    ///< --secret
    /// In place of what the suite says. Made absolute already.
    std::optional<std::string> base_url;
    /// A variable of the environment; one that is set but empty has a value. Null: there are none.
    std::function<std::optional<std::string>(const std::string& name)> environment;
    /// Only checks with one of these, and what they need; none: all.
    std::vector<std::string> tags;
    /// No check with one of these, unless a selected one needs it.
    std::vector<std::string> skip_tags;
    /// Expected of every check, behind what it says itself.
    std::vector<placed_expectation> expectations;

    suite_inputs() = default;
};

/// The checks of one suite file, or of several.
struct suite {
    std::string name;
    std::vector<std::shared_ptr<const entry>> entries;
    std::vector<placed_threshold> thresholds;
    /// The values that no report may show: all of --secret, and those of the environment that the suite uses.
    std::vector<std::string> secrets;
    /// What is not wrong, but may be not meant: one line each. Of secrets, those of the environment only.
    std::vector<std::string> warnings;
    /// Of all its checks, also of those that are left out.
    std::set<std::string> tags;
    /// The names of variables and secrets that stand in the files, whether or not they have a value.
    std::set<std::string> used_names;
    /// Checks that tags have left out.
    std::size_t deselected = 0;

    suite() = default;
};

/// What is wrong with a suite file: `what()` has a line "smoke.toml:12:14: ..." for each thing, with the text and carets
/// below it where that helps; no line feed at the end. Safe for a terminal, without secrets.
class suite_error : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// Reads a suite file (TOML, docs/suites.md): checks with their matrix expanded, places for variables filled in but for what
/// other checks capture, needs as indexes, in the order of the file but each behind what it needs.
///
/// Errors      Throws `suite_error` with everything that is wrong (the first 20 things), a file that cannot be read
///             included. What only concerns checks that are left out or skipped (a variable without a value) is not wrong.
/// Limits      100,000 checks; a matrix of 10,000; files of 64 MiB.
/// Threads     Blocks on the file.
[[nodiscard]] suite load_suite(const std::string& path, const suite_inputs& inputs);

/// Of a secret that is so short that taking it out spoils reports, or empty: what to tell the user; nullopt: of no other.
[[nodiscard]] std::optional<std::string> warning_about_secret(std::string_view name, std::string_view value);

/// Puts the checks and thresholds of another suite behind those of the first; the name is that of the first that has one.
void append(suite& to, suite more);

}  // namespace trawl::check
