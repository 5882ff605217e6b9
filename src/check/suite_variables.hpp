#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "check/suite.hpp"
#include "check/suite_draft.hpp"
#include "check/suite_problems.hpp"

namespace trawl::check {

/// The values of variables that are the same for all checks of a suite: --var, --secret, [vars], the environment.
///
/// Lifetime    All that it is made from must outlive it.
class suite_variables {
public:
    using reference = expect::template_text::reference;

    suite_variables(const suite_inputs& inputs, const std::vector<suite_draft::variable>& vars,
                    suite_problems& problems);

    /// nullopt: nobody gives it a value. Notes the secrets that it gives.
    [[nodiscard]] std::optional<std::string> find(const reference& what);

    /// Whether what `find` gives is not to be shown.
    [[nodiscard]] bool is_secret(const reference& what) const;

    /// What may be said of one without a value: how to give it one, or what was probably meant. `others`: names that
    /// are known beside ours.
    [[nodiscard]] std::string missing(const reference& what, const std::vector<std::string_view>& others) const;

    /// All of --secret, and those of the environment that were found.
    [[nodiscard]] std::vector<std::string> secrets() const;
    [[nodiscard]] const std::vector<std::string>& warnings() const noexcept { return warnings_; }

private:
    [[nodiscard]] std::optional<std::string> from_environment(const std::string& name) const;
    [[nodiscard]] std::optional<std::string> find_secret(const std::string& name);
    [[nodiscard]] std::optional<std::string> find_outside(const std::string& name) const;
    [[nodiscard]] std::string value_of(const suite_draft::variable& of);

    const suite_inputs* inputs_;
    suite_problems* problems_;
    std::map<std::string, const suite_draft::variable*, std::less<>> vars_;
    std::map<std::string, std::string, std::less<>> values_;  // of [vars], when they were asked for
    expect::variables environment_secrets_;
    std::vector<std::string> warnings_;
};

}  // namespace trawl::check
