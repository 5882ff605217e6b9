#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include "crawl/fingerprint_set.hpp"
#include "crawl/frontier_hosts.hpp"
#include "crawl/frontier_settings.hpp"
#include "crawl/frontier_table.hpp"
#include "crawl/frontier_texts.hpp"
#include "crawl/permission.hpp"
#include "crawl/state.hpp"
#include "fetch/frontier.hpp"
#include "trawl/async/awaitable.hpp"
#include "trawl/async/event.hpp"

namespace trawl::crawl {

class judge;
struct candidate;

/// What a crawl has come to.
struct frontier_counts {
    std::uint64_t known = 0;    ///< URLs that were met, those of earlier runs included
    std::uint64_t pending = 0;  ///< that wait or are under way
    std::uint64_t pages = 0;    ///< that ended with 2xx
    std::uint64_t done = 0;     ///< that ended with anything but a failure
    std::uint64_t failed = 0;
    std::uint64_t http_errors = 0;  ///< of these, with a status that is one
    std::uint64_t bytes = 0;        ///< of bodies, decoded
    std::uint64_t duplicates = 0;   ///< pages with the content of another
    /// URLs that were not asked for, or whose answer was not taken further, by `reason`.
    std::array<std::uint64_t, 16> skipped{};
};

/// The URLs of a crawl as jobs: nearest to the seeds first, hosts in turn. It reads the links of what comes back, knows
/// what was met before, keeps the budgets, and tells the state everything, so that a crawl goes on where it was.
///
/// A job's details are a `visit`, its report's product a `page` (or null, if no head of a reply came).
///
/// Lifetime    What it is given must outlive it.
/// Threads     Not thread-safe: all calls on the executor's one thread.
/// Limits      About 25 bytes a URL that is known and waits, 20 that is not waiting; 300 a host.
class crawl_frontier final : public fetch::frontier, public permission {
public:
    /// `kept`  Nothing was added to it yet.
    crawl_frontier(state& kept, judge& rules, frontier_settings settings);
    ~crawl_frontier() override;

    /// A place to start from. Before `start`.
    void add_seed(http::url where);

    /// Takes in what the state knows and the seeds. Blocks. Throws `state_error`. Before the first `next`.
    void start();

    /// A sitemap that robots.txt named.
    void add_sitemap(const http::url& where, const http::url& found_at);

    /// Errors      Throws `state_error` when the state cannot be read.
    [[nodiscard]] async::awaitable<std::optional<fetch::job>> next() override;
    /// Of a page with very many links, some are judged at once and the others in later calls of `next`, so that the loop
    /// is not held; only then does the state learn how it ended.
    void settled(fetch::report& done) override;
    /// Judges what links are left, if `next` is not to be called any more.
    void finish();

    /// Budgets are exact by it: a job that waits at its host takes nothing from the others.
    [[nodiscard]] answer may_ask(const fetch::job& what) override;
    void put_down(const fetch::job& what) override;

    [[nodiscard]] const frontier_counts& counts() const noexcept { return counts_; }
    /// The budget of the crawl that has ended it: "--max-pages 100"; empty: none.
    [[nodiscard]] std::string spent_budget() const;
    /// As `spent_budget`, of the first host that has used up its own: "--host-max-pages 5".
    [[nodiscard]] std::string spent_budget_of_host() const;
    /// That, and the origins of all such hosts, a line each; empty: none.
    [[nodiscard]] std::string spent_hosts() const;
    /// What is to be said when the run is over, a line each: what waits and why, what was skipped by reason.
    [[nodiscard]] std::vector<std::string> remarks() const;

private:
    struct source;
    struct loading;
    struct ended_page;
    /// A link of a page that was met on a shorter way.
    struct shorter_way {
        url_id from;
        url_id to;
    };
    static const std::string relaxing_key;
    static const std::string limit_key;
    static const std::string host_limits_key;
    static const std::string judged_key;
    static const std::string answers_key;

    // How links become URLs.
    bool take_links(ended_page& of);
    void keep_links(const page& on, std::vector<kept_link> links);
    url_id take_link(const source& from, const html::found_link& link);
    void note_late_seed();
    url_id meet(const candidate& what, const source& from);
    url_id add_new(const candidate& what, std::uint64_t key, const source& from);
    void meet_again(url_id which, const candidate& what, const source& from);
    void ask_again(url_id which, const candidate& what, const source& from);
    [[nodiscard]] bool leads_back(url_id which, const candidate& what, const source& from) const;
    void admit(url_id which, const candidate& what, const source& from);
    url_id note_unusable(const source& from, const html::found_link& link);
    [[nodiscard]] bool is_left_out(const candidate& what, const source& from) const noexcept;
    [[nodiscard]] verdict judge_new(const candidate& what, const source& from);
    [[nodiscard]] bool may_fare_better(url_id which, const candidate& what) const noexcept;
    [[nodiscard]] frontier_host& host_of(const http::url& where);
    void enqueue(url_id which, frontier_host& at);

    // How they end.
    void tell_if_spent();
    void put_back(url_id which, const fetch::job& from, frontier_host& at);
    void end(url_id which, fetch::report& done, frontier_host& at);
    void start_links(ended_page& of);
    void take_more_links();
    void tell(ended_page ended);
    void find_duplicate(page& what, ending& how);
    void count(url_id which, const ending& how, bool is_page, frontier_host& at);

    // Shorter ways.
    void relax(url_id which);
    async::awaitable<void> relax_some();
    [[nodiscard]] std::uint32_t step(url_id from, url_id to) const;
    void find_shorter(url_id from, const std::vector<url_id>& links, std::vector<shorter_way>& into) const;
    void take_shorter(const shorter_way& way, const std::string& from_text, const std::string& to_text);

    // What earlier runs left.
    void load(const state::known_url& known, loading& so_far);
    void judge_anew(const state::known_url& known, const http::url& where, url_facts& facts, loading& so_far);
    static void want_more(url_id which, purpose wanted, url_facts& facts, loading& so_far);
    void apply(loading& what);
    void restore_counts(const state::known_url& known, const url_facts& facts, frontier_host* at);

    // How they become jobs.
    async::awaitable<void> let_start();
    [[nodiscard]] std::optional<fetch::job> take_turn();
    [[nodiscard]] std::vector<url_id> missing_texts() const;
    async::awaitable<void> read_texts();
    [[nodiscard]] fetch::job make_job(url_id which, url_text text, frontier_host& at);

    state& state_;
    judge& judge_;
    frontier_settings settings_;
    std::vector<http::url> seeds_;
    fingerprint_set seen_;
    fingerprint_set contents_;                          // the first 64 bits of their digests
    std::unordered_map<url_id, std::uint32_t> copies_;  // of a page, those whose links were followed
    frontier_table urls_;
    frontier_hosts hosts_;
    frontier_texts texts_;
    std::unordered_set<url_id> behind_cookies_;  // a redirect that set a cookie, or came after one, leads there
    std::unordered_set<url_id> asked_twice_;
    std::deque<ended_page> unread_;     // not all of their links are judged
    std::deque<url_id> relaxed_;        // done, and met on a shorter way than when their links were judged
    std::size_t given_out_ = 0;         // jobs that have not ended
    std::unordered_set<url_id> asked_;  // those of them that are under way
    spending spent_;
    frontier_counts counts_;
    std::uint64_t unusable_ = 0;
    url_id judged_before_seed_ = 0;  // the last one that was judged before a seed led to another host
    bool is_missing_texts_ = false;  // the host whose turn it is has something, of which the text is on the disk
    async::event changed_;
};

}  // namespace trawl::crawl
