#include "fetch/next_try.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

#include "http/method.hpp"

namespace trawl::fetch {

namespace {

using std::chrono::milliseconds;

bool is_final(const attempt_result& result) noexcept {
    return result.is_final || is_success(result.how) || std::holds_alternative<write_failure>(result.how) ||
           std::holds_alternative<skipped>(result.how) || std::holds_alternative<cancelled>(result.how);
}

bool is_covered(const task& what, const attempt_result& result, const http::retry_classes& on) {
    if (const auto* failure = std::get_if<network_failure>(&result.how)) {
        // What a server codes in a way that is unknown will not be known the next time.
        const bool is_unknown_coding =
            failure->why.code == http::errc::content_coding && failure->why.where == http::phase::head;
        return on.covers(failure->why.code) && !is_unknown_coding;
    }
    return std::holds_alternative<http_error>(result.how) && what.told.reply && on.covers(what.told.reply->status);
}

void rule_out_current(task& what) {
    what.is_ruled_out.resize(what.told.what.place_count());
    what.is_ruled_out[what.told.place] = true;
}

// The one behind the current place, round and round; the current one comes last.
std::optional<std::size_t> place_in_turn(const task& what) {
    const std::size_t count = what.told.what.place_count();
    for (std::size_t step = 1; step <= count; ++step) {
        const std::size_t place = (what.told.place + step) % count;
        if (what.is_ruled_out.empty() || !what.is_ruled_out[place]) {
            return place;
        }
    }
    return std::nullopt;
}

std::optional<milliseconds> pause_by_policy(task& what, const attempt_result& result, const retry_terms& terms,
                                            std::size_t place) {
    const bool is_same_host = what.told.what.place(place).host_field() == what.place().host_field();
    const auto wish = is_same_host ? result.host_pause : std::nullopt;
    const unsigned most = terms.policy.max_retries;
    const bool is_free = result.made_progress && most > 0;
    const unsigned used = is_free ? std::min(what.retries, most - 1) : what.retries;
    const auto pause = http::pause_before_retry(terms.policy, used, terms.method, wish, terms.share);
    if (pause && !is_free) {
        ++what.retries;
    }
    return pause;
}

bool is_in_time(const task& what, const retry_terms& terms, async::clock::duration pause) {
    return !terms.policy.max_time || terms.now + pause - *what.began <= *terms.policy.max_time;
}

}  // namespace

std::optional<next_try> decide_next_try(task& what, const attempt_result& result, const retry_terms& terms) {
    if (is_final(result) || !(terms.policy.any_method || http::is_idempotent(terms.method))) {
        return std::nullopt;
    }
    const bool is_mismatch = std::holds_alternative<checksum_mismatch>(result.how);
    const bool is_first_mismatch = is_mismatch && !what.was_mismatch;
    what.was_mismatch = what.was_mismatch || is_mismatch;
    if (!is_first_mismatch && !is_covered(what, result, terms.policy.on)) {
        rule_out_current(what);
    }
    const bool has_unasked = what.places_asked < what.told.what.place_count();
    const auto place = has_unasked ? std::optional(what.places_asked) : place_in_turn(what);
    if (!place) {
        return std::nullopt;
    }
    const auto pause = has_unasked || is_first_mismatch ? std::optional(milliseconds::zero())
                                                        : pause_by_policy(what, result, terms, *place);
    if (!pause || !is_in_time(what, terms, *pause)) {
        return std::nullopt;
    }
    what.places_asked += has_unasked ? 1 : 0;
    return next_try{*place, *pause};
}

std::optional<std::size_t> next_place_without(task& what) {
    rule_out_current(what);
    if (what.places_asked < what.told.what.place_count()) {
        return what.places_asked++;
    }
    return place_in_turn(what);
}

}  // namespace trawl::fetch
