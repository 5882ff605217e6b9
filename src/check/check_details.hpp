#pragma once

#include <memory>
#include <optional>
#include <string>

#include "check/entry.hpp"
#include "expect/template_text.hpp"
#include "fetch/job.hpp"
#include "trawl/async/clock.hpp"
#include "trawl/http/cookie_jar.hpp"

namespace trawl::check {

/// What the check of a job is. What the line of a list says of its own (method, fields, body of `job_details`) goes before
/// what the entry says.
struct check_details : fetch::job_details {
    std::shared_ptr<const entry> of;
    /// Unique within the run.
    std::string name;
    /// What those that it needs have captured; its texts are filled in with it.
    expect::variables captured;
    /// Those of what it needs, in their order; null: none. Each try begins with a copy of them.
    std::shared_ptr<http::cookie_jar> cookies;
    /// Of a later round: it is asked before then, or not at all, and nobody is told of it.
    std::optional<async::clock::time_point> begin_before;
};

/// Requires a job of a check frontier.
[[nodiscard]] inline const check_details& details_of(const fetch::job& what) noexcept {
    return static_cast<const check_details&>(*what.details);
}

}  // namespace trawl::check
