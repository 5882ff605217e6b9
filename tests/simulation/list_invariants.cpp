#include <map>
#include <set>

#include "simulation/list_simulation.hpp"
#include "simulation/run_invariants.hpp"
#include "support/sha256.hpp"

namespace trawl::simulation {

namespace {

constexpr std::size_t most_redirects = 20;

/// Where a URL leads.
struct way {
    std::vector<std::string> urls;
    const resource* last = nullptr;  ///< null: round and round, or nowhere

    way(const world& truth, std::string url) {
        while (urls.size() <= most_redirects) {
            urls.push_back(url);
            const resource* here = truth.find(url);
            if (here == nullptr || here->what != resource::kind::redirect) {
                last = here;
                return;
            }
            url = here->links.front();
        }
    }
};

bool is_there(const told_job& what) {
    return what.outcome == "ok" || what.outcome == "already_complete";
}

bool is_url_of(const world& truth, const std::string& input) {
    return truth.find(input) != nullptr;
}

class list_check {
public:
    list_check(const world& truth, const list_plan& plan, list_story& story)
        : truth_(truth), plan_(plan), story_(story) {}

    void check_run(const run_story& run) {
        run_check base(truth_, plan_.engine, run, story_.problems);
        base.check_end();
        std::set<std::uint64_t> ended;
        for (const auto& each : run.told) {
            expect(ended.insert(each.number).second, text(each) + " ended twice");
            expect(each.number >= 1 && each.number <= plan_.inputs.size(), text(each) + " is no input");
            if (each.outcome != "cancelled") {
                check_ending(each, base, !run.is_last);
            }
        }
        expect(!run.is_last || ended.size() == plan_.inputs.size(), "not every input has ended");
        for (const auto& each : run.told) {
            if (is_there(each)) {
                done_.insert(each.number);
            }
        }
    }

    void check_folder() {
        std::map<std::string, std::uint64_t> owners;
        std::set<std::string> parts;
        for (const auto& each : story_.runs.back().told) {
            if (is_there(each)) {
                const auto [at, is_new] = owners.emplace(each.path, each.number);
                expect(is_new, text(each) + " has the file of " + std::to_string(at->second));
                check_content(each);
            }
        }
        std::size_t left = 0;
        for (const auto& [path, digest] : story_.files) {
            const bool is_part = path.ends_with(".part") || path.ends_with(".part.json");
            left += path.ends_with(".part") ? 1 : 0;
            expect(is_part || owners.contains(path), path + " is nobody's");
        }
        expect(left <= plan_.inputs.size() - owners.size(), "parts are left of what is whole");
    }

    // Without an interruption nothing that came whole is asked for again.
    void check_once() {
        if (story_.runs.size() > 1) {
            return;
        }
        std::map<std::string, std::size_t> wanted;
        std::map<std::string, std::size_t> whole;
        for (const auto& each : plan_.inputs) {
            for (const auto& url : way(truth_, each).urls) {
                ++wanted[url];
            }
        }
        for (const auto& each : story_.runs.back().requests) {
            whole[each.url()] += each.is_answered && !each.is_fault && each.status == 200 ? 1 : 0;
        }
        for (const auto& [url, count] : whole) {
            expect(count <= wanted[url], url + " came whole " + std::to_string(count) + " times");
        }
    }

private:
    void expect(bool holds, const std::string& what) {
        if (!holds) {
            story_.problems.push_back(what);
        }
    }

    static std::string text(const told_job& what) { return "input " + std::to_string(what.number) + ", " + what.url; }

    void check_ending(const told_job& what, run_check& base, bool is_cut_short) {
        expect(!done_.contains(what.number) || what.outcome == "already_complete",
               text(what) + " was there, and is " + what.outcome);
        if (!is_url_of(truth_, what.url)) {
            expect(what.outcome == "skipped" && !what.is_parked, text(what) + " is no URL, and is " + what.outcome);
            return;
        }
        const way to(truth_, what.url);
        const bool is_loop = what.failure && (what.failure->code == http::errc::redirect_loop ||
                                              what.failure->code == http::errc::too_many_redirects);
        if (is_there(what)) {
            expect(to.last != nullptr && to.last->what == resource::kind::page, text(what) + " is ok, and is no page");
        } else if (what.outcome == "http_error" && what.status == 404) {
            expect(to.last != nullptr && to.last->what == resource::kind::missing,
                   text(what) + " is not found, and is there");
        } else if (is_loop) {
            expect(to.last == nullptr, text(what) + " does not go round and round");
        } else if (what.outcome == "skipped") {
            expect(what.is_parked && plan_.engine.hosts.otherwise.max_failures_in_a_row > 0,
                   text(what) + " was skipped without a reason");
        } else {
            base.check_failure(what, to.urls, is_cut_short);
        }
    }

    void check_content(const told_job& what) {
        const auto file = story_.files.find(what.path);
        if (file == story_.files.end()) {
            expect(false, text(what) + " is done, and there is no file " + what.path);
            return;
        }
        const resource* page = way(truth_, what.url).last;
        const bool is_right =
            page != nullptr && (file->second == test::sha256(page->body) ||
                                (page->changes_after > 0 && file->second == test::sha256(page->later_body)));
        expect(is_right, text(what) + " has a file that never was at its URL");
    }

    const world& truth_;
    const list_plan& plan_;
    list_story& story_;
    std::set<std::uint64_t> done_;
};

}  // namespace

void check_list(const world& truth, const list_plan& plan, list_story& story) {
    list_check check(truth, plan, story);
    for (const auto& each : story.runs) {
        check.check_run(each);
    }
    check.check_folder();
    check.check_once();
}

}  // namespace trawl::simulation
