#include "http/retry.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <map>
#include <vector>

#include "http/date.hpp"
#include "http/field_syntax.hpp"
#include "http/method.hpp"

namespace trawl::http {

using std::chrono::milliseconds;

namespace {

std::vector<errc> failures_named(std::string_view word) {
    static const std::map<std::string_view, std::vector<errc>> classes{
        {"connect", {errc::refused, errc::unreachable}},
        {"reset", {errc::reset, errc::closed}},
        {"timeout", {errc::timed_out}},
        {"dns", {errc::dns_failed}},
        {"dns-not-found", {errc::dns_not_found}},
        {"tls", {errc::tls}},
        {"truncated", {errc::truncated}},
        {"decode", {errc::content_coding}},
        {"slow", {errc::too_slow}},
        {"proxy", {errc::proxy}},
    };
    const auto found = classes.find(word);
    return found == classes.end() ? std::vector<errc>{} : found->second;
}

}  // namespace

retry_classes::retry_classes() {
    for (const errc one : {errc::refused, errc::reset, errc::closed, errc::truncated, errc::timed_out, errc::dns_failed,
                           errc::content_coding, errc::too_slow}) {
        failures_.set(static_cast<std::size_t>(one));
    }
    for (const int one : {408, 429, 500, 502, 503, 504}) {
        statuses_.set(static_cast<std::size_t>(one));
    }
}

boost::system::result<retry_classes, std::string> retry_classes::parse(std::string_view text) {
    retry_classes made;
    made.failures_.reset();
    made.statuses_.reset();
    const auto words = split_list(text);
    if (words.empty()) {
        return std::string();
    }
    for (const auto word : words) {
        if (!made.add(word)) {
            return std::string(word);
        }
    }
    return made;
}

bool retry_classes::add(std::string_view word) {
    if (word == "default") {
        const retry_classes usual;
        failures_ |= usual.failures_;
        statuses_ |= usual.statuses_;
        return true;
    }
    const auto failures = failures_named(word);
    for (const errc one : failures) {
        failures_.set(static_cast<std::size_t>(one));
    }
    return !failures.empty() || word == "none" || add_statuses(word);
}

bool retry_classes::add_statuses(std::string_view word) {
    if (word == "4xx" || word == "5xx") {
        const std::size_t first = word == "4xx" ? 400 : 500;
        for (std::size_t status = first; status < first + 100; ++status) {
            statuses_.set(status);
        }
        return true;
    }
    const auto status = parse_number(word);
    if (!status || *status < 400 || *status >= statuses_.size()) {
        return false;
    }
    statuses_.set(*status);
    return true;
}

bool retry_classes::covers(errc failure) const noexcept {
    return failures_.test(static_cast<std::size_t>(failure));
}

bool retry_classes::covers(int status) const noexcept {
    return status >= 0 && status < 600 && statuses_.test(static_cast<std::size_t>(status));
}

std::optional<milliseconds> pause_before_retry(const retry_policy& policy, unsigned retries, std::string_view method,
                                               std::optional<milliseconds> retry_after, double share) noexcept {
    assert(share >= 0 && share < 1);
    const auto wanted = retry_after.value_or(milliseconds::zero());
    const bool is_repeatable = policy.any_method || is_idempotent(method);
    if (retries >= policy.max_retries || !is_repeatable || wanted > policy.max_retry_after) {
        return std::nullopt;
    }
    const double doubled =
        std::ldexp(static_cast<double>(policy.backoff.count()), static_cast<int>(std::min(retries, 60U)));
    const double longest = std::min(doubled, static_cast<double>(policy.max_backoff.count()));
    return std::max(milliseconds{static_cast<milliseconds::rep>(longest * share)}, wanted);
}

std::optional<milliseconds> parse_retry_after(std::string_view value, std::chrono::system_clock::time_point now) {
    constexpr std::chrono::seconds longest = std::chrono::hours{24 * 365};
    const auto text = trim_blanks(value);
    if (!text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos) {
        const auto seconds = parse_number(text).value_or(static_cast<std::uint64_t>(longest.count()));
        return std::chrono::seconds{std::min(seconds, static_cast<std::uint64_t>(longest.count()))};
    }
    const auto date = parse_date(text, std::chrono::floor<std::chrono::seconds>(now));
    if (!date) {
        return std::nullopt;
    }
    // In seconds first: a date thousands of years ahead does not fit the system clock's nanoseconds.
    const auto whole = *date - std::chrono::floor<std::chrono::seconds>(now);
    if (whole <= std::chrono::seconds::zero()) {
        return milliseconds::zero();
    }
    return std::min(whole, longest);
}

}  // namespace trawl::http
