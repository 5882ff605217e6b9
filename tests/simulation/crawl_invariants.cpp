#include <algorithm>
#include <deque>
#include <set>

#include "simulation/crawl_simulation.hpp"
#include "support/sha256.hpp"

namespace trawl::simulation {

namespace {

/// What one run has told, against what the network saw of it.
class run_check {
public:
    run_check(const world& truth, const crawl_plan& plan, const run_story& run, std::vector<std::string>& problems)
        : truth_(truth), plan_(plan), run_(run), problems_(problems) {
        for (const auto& each : run.requests) {
            auto& seen = each.path.empty() || each.is_robots() ? hosts_[each.host] : urls_[each.url()];
            ++seen.requests;
            seen.faults += each.is_fault ? 1 : 0;
            seen.last_wish = each.retry_after;
        }
    }

    void check_end() {
        expect(run_.has_ended, "the run waits for what nobody will do");
        expect(run_.failure.empty(), "the run has failed: " + run_.failure);
        expect(run_.counts.taken == run_.counts.finished && run_.counts.finished == run_.told.size(),
               "not every job has one record");
        expect(run_.counts.in_flight == 0, "jobs are in flight after the run");
        expect(run_.most_in_flight <= plan_.engine.concurrency, "more jobs in flight than permits");
        expect(run_.connections_left == 0, "connections are left");
        expect(!run_.is_work_left, "something still waits for its time");
        const auto& host = plan_.engine.hosts.otherwise;
        for (auto& each : broken_limits(
                 run_.requests, truth_,
                 {plan_.engine.concurrency, host.concurrency, host.delay, plan_.engine.retries.max_retry_after})) {
            problems_.push_back(std::move(each));
        }
    }

    void check_told() {
        std::set<std::string> ended;
        std::map<std::string, std::size_t> failed_tries;
        for (const auto& each : run_.told) {
            failed_tries[host_of(each.url)] += each.tries_before + (has_failed_at_host(each) ? 1 : 0);
            if (each.outcome == "cancelled") {
                expect(!run_.is_last || !run_.spent_budget.empty(),
                       each.url + " was cancelled, and nobody wanted that");
                continue;
            }
            expect(ended.insert(each.url).second, each.url + " ended twice");
            check_ending(each);
        }
        for (const auto& [host, tries] : failed_tries) {
            expect(tries <= faults_of(host), host + " has failed " + std::to_string(tries) +
                                                 " times, and should have " + std::to_string(faults_of(host)) +
                                                 " times");
        }
    }

private:
    struct seen {
        std::size_t requests = 0;
        std::size_t faults = 0;
        std::optional<std::chrono::seconds> last_wish;
    };

    static std::string host_of(const std::string& url) { return url.substr(7, url.find('/', 7) - 7); }

    void expect(bool holds, const std::string& what) {
        if (!holds) {
            problems_.push_back(what);
        }
    }

    [[nodiscard]] std::size_t faults_of(const std::string& host) const {
        std::size_t faults = 0;
        for (const auto& each : run_.requests) {
            faults += each.host == host && each.is_fault ? 1 : 0;
        }
        return faults;
    }

    [[nodiscard]] bool was_asked(const told_job& what) const { return urls_.contains(what.url); }

    [[nodiscard]] bool has_failed_at_host(const told_job& what) const {
        return (what.failure && what.failure->code != http::errc::redirect_loop && was_asked(what)) ||
               (what.outcome == "http_error" && what.status != 404);
    }

    void check_ending(const told_job& what) {
        const resource* truth = truth_.find(what.url);
        if (truth == nullptr) {
            expect(false, what.url + " was taken, which is no URL of the crawl");
        } else if (what.outcome == "ok") {
            expect(truth->what != resource::kind::missing, what.url + " is ok, and is not there");
        } else if (what.outcome == "http_error" && what.status == 404) {
            expect(truth->what == resource::kind::missing, what.url + " is not found, and is there");
        } else if (what.outcome == "robots_denied") {
            check_denial(what, *truth);
        } else if (what.outcome == "skipped") {
            expect(what.is_parked && plan_.engine.hosts.otherwise.max_failures_in_a_row > 0,
                   what.url + " was skipped without a reason");
        } else {
            check_failure(what, *truth);
        }
    }

    void check_denial(const told_job& what, const resource& truth) {
        const auto host = hosts_.find(host_of(what.url));
        const bool is_unreachable = host != hosts_.end() && host->second.faults > 0;
        const bool is_refused = truth.is_private && truth_.hosts.at(host_of(what.url)).has_robots;
        expect(is_unreachable || is_refused, what.url + " was denied, and robots.txt allows it");
    }

    // It is given up when there are no tries left, or none can help.
    void check_failure(const told_job& what, const resource& truth) {
        const auto& policy = plan_.engine.retries;
        const auto at = urls_.find(what.url);
        if (what.failure && what.failure->code == http::errc::redirect_loop) {
            expect(truth.what == resource::kind::redirect && truth.links.front() == what.url,
                   what.url + " does not redirect to itself");
            return;
        }
        const bool is_covered = what.failure ? policy.on.covers(what.failure->code) : policy.on.covers(what.status);
        if (!is_covered || what.tries_before == policy.max_retries) {
            return;
        }
        const auto host = hosts_.find(host_of(what.url));
        const bool has_robots_failed = at == urls_.end() && host != hosts_.end() && host->second.faults > 0;
        const bool wants_too_much = at != urls_.end() && at->second.last_wish > policy.max_retry_after;
        const bool is_cut_short = !run_.is_last || !run_.spent_budget.empty();
        expect(has_robots_failed || wants_too_much || is_cut_short,
               what.url + " was given up after " + std::to_string(what.tries_before) + " tries before the last one");
    }

    const world& truth_;
    const crawl_plan& plan_;
    const run_story& run_;
    std::vector<std::string>& problems_;
    std::map<std::string, seen> urls_;
    std::map<std::string, seen> hosts_;  // robots.txt, and connections that were not made
};

/// What the state and the outputs hold at the end, against what there is.
class end_check {
public:
    end_check(const world& truth, const crawl_plan& plan, crawl_story& story)
        : truth_(truth), plan_(plan), story_(story), last_(story.runs.back()) {
        for (const auto& each : story.written) {
            ++written_[each.url];
        }
    }

    void check_written() {
        for (const auto& each : story_.written) {
            expect(written_[each.url] == 1, each.url + " was written " + std::to_string(written_[each.url]) + " times");
            const resource* what = truth_.find(each.url);
            if (each.status == 200 && what != nullptr) {
                expect(each.size == what->body.size() && each.sha256 == test::sha256(what->body),
                       each.url + " has not the content that it has");
            }
        }
    }

    void check_state() {
        walk();
        for (const auto& [url, row] : story_.known) {
            expect(row.times == 1, url + " is known twice");
            if (truth_.find(url) == nullptr) {
                expect(row.why == crawl::reason::scope, url + " is out of scope, and was taken");
            } else {
                check_row(url, row);
            }
        }
        for (const auto& [url, depth] : depths_) {
            expect(story_.known.contains(url), url + " is linked to, and was lost");
        }
    }

    void check_budgets() {
        std::map<std::string, std::uint64_t> pages;
        std::map<std::string, std::uint64_t> waiting;
        for (const auto& [url, row] : story_.known) {
            const std::string host = url.substr(7, url.find('/', 7) - 7);
            const resource* what = truth_.find(url);
            pages[host] += is_done(row) && what != nullptr && what->what == resource::kind::page ? 1 : 0;
            waiting[host] += row.where == crawl::standing::pending ? 1 : 0;
        }
        std::uint64_t all = 0;
        for (const auto& [host, count] : pages) {
            all += count;
            expect(count <= plan_.of_host.pages.value_or(count), host + " has more pages than its budget");
        }
        expect(all <= plan_.whole.pages.value_or(all), "more pages than the budget");
        expect(all == last_.known.pages, "the pages are not counted right");
        const bool is_whole_spent = plan_.whole.pages && all == *plan_.whole.pages;
        for (const auto& [host, count] : waiting) {
            const bool is_host_spent = plan_.of_host.pages && pages[host] == *plan_.of_host.pages;
            expect(count == 0 || is_whole_spent || is_host_spent,
                   std::to_string(count) + " URLs of " + host + " wait at the end, and no budget is used up");
        }
    }

private:
    static bool is_done(const known_row& row) {
        return row.where == crawl::standing::done && row.why == crawl::reason::none;
    }

    void expect(bool holds, const std::string& what) {
        if (!holds) {
            story_.problems.push_back(what);
        }
    }

    // How far from the seeds everything is that pages which came lead to. A redirect is no step.
    void walk() {
        std::deque<std::string> next(truth_.seeds.begin(), truth_.seeds.end());
        for (const auto& each : truth_.seeds) {
            depths_[each] = 0;
        }
        while (!next.empty()) {
            const std::string url = next.front();
            next.pop_front();
            const std::uint32_t depth = depths_[url];
            const auto row = story_.known.find(url);
            const resource* what = truth_.find(url);
            if (what == nullptr || row == story_.known.end() || !is_done(row->second)) {
                continue;
            }
            const std::uint32_t there = depth + (what->what == resource::kind::redirect ? 0 : 1);
            for (const auto& each : what->links) {
                const auto [at, is_new] = depths_.emplace(each, there);
                if (is_new || there < at->second) {
                    at->second = there;
                    next.push_back(each);
                }
            }
        }
    }

    void check_row(const std::string& url, const known_row& row) {
        const auto at = depths_.find(url);
        if (at == depths_.end()) {
            expect(false, url + " was taken, and no page leads there");
            return;
        }
        // Without a limit nobody wants to know of shorter ways.
        expect(!plan_.max_depth || row.depth == at->second, url + " is " + std::to_string(at->second) +
                                                                " away, and is known as " + std::to_string(row.depth) +
                                                                " away");
        if (at->second > plan_.max_depth.value_or(at->second)) {
            expect(row.where == crawl::standing::skipped && row.why == crawl::reason::depth, url + " is too deep");
            return;
        }
        expect(row.where != crawl::standing::skipped, url + " was left out");
        expect(
            row.where != crawl::standing::pending || !last_.spent_budget.empty() || !last_.spent_budget_of_host.empty(),
            url + " still waits");
        if (is_done(row)) {
            expect(written_[url] == 1, url + " is done, and not in the outputs");
        }
    }

    const world& truth_;
    const crawl_plan& plan_;
    crawl_story& story_;
    const run_story& last_;
    std::map<std::string, std::size_t> written_;
    std::map<std::string, std::uint32_t> depths_;
};

}  // namespace

void check_crawl(const world& truth, const crawl_plan& plan, crawl_story& story) {
    for (const auto& each : story.runs) {
        run_check check(truth, plan, each, story.problems);
        check.check_end();
        check.check_told();
    }
    end_check check(truth, plan, story);
    check.check_written();
    check.check_state();
    check.check_budgets();
}

}  // namespace trawl::simulation
