#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "crawl/page.hpp"
#include "crawl/page_output.hpp"
#include "crawl/reason.hpp"
#include "crawl/url_id.hpp"
#include "files/folder.hpp"
#include "html/link.hpp"
#include "trawl/async/awaitable.hpp"

namespace trawl::crawl {

using system_time = std::chrono::system_clock::time_point;

/// The state cannot be read or written; `what()` names the file, says why and what can be done.
class state_error : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// Where a URL stands. Without an ending in the state it is pending, or skipped if it has a reason.
enum class standing : std::uint8_t { pending, skipped, done, failed };

/// A URL that is met for the first time.
struct new_url {
    url_id id = 0;
    std::uint64_t key = 0;  ///< the fingerprint of its normal form
    host_id host = 0;
    std::uint32_t depth = 0;
    html::link_kind kind = html::link_kind::seed;
    crawl::purpose purpose = purpose::page;
    url_id via = 0;  ///< the page that it was met on first
    verdict skipped;
    std::string url;
};

/// How a URL ended.
struct ending {
    url_id id = 0;
    bool is_failed = false;   ///< else done
    bool is_passing = false;  ///< failed, and another run may fare better
    std::string outcome;  ///< as in records: "ok", "not_modified", "http_error", "network_error", "robots_denied" ...
    int status = 0;
    /// "connect: connection refused", or of a sitemap that is done what was wrong with it; empty: nothing.
    std::string error;
    verdict skipped;  ///< of what it gave: robots, duplicate, type, size, nofollow
    std::uint64_t size = 0;
    std::optional<files::sha256_digest> sha256;
    std::string etag;
    std::string last_modified;
    std::string media_type;
    std::string charset;
    std::string path;
    std::string location;  ///< where a redirect led
    system_time started;
    std::chrono::milliseconds took{};
    url_id same_as = 0;
    /// What its page links to, to be read with `links_of`; empty where nobody is going to ask.
    std::vector<url_id> links;
};

/// A link that is to be checked.
struct kept_link {
    url_id target = 0;
    html::link_kind kind = html::link_kind::anchor;
    std::uint32_t line = 0;
    std::uint32_t column = 0;
    std::string fragment;  ///< of its URL, without the '#', as it stood there
    std::string anchor;
};

/// The links of a page, and what fragments of links to it may name.
struct page_links {
    url_id source = 0;
    std::vector<kept_link> links;
    /// Nullopt: it is no page that has any, and no fragment of it is ever wrong.
    std::optional<std::vector<std::string>> ids;
};

/// What is remembered of a host (scheme, name and port).
struct host_row {
    host_id id = 0;
    std::string origin;  ///< "https://example.org:8443"
    std::uint64_t pages = 0;
    std::uint64_t bytes = 0;
    std::uint64_t failures = 0;
};

/// What robots.txt of an origin came to.
struct robots_row {
    std::string origin;
    system_time fetched;
    system_time expires;
    int status = 0;     ///< of the last reply; 0: none came
    std::string error;  ///< why none came
    std::string body;   ///< of a 2xx: at most 500 KiB
};

/// What a crawl knows, kept in FOLDER/.trawl/state.db over runs, kills and power failures: an SQLite database that
/// docs/crawl-state.md describes. It also keeps the outputs in step (see `page_output`).
///
/// Lifetime    `close`, or the destructor, commits what is waiting and joins the thread. The loop's context must outlive it.
/// Threads     The loop's thread only. The database and the outputs are used on a thread of its own.
/// Limits      What is added waits for at most 250 ms, or until it is 1,000 pages, before it is committed; a disk that
///             is slow makes it more, and `ready` wait.
class state {
public:
    /// Called on the loop, once, when something could not be written: nothing is committed from then on.
    using error_handler = std::function<void(std::string why)>;

    [[nodiscard]] static bool exists(const files::folder& where);

    /// Opens or makes it, and opens the outputs to go on where the last commit was. Blocks. Throws `state_error`, also if
    /// the folder has the state of `trawl fetch`.
    state(async::executor loop, files::folder where, std::vector<std::unique_ptr<page_output>> outputs,
          error_handler on_error);
    ~state();
    state(const state&) = delete;
    state& operator=(const state&) = delete;

    // Before the first `add`: what was known when it was opened. These block.

    /// A URL as it was left. The views are good during the call.
    struct known_url {
        url_id id = 0;
        std::uint64_t key = 0;
        host_id host = 0;
        std::uint32_t depth = 0;
        html::link_kind kind = html::link_kind::seed;
        crawl::purpose purpose = purpose::page;
        url_id via = 0;
        standing where = standing::pending;
        crawl::reason why = reason::none;
        bool is_passing = false;
        bool is_http_error = false;
        bool is_page = false;  ///< counts as a page: done with a 2xx
        std::uint64_t size = 0;
        std::optional<files::sha256_digest> sha256;
        system_time started;
        std::uint64_t round = 0;  ///< that it ended in; 0: it never did
        std::string_view url;
        std::string_view charset;  ///< of what was fetched, as it was read
        std::string_view path;
        std::string_view location;  ///< where a redirect led
    };
    /// One that was opened again is pending, with what its last ending said.
    /// In the order of their ids.
    void each_url(const std::function<void(const known_url&)>& take);
    /// Those of them that are seeds, and pages of depth 0 that a redirect led to and that are not skipped.
    void each_seed(const std::function<void(const known_url&)>& take);
    /// Whether one that had ended, and is not skipped, is pending: a round that has not come to its end.
    [[nodiscard]] bool has_reopened();
    void each_host(const std::function<void(const host_row&)>& take);
    void each_robots(const std::function<void(robots_row)>& take);
    /// A value that was kept with `set_value`; empty: none.
    [[nodiscard]] std::string value(const std::string& key);
    /// Which round the endings from now on are of: 1 for a crawl that is made, more by each `begin_round`.
    [[nodiscard]] std::uint64_t round() const noexcept;

    // While the crawl runs.

    void set_value(std::string key, std::string value);
    /// Before what is done is opened again, to be asked whether it has changed.
    void begin_round();
    void add(new_url what);
    /// A URL was met on a shorter way or for more (a requisite that a page links to, too), or what held it back does not any
    /// more.
    void change(url_id which, std::uint32_t depth, html::link_kind kind, crawl::purpose purpose, verdict skipped);
    /// A URL has ended; `what` goes to the outputs, if it is not null, before the ending is committed.
    void settle(ending how, std::shared_ptr<page> what);
    /// It is to be asked for again: its ending stays known for the question whether it has changed, and what the next one
    /// does not say of its content (`not_modified`, a passing failure) stays as it was.
    void reopen(url_id which);
    /// In place of those that it had. Redirects are links too: they lead the check from a link to where it ends.
    void keep(page_links links);
    void keep(host_row row);
    void keep(robots_row row);
    /// An exchange that is no page of the crawl, for the outputs' archives only: nothing of it stands in the database.
    void keep(std::shared_ptr<page> exchange);

    /// What a job is made from: texts are not kept in memory.
    struct stored_url {
        url_id id = 0;
        std::string url;
        std::string referrer;  ///< empty for a seed
        std::string etag;
        std::string last_modified;
    };
    /// In the order of `which`; also of what was added and is not committed yet.
    ///
    /// Errors      Throws `state_error` if the database cannot be read.
    /// Cancelling  Ends the wait.
    [[nodiscard]] async::awaitable<std::vector<stored_url>> read(std::vector<url_id> which);

    /// The links that the endings of these came with, in the order of `which`.
    ///
    /// Errors, Cancelling  As for `read`.
    [[nodiscard]] async::awaitable<std::vector<std::vector<url_id>>> links_of(std::vector<url_id> which);

    /// Waits while more waits to be written than it wants to hold: 32 MiB, or 4,000 pages.
    ///
    /// Cancelling  Ends the wait.
    [[nodiscard]] async::awaitable<void> ready();

    /// Commits all that was added before; with `is_end` the outputs are finished too.
    ///
    /// Errors      Throws `state_error` if it cannot be, or could not before.
    /// Cancelling  Ends the wait: it is committed all the same.
    [[nodiscard]] async::awaitable<void> flush(bool is_end);

private:
    class impl;
    std::unique_ptr<impl> impl_;
};

}  // namespace trawl::crawl
