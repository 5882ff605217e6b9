#include "check/unasked.hpp"

#include <chrono>
#include <utility>
#include <variant>

#include "check/check_details.hpp"

namespace trawl::check {

namespace {

struct explain {
    check_result& into;
    const fetch::report& done;

    void operator()(const fetch::skipped& skip) const {
        into.stands = standing::error;
        into.blamed = done.what.target ? blame::network : blame::input;
        into.message = done.what.is_bad_line ? "bad line: " + skip.why.detail : http::message(skip.why);
    }
    void operator()(const fetch::network_failure& failure) const {
        into.stands = standing::error;
        into.blamed = blame::network;
        into.message = http::message(failure.why);
    }
    template <class Other>
    void operator()(const Other&) const {
        into.stands = standing::not_run;
        into.message = "interrupted before it ended";
    }
};

std::shared_ptr<check_result> empty_result(const fetch::report& done) {
    const check_details& about = details_of(done.what);
    auto made = std::make_shared<check_result>();
    made->of = about.of;
    made->name = about.name;
    made->tries = static_cast<unsigned>(done.attempts.size());
    for (const placed_expectation& each : about.of->expectations) {
        expectation_result& one = made->expectations.emplace_back();
        one.text = each.what.text();
        one.where = each.where;
        one.was_looked_at = false;
    }
    return made;
}

fetch::report begin_report(fetch::job what) {
    fetch::report made(std::move(what));
    made.started = std::chrono::system_clock::now();
    return made;
}

}  // namespace

std::shared_ptr<check_result> result_without_attempt(const fetch::report& done) {
    auto made = empty_result(done);
    std::visit(explain{*made, done}, done.how);
    return made;
}

void leave_undecided(check_result& last) {
    last.stands = standing::not_run;
    last.blamed = blame::nobody;
    last.message = "interrupted; the last try: " + last.message;
}

fetch::report report_of_skipped(fetch::job what, std::string why, bool is_behind_failure) {
    fetch::report made = begin_report(std::move(what));
    auto result = empty_result(made);
    result->stands = standing::skipped;
    result->is_behind_failure = is_behind_failure;
    result->message = why;
    fetch::skipped skip{http::error(http::errc::denied, http::phase::queue, {}, std::move(why))};
    skip.is_meant = true;
    made.how = std::move(skip);
    made.product = std::move(result);
    return made;
}

fetch::report report_of_not_run(fetch::job what) {
    fetch::report made = begin_report(std::move(what));
    made.product = result_without_attempt(made);
    return made;
}

}  // namespace trawl::check
