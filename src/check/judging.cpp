#include "check/judging.hpp"

#include <algorithm>
#include <cstddef>
#include <string>
#include <utility>

#include "trawl/http/error.hpp"

namespace trawl::check {

namespace {

bool is_failure_expected(const entry& of) {
    return std::ranges::any_of(of.expectations, [](const auto& each) { return each.what.judges_failure(); });
}

bool is_broken(const expectation_result& what) noexcept {
    return what.was_looked_at && !what.holds;
}

void look(const placed_expectation& at, const expect::observation& seen, const expect::variables& values,
          check_result& into) {
    expect::verdict said = at.what.check(seen, values);
    expectation_result& one = into.expectations.emplace_back();
    one.text = at.what.text();
    one.where = at.where;
    one.was_looked_at = said.was_looked_at;
    one.holds = said.holds && said.was_looked_at;
    one.actual = std::move(said.actual);
    one.message = std::move(said.message);
}

void pass_over(const placed_expectation& what, check_result& into) {
    expectation_result& one = into.expectations.emplace_back();
    one.text = what.what.text();
    one.where = what.where;
    one.was_looked_at = false;
}

void capture(const placed_capture& what, const expect::observation& seen, check_result& into) {
    auto taken = what.what.take(seen);
    if (taken) {
        into.captured.insert_or_assign(what.name, std::move(*taken));
        return;
    }
    const std::string name = (what.is_secret ? "capture SECRET:" : "capture ") + what.name + ": ";
    expectation_result& one = into.expectations.emplace_back();
    one.text = name + what.what.text();
    one.where = what.where;
    one.message = name + taken.error();
}

// The first that does not hold, and how many more.
std::string summary(const std::vector<expectation_result>& all) {
    const auto first = std::ranges::find_if(all, &is_broken);
    const auto more = std::count_if(std::next(first), all.end(), &is_broken);
    return more == 0 ? first->message : first->message + " (and " + std::to_string(more) + " more)";
}

}  // namespace

void judge(const entry& of, const expect::observation& seen, const expect::variables& values, check_result& into) {
    const bool is_failed = seen.failure && !is_failure_expected(of);
    into.expectations.reserve(of.expectations.size());
    for (const placed_expectation& each : of.expectations) {
        if (is_failed && seen.status == 0) {
            pass_over(each, into);
        } else {
            look(each, seen, values, into);
        }
    }
    if (is_failed) {
        into.stands = standing::error;
        into.blamed = blame::network;
        into.message = http::message(*seen.failure);
        return;
    }
    for (const placed_capture& each : of.captures) {
        capture(each, seen, into);
    }
    if (std::ranges::any_of(into.expectations, &is_broken)) {
        into.stands = standing::failed;
        into.blamed = blame::assertion;
        into.message = summary(into.expectations);
    } else {
        into.stands = standing::passed;
        into.blamed = blame::nobody;
    }
}

}  // namespace trawl::check
