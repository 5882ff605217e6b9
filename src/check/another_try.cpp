#include "check/another_try.hpp"

#include <algorithm>

#include "http/retry.hpp"

namespace trawl::check {

namespace {

using async::clock;
using std::chrono::milliseconds;
using pause = std::optional<clock::duration>;

bool is_covered(const http::retry_classes& on, bool on_assertions, const try_terms& terms, const try_result& so_far) {
    if (on_assertions && so_far.stands == standing::failed) {
        return true;
    }
    return terms.failure ? on.covers(*terms.failure) : on.covers(terms.status);
}

clock::duration at_least_as_wished(clock::duration usual, const try_terms& terms) {
    return std::max<clock::duration>(usual, terms.wish.value_or(milliseconds::zero()));
}

std::optional<clock::time_point> end_of_waiting(const entry& of, const try_terms& terms, const try_result& so_far) {
    if (of.wait_for) {
        return so_far.began + *of.wait_for;
    }
    return terms.settings.wait_for ? std::optional(terms.run_began + *terms.settings.wait_for) : std::nullopt;
}

pause pause_of_waiting(const entry& of, const try_terms& terms, const try_result& so_far) {
    const auto end = end_of_waiting(of, terms, so_far);
    const auto& settings = terms.settings;
    if (!end || (settings.wait_on && !is_covered(*settings.wait_on, settings.waits_on_assertions, terms, so_far))) {
        return std::nullopt;
    }
    const auto length = at_least_as_wished(settings.wait_every, terms);
    return length <= *end - terms.now ? pause(length) : std::nullopt;
}

pause pause_by_rule(const retry_rule& rule, const try_terms& terms, const try_result& so_far) {
    const bool is_too_long = terms.wish > terms.settings.retries.max_retry_after;
    if (so_far.retries >= rule.max || is_too_long || !is_covered(rule.on, rule.on_assert, terms, so_far)) {
        return std::nullopt;
    }
    const auto length = at_least_as_wished(rule.every, terms);
    const bool is_late = rule.within && terms.now - so_far.began > *rule.within - length;
    return is_late ? std::nullopt : pause(length);
}

pause pause_by_policy(const try_terms& terms, const try_result& so_far) {
    const auto& policy = terms.settings.retries;
    if (!is_covered(policy.on, terms.settings.retries_assertions, terms, so_far)) {
        return std::nullopt;
    }
    const auto length = http::pause_before_retry(policy, so_far.retries, terms.method, terms.wish, terms.share);
    const bool is_late = length && policy.max_time && terms.now - so_far.began > *policy.max_time - *length;
    return length && !is_late ? pause(*length) : std::nullopt;
}

}  // namespace

std::optional<clock::duration> pause_before_another_try(const entry& of, const try_terms& terms, try_result& so_far) {
    if (const auto waiting = pause_of_waiting(of, terms, so_far)) {
        return waiting;
    }
    const auto retry = of.retry ? pause_by_rule(*of.retry, terms, so_far) : pause_by_policy(terms, so_far);
    if (retry) {
        ++so_far.retries;
    }
    return retry;
}

}  // namespace trawl::check
