#pragma once

#include <bitset>
#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "trawl/http/error.hpp"

namespace trawl::http {

/// Failures that another try may end better than.
///
///     connect     refused, unreachable          truncated   cut short
///     reset       reset, closed                 slow        too_slow
///     timeout     timed_out                     proxy       proxy
///     dns         dns_failed                    dns-not-found   dns_not_found
///     tls         tls (never a certificate)     decode      content_coding
///     5xx 4xx 429 ...   by status
class retry_classes {
public:
    /// connect (refused only), reset, timeout, dns, truncated, decode, slow, 408, 429, 500, 502, 503, 504.
    retry_classes();

    /// Reads "connect,reset,5xx,429"; "default" stands for what the constructor sets, "none" for nothing.
    ///
    /// Errors      The first word that is none of these; an empty one if there are no words.
    [[nodiscard]] static boost::system::result<retry_classes, std::string> parse(std::string_view text);

    [[nodiscard]] bool covers(errc failure) const noexcept;
    [[nodiscard]] bool covers(int status) const noexcept;

private:
    [[nodiscard]] bool add(std::string_view word);
    [[nodiscard]] bool add_statuses(std::string_view word);

    std::bitset<32> failures_;  // by errc
    std::bitset<600> statuses_;
};

/// How often and how soon a request that failed is sent again.
struct retry_policy {
    retry_classes on;
    /// Methods that are not idempotent too.
    bool any_method = false;
    /// No retry starts when a job has taken this long; nullopt: no limit.
    std::optional<std::chrono::milliseconds> max_time;
    unsigned max_retries = 3;
    /// The longest pause before the first retry; doubles with each further one, up to `max_backoff`.
    std::chrono::milliseconds backoff{1000};
    std::chrono::milliseconds max_backoff{30'000};
    /// A server that wants us to wait longer than this is not asked again.
    std::chrono::milliseconds max_retry_after{120'000};
};

/// The pause before the next retry of a request whose failure or status the policy covers. Full jitter: evenly between zero
/// and the back-off, so that requests which failed together do not come back together; never shorter than
/// `retry_after`.
///
/// Result      nullopt: not again. The retries are used up, the method must not be repeated, or `retry_after` is over
///             `max_retry_after`. `retries` How many were made already. `share` Evenly distributed in [0, 1): the
///             caller's randomness.
[[nodiscard]] std::optional<std::chrono::milliseconds> pause_before_retry(
    const retry_policy& policy, unsigned retries, std::string_view method,
    std::optional<std::chrono::milliseconds> retry_after, double share) noexcept;

/// A Retry-After value (RFC 9110 section 10.2.3), in seconds or as a date; a date in the past is zero.
///
/// Result      nullopt if it is neither.
/// Limits      More than a year is given as a year.
[[nodiscard]] std::optional<std::chrono::milliseconds> parse_retry_after(std::string_view value,
                                                                         std::chrono::system_clock::time_point now);

}  // namespace trawl::http
