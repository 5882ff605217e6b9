#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "check/entry.hpp"
#include "expect/observation.hpp"
#include "expect/template_text.hpp"
#include "fetch/outcome.hpp"
#include "trawl/http/cookie_jar.hpp"

namespace trawl::check {

enum class standing : std::uint8_t {
    passed,
    flaky,    ///< passed, but not at the first try
    failed,   ///< a reply came, and an expectation of it does not hold
    error,    ///< no whole reply came, or there was nothing that could be asked
    skipped,  ///< not asked: it says so, or what it needs did not pass
    not_run,  ///< the run was interrupted first
};

/// "passed", "flaky", "failed", "error", "skipped", "not_run".
[[nodiscard]] std::string_view name(standing how) noexcept;

/// What the exit status tells apart.
enum class blame : std::uint8_t { nobody, assertion, network, input };

/// "assertion", "network", "input"; empty for nobody.
[[nodiscard]] std::string_view name(blame whose) noexcept;

struct expectation_result {
    std::string text;
    place where;
    bool holds = false;
    /// It could not be looked at: no reply came.
    bool was_looked_at = true;
    std::string actual;
    std::string message;
};

/// How one run of a check ended: the product of its report.
struct check_result : fetch::product {
    std::shared_ptr<const entry> of;
    /// Unique within the run.
    std::string name;
    standing stands = standing::not_run;
    /// There was no more time for a run that nobody asked for in particular: it is not told of.
    bool is_dropped = false;
    /// `skipped` because what it needs, or what that needs, has failed.
    bool is_behind_failure = false;
    blame blamed = blame::nobody;
    /// One line: the failure, or the first expectation that does not hold and how many more; why it was skipped.
    std::string message;
    /// All of them, in their order.
    std::vector<expectation_result> expectations;
    /// Of the last reply, if the check did not pass: at most 1 KiB of text, secrets not yet taken out.
    std::string body_start;
    bool is_body_cut = false;
    /// What came of a body that is no text, of which `body_start` has nothing.
    std::optional<std::uint64_t> binary_size;
    unsigned tries = 1;
    /// What the last try took, the waits for its turn left out: what `time` is; nullopt: nothing was asked.
    std::optional<async::clock::duration> took;
    /// Of the last try, if a whole reply came: what thresholds are judged by.
    std::optional<expect::phase_times> times;
    /// Of the first try, if there was another: why it failed.
    std::string first_failure;
    /// By name; for those that need it.
    expect::variables captured;
    /// The cookies that it ended with, those of what it needs included; null: none.
    std::shared_ptr<http::cookie_jar> cookies;
};

}  // namespace trawl::check
