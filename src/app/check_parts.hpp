#pragma once

#include <memory>
#include <string>
#include <vector>

#include "app/check_options.hpp"
#include "app/logins.hpp"
#include "batch/list_frontier.hpp"
#include "check/check_frontier.hpp"
#include "check/check_settings.hpp"
#include "check/suite.hpp"
#include "report/check_recorder.hpp"
#include "report/known_secrets.hpp"
#include "trawl/async/awaitable.hpp"

namespace trawl::app {

/// What a run asks, and expects.
struct check_plan {
    /// The checks of all suites, and what is expected of the run by them and by the command line.
    check::suite all;
    /// What is asked of each URL; null: there are none.
    std::shared_ptr<const check::entry> of_urls;
    /// "trawl check", unless it is one suite that has a name.
    std::string name;
    /// Never null.
    std::shared_ptr<report::known_secrets> secrets;

    check_plan() = default;

    /// Whether there are any, or may be once the run goes on.
    [[nodiscard]] bool has_secrets() const;
};

/// Where the results of a run are kept until it ends.
[[nodiscard]] std::string scratch_folder();

/// Reads the suites. Throws `check::suite_error` with what is wrong with any of them.
[[nodiscard]] check_plan make_check_plan(const check_options& options);

/// Without the callback of checks that are not asked. Throws `fetch::source_error` for a list that cannot be read.
[[nodiscard]] check::frontier_settings check_frontier_settings(async::executor loop, const check_options& options,
                                                               const check_plan& plan);

/// What is captured as a secret, the plan's secrets get.
[[nodiscard]] check::check_settings check_settings_of(const check_options& options, const check_plan& plan,
                                                      login_chooser logins);

/// Passwords of URLs and of the .netrc, which are not among the secrets of the plan.
[[nodiscard]] report::check_recorder::password_finder password_finder_of(const check_options& options,
                                                                         login_chooser logins);

/// URLs of the command line and of the list; null: there are none. Throws `fetch::source_error`.
[[nodiscard]] std::unique_ptr<batch::list_frontier> list_of_urls(async::executor loop, const check_options& options);

}  // namespace trawl::app
