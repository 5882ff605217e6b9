#pragma once

#include <cstddef>
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "crawl/frontier.hpp"
#include "crawl/judge.hpp"
#include "crawl/state.hpp"
#include "fetch/outcome.hpp"
#include "files/folder.hpp"
#include "support/temp_dir.hpp"
#include "trawl/async/event.hpp"

namespace trawl::crawl::test {

/// What a URL of the site gives.
struct site_page {
    int status = 200;
    std::vector<html::found_link> links;
    /// Pages with the same text have the same content; empty: like no other.
    std::string text;
    bool nofollow = false;
    /// In place of what the status says.
    std::optional<fetch::outcome> how;
    /// It does not answer before so many others have.
    std::size_t answers_after = 0;
    /// It is not asked for before so many others have ended: its host rests.
    std::size_t asked_after = 0;
};

/// Paths of http://a.test, or whole URLs, and what they give; all others are 404.
using site = std::map<std::string, site_page>;

[[nodiscard]] std::string url_on_site(const std::string& path);
[[nodiscard]] html::found_link link_to(const std::string& path, html::link_kind kind = html::link_kind::anchor);
[[nodiscard]] html::found_link nofollow_to(const std::string& path);
/// A page of anchors.
[[nodiscard]] site_page page_with(const std::vector<std::string>& paths);
[[nodiscard]] site_page redirect_to(const std::string& path);

struct run_options {
    std::vector<std::string> seeds{"/"};
    judge_settings rules;
    std::string answers_judged_by;
    budget whole;
    budget of_host;
    bool refreshes = false;
    std::size_t jobs_per_host = 8;
    /// Jobs in flight at a time.
    std::size_t width = 4;
    /// The run is interrupted when so many have ended; what is in flight by then ends as cancelled.
    std::optional<std::size_t> stops_after;
};

struct run_result {
    std::vector<std::string> asked;               ///< paths, or URLs of other hosts, in the order they were given out
    std::vector<visit> visits;                    ///< of the same
    std::vector<std::string> answered;            ///< of the same, those that were
    std::vector<std::uint64_t> known_when_given;  ///< URLs, of the same
    std::size_t most_active = 0;
    std::uint64_t most_pages_at_stake = 0;  ///< pages and what is under way
    frontier_counts counts;
    std::vector<std::string> remarks;
};

/// A crawl of a site that is only told, in a folder of its own that stays from run to run.
class told_crawl {
public:
    explicit told_crawl(site of) : pages(std::move(of)) {}

    run_result run(run_options options = {});
    /// What the state knows afterwards: "/a done", "/b skipped scope", in the order they were met.
    [[nodiscard]] std::vector<std::string> known();
    /// On the state, between two runs.
    void run_sql(const std::string& statements) const;

    site pages;

private:
    struct under_way;

    async::awaitable<void> crawl(run_options options, run_result& result);
    async::awaitable<void> take(under_way& what);
    void start_some(under_way& what);
    [[nodiscard]] bool settle_one(under_way& what);
    void answer(fetch::report& told) const;

    trawl::test::temp_dir folder_;
};

}  // namespace trawl::crawl::test
