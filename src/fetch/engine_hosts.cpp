#include <algorithm>
#include <chrono>

#include "fetch/engine.hpp"
#include "fetch/engine_texts.hpp"
#include "fetch/verdict.hpp"

// What attempts tell of their hosts.
namespace trawl::fetch {

void engine::tell_scheduler(const task& what, const attempt_result& result, const scheduler::slot& place) {
    // What robots.txt refuses was never asked of the host.
    if (std::holds_alternative<cancelled>(result.how) || std::holds_alternative<robots_denied>(result.how)) {
        return;
    }
    using std::chrono::milliseconds;
    const auto& told = what.told;
    const auto wish = result.host_pause.value_or(milliseconds::zero());
    scheduler_.learn(place, sign_of(told, result.how), told.trace.took.ttfb.value_or(async::clock::duration::zero()));
    note_health(what, result.how, place);
    if (wish <= milliseconds::zero() || stopping_) {
        return;
    }
    const auto pause = std::min(wish, options_.retries.max_retry_after);
    const http::url& answered = told.reply ? told.reply->final_url : what.place();
    if (scheduler_.pause(place, answered, pause)) {
        tell_pause(answered, wish, pause);
    }
}

// Whether the host is well does not depend on whether there will be another attempt.
void engine::note_health(const task& what, const outcome& how, const scheduler::slot& place) {
    if (is_out_of_order(what.told, how)) {
        if (scheduler_.count_failure(place, what.attempt_began)) {
            tell_given_up(what, place);
        }
    } else if (what.told.reply) {
        scheduler_.count_answer(place);
    }
    if (what.told.reply && what.told.trace.remote &&
        what.told.reply->final_url.host_field() == what.place().host_field()) {
        scheduler_.learn_address(place, *what.told.trace.remote);
    }
}

// A host that a job leaves for another has failed it as one that ends it has.
void engine::count_error(const task& what, const outcome& how, const scheduler::slot& place) {
    if (is_hosts_fault(what.told, how) && scheduler_.count_error(place)) {
        tell_given_up(what, place);
    }
}

}  // namespace trawl::fetch
