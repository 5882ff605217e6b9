#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "http/retry.hpp"
#include "trawl/async/clock.hpp"
#include "trawl/http/headers.hpp"
#include "trawl/http/request.hpp"
#include "trawl/http/url.hpp"

namespace trawl::check {

/// What the checks of a run have in common.
struct check_settings {
    /// Method of URLs that say nothing else; checks of suites have their own.
    std::string method = "GET";
    /// Fields that a check has of its own win over those of the same name.
    http::headers fields;
    /// As `fetch::request_settings::login`.
    std::function<std::optional<http::credentials>(const http::url&)> login;
    /// Those of the session: a check's own time limit takes the place of `total`.
    http::timeouts limits;
    /// Each check has cookies of its own, and those of what it needs; false: the session's jar is for all.
    bool keeps_cookies_apart = true;
    /// Of a decoded body that is kept to be looked at; what is beyond is read, counted and hashed only.
    std::uint64_t max_body = std::uint64_t{16} << 20;
    /// As `fetch::request_settings`.
    std::uint64_t min_speed = 0;
    async::clock::duration min_speed_time = std::chrono::seconds{30};

    /// Of checks that do not say it themselves.
    http::retry_policy retries;
    /// Whether a reply that is not as expected is asked for again, too.
    bool retries_assertions = true;

    /// Until so long after the run's start, a check that does not pass is asked again every `wait_every`, whatever it failed
    /// by. Passing then is no flaw. A check's own `wait_for` counts from its own first try instead.
    std::optional<async::clock::duration> wait_for;
    async::clock::duration wait_every = std::chrono::seconds{1};
    /// Failures and statuses that are waited out; nullopt: all but what can never be asked.
    std::optional<http::retry_classes> wait_on;
    /// With `wait_on`: whether replies that are not as expected are waited out as well.
    bool waits_on_assertions = true;

    /// Called with each value that is captured as a secret, before anybody is told of the reply; on any thread. Null: nobody asks.
    std::function<void(const std::string& name, const std::string& value)> on_secret;

    check_settings() { retries.max_retries = 0; }
};

}  // namespace trawl::check
