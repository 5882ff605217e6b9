#include <algorithm>
#include <deque>
#include <set>

#include "simulation/crawl_simulation.hpp"
#include "simulation/run_invariants.hpp"
#include "support/sha256.hpp"

namespace trawl::simulation {

namespace {

/// What a run of a crawl has told of its URLs.
class told_check {
public:
    told_check(const world& truth, const crawl_plan& plan, const crawl_run_story& run,
               std::vector<std::string>& problems)
        : truth_(truth), plan_(plan), run_(run), base_(truth, plan.engine, run, problems) {}

    void check() {
        base_.check_end();
        base_.check_tries();
        std::set<std::string> ended;
        for (const auto& each : run_.told) {
            if (each.outcome == "cancelled") {
                base_.expect(is_cut_short(), each.url + " was cancelled, and nobody wanted that");
                continue;
            }
            base_.expect(ended.insert(each.url).second, each.url + " ended twice");
            check_ending(each);
        }
    }

private:
    [[nodiscard]] bool is_cut_short() const { return !run_.is_last || !run_.spent_budget.empty(); }

    void check_ending(const told_job& what) {
        const resource* truth = truth_.find(what.url);
        if (truth == nullptr) {
            base_.expect(false, what.url + " was taken, which is no URL of the crawl");
        } else if (what.outcome == "ok") {
            base_.expect(truth->what != resource::kind::missing, what.url + " is ok, and is not there");
        } else if (what.outcome == "http_error" && what.status == 404) {
            base_.expect(truth->what == resource::kind::missing, what.url + " is not found, and is there");
        } else if (what.outcome == "robots_denied") {
            const bool is_refused = truth->is_private && truth_.hosts.at(host_of(what.url)).has_robots;
            base_.expect(is_refused || base_.has_failed(host_of(what.url)),
                         what.url + " was denied, and robots.txt allows it");
        } else if (what.outcome == "skipped") {
            base_.expect(what.is_parked && plan_.engine.hosts.otherwise.max_failures_in_a_row > 0,
                         what.url + " was skipped without a reason");
        } else if (what.failure && what.failure->code == http::errc::redirect_loop) {
            base_.expect(truth->what == resource::kind::redirect && truth->links.front() == what.url,
                         what.url + " does not redirect to itself");
        } else {
            const bool has_robots_failed = !base_.was_asked(what.url) && base_.has_failed(host_of(what.url));
            base_.check_failure(what, {what.url}, has_robots_failed || is_cut_short());
        }
    }

    const world& truth_;
    const crawl_plan& plan_;
    const crawl_run_story& run_;
    run_check base_;
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
            const std::string host = host_of(url);
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
    const crawl_run_story& last_;
    std::map<std::string, std::size_t> written_;
    std::map<std::string, std::uint32_t> depths_;
};

}  // namespace

namespace {

// What came whole is never asked for again, in no later run and not in its own.
void check_once(crawl_story& story) {
    std::set<std::string> done;
    for (const auto& run : story.runs) {
        std::map<std::string, std::size_t> whole;
        for (const auto& each : run.requests) {
            if (done.contains(each.url())) {
                story.problems.push_back(each.url() + " was asked for again in a later run");
            }
            whole[each.url()] += each.is_answered && !each.is_fault && !each.is_robots() ? 1 : 0;
        }
        for (const auto& [url, count] : whole) {
            if (count > 1) {
                story.problems.push_back(url + " came whole " + std::to_string(count) + " times in a run");
            }
        }
        for (const auto& each : run.told) {
            if (run.is_killed) {
                break;  // not all of it is known to the next one
            }
            if (each.outcome == "ok" || each.status == 404) {
                done.insert(each.url);
            }
        }
    }
}

}  // namespace

void check_crawl(const world& truth, const crawl_plan& plan, crawl_story& story) {
    for (const auto& each : story.runs) {
        told_check(truth, plan, each, story.problems).check();
    }
    end_check check(truth, plan, story);
    check.check_written();
    check.check_state();
    check.check_budgets();
    check_once(story);
}

}  // namespace trawl::simulation
