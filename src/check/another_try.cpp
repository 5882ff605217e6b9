#include "check/another_try.hpp"

#include <algorithm>

#include "http/method.hpp"
#include "http/retry.hpp"

namespace trawl::check {

namespace {

using async::clock;
using std::chrono::milliseconds;
using pause = std::optional<clock::duration>;

constexpr std::chrono::seconds least_limit{5};

bool is_covered(const http::retry_classes& on, bool on_assertions, const try_terms& terms, const try_result& so_far) {
    if (on_assertions && so_far.stands == standing::failed) {
        return true;
    }
    return terms.failure ? on.covers(*terms.failure) : on.covers(terms.status);
}

std::optional<clock::time_point> end_of_waiting(const entry& of, const check_settings& settings,
                                                clock::time_point run_began, clock::time_point first_try) {
    if (of.wait_for) {
        return first_try + *of.wait_for;
    }
    return settings.wait_for ? std::optional(run_began + *settings.wait_for) : std::nullopt;
}

// What may have been done already is only done again if that was said of it.
bool is_repeatable(bool is_said_of_it, const try_terms& terms) {
    return is_said_of_it || terms.is_unsent || terms.settings.retries.any_method || http::is_idempotent(terms.method);
}

clock::duration at_least_as_wished(clock::duration usual, const try_terms& terms) {
    return std::max<clock::duration>(usual, terms.wish.value_or(milliseconds::zero()));
}

pause pause_of_waiting(const entry& of, const try_terms& terms, const try_result& so_far) {
    const auto& settings = terms.settings;
    const auto end = end_of_waiting(of, settings, terms.run_began, so_far.began);
    if (!end || (settings.wait_on && !is_covered(*settings.wait_on, settings.waits_on_assertions, terms, so_far))) {
        return std::nullopt;
    }
    const auto left = *end - terms.now;
    if (!is_repeatable(of.has_own_wait, terms)) {
        return std::nullopt;
    }
    if (left <= clock::duration::zero() || terms.wish > left) {
        return std::nullopt;
    }
    return std::min(left, at_least_as_wished(settings.wait_every, terms));
}

pause pause_by_rule(const entry& of, const try_terms& terms, const try_result& so_far) {
    const retry_rule& rule = *of.retry;
    if (!is_repeatable(of.has_own_retry, terms)) {
        return std::nullopt;
    }
    const bool is_too_long = terms.wish > terms.settings.retries.max_retry_after;
    if (so_far.retries >= rule.max || is_too_long || !is_covered(rule.on, rule.on_assert, terms, so_far)) {
        return std::nullopt;
    }
    const auto length = at_least_as_wished(rule.every, terms);
    const bool is_late = rule.within && terms.now - so_far.began > *rule.within - length;
    return is_late ? std::nullopt : pause(length);
}

pause pause_by_policy(const try_terms& terms, const try_result& so_far) {
    auto policy = terms.settings.retries;
    policy.any_method = policy.any_method || terms.is_unsent;
    if (!is_covered(policy.on, terms.settings.retries_assertions, terms, so_far)) {
        return std::nullopt;
    }
    const auto length = http::pause_before_retry(policy, so_far.retries, terms.method, terms.wish, terms.share);
    const bool is_late = length && policy.max_time && terms.now - so_far.began > *policy.max_time - *length;
    return length && !is_late ? pause(*length) : std::nullopt;
}

}  // namespace

std::optional<clock::duration> limit_of_try(const entry& of, const check_settings& settings,
                                            clock::time_point run_began, clock::time_point now,
                                            const try_result& so_far) {
    const auto end = end_of_waiting(of, settings, run_began, so_far.began);
    const bool is_waited_for = so_far.tries > 1 && so_far.retries == 0;
    if (!end || (now >= *end && !is_waited_for)) {
        return std::nullopt;
    }
    return std::max<clock::duration>(*end - now, least_limit);
}

std::optional<clock::duration> pause_before_another_try(const entry& of, const try_terms& terms, try_result& so_far) {
    if (const auto waiting = pause_of_waiting(of, terms, so_far)) {
        return waiting;
    }
    const auto retry = of.retry ? pause_by_rule(of, terms, so_far) : pause_by_policy(terms, so_far);
    if (retry) {
        ++so_far.retries;
    }
    return retry;
}

}  // namespace trawl::check
