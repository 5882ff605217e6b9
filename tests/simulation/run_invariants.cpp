#include "simulation/run_invariants.hpp"

#include <algorithm>

#include "simulation/network_invariants.hpp"

namespace trawl::simulation {

std::string host_of(const std::string& url) {
    constexpr std::size_t scheme = std::string_view("http://").size();
    return url.substr(scheme, url.find('/', scheme) - scheme);
}

run_check::run_check(const world& truth, const fetch::engine_options& engine, const run_story& run,
                     std::vector<std::string>& problems)
    : truth_(truth), engine_(engine), run_(run), problems_(problems) {
    for (const auto& each : run.requests) {
        auto& seen = each.path.empty() || each.is_robots() ? hosts_[each.host] : urls_[each.url()];
        seen.faults += each.is_fault ? 1 : 0;
        seen.longest_wish = std::max(seen.longest_wish, each.retry_after);
    }
}

void run_check::check_end() {
    expect(run_.failure.empty(), "the run has failed: " + run_.failure);
    expect(run_.counts.taken == run_.counts.finished && run_.counts.finished == run_.told.size(),
           "not every job has one record");
    expect(run_.counts.in_flight == 0, "jobs are in flight after the run");
    expect(run_.most_in_flight <= engine_.concurrency, "more jobs in flight than permits");
    expect(run_.connections_left == 0, "connections are left");
    expect(!run_.is_work_left, "something still waits for its time");
    const auto& host = engine_.hosts.otherwise;
    network_limits limits;
    limits.concurrency = engine_.concurrency;
    limits.per_host = host.concurrency;
    limits.delay = host.delay;
    limits.max_retry_after = engine_.retries.max_retry_after;
    for (auto& each : broken_limits(run_.requests, truth_, limits)) {
        problems_.push_back(std::move(each));
    }
}

void run_check::check_tries() {
    std::map<std::string, std::size_t> failed_tries;
    for (const auto& each : run_.told) {
        failed_tries[host_of(each.url)] += each.tries_before + (has_failed_at_host(each) ? 1 : 0);
    }
    for (const auto& [host, tries] : failed_tries) {
        expect(tries <= faults_of(host), host + " has failed " + std::to_string(tries) + " times, and should have " +
                                             std::to_string(faults_of(host)) + " times");
    }
}

void run_check::check_failure(const told_job& what, const std::vector<std::string>& asked, bool may_be_given_up) {
    const auto& policy = engine_.retries;
    const bool is_covered = what.failure ? policy.on.covers(what.failure->code) : policy.on.covers(what.status);
    if (!is_covered || what.tries_before == policy.max_retries || may_be_given_up) {
        return;
    }
    const bool wants_too_much = std::ranges::any_of(asked, [&](const std::string& url) {
        const auto at = urls_.find(url);
        return at != urls_.end() && at->second.longest_wish > policy.max_retry_after;
    });
    expect(wants_too_much,
           what.url + " was given up after " + std::to_string(what.tries_before) + " tries before the last one");
}

bool run_check::has_failed(const std::string& host) const {
    const auto found = hosts_.find(host);
    return found != hosts_.end() && found->second.faults > 0;
}

std::size_t run_check::faults_of(const std::string& host) const {
    std::size_t faults = 0;
    for (const auto& each : run_.requests) {
        faults += each.host == host && each.is_fault ? 1 : 0;
    }
    return faults;
}

bool run_check::has_failed_at_host(const told_job& what) const {
    const bool is_loop = what.failure && (what.failure->code == http::errc::redirect_loop ||
                                          what.failure->code == http::errc::too_many_redirects);
    return (what.failure && !is_loop && was_asked(what.url)) || (what.outcome == "http_error" && what.status != 404);
}

}  // namespace trawl::simulation
