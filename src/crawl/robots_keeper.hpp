#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "crawl/state.hpp"
#include "fetch/traffic.hpp"
#include "trawl/async/awaitable.hpp"
#include "trawl/http/error.hpp"
#include "trawl/http/request.hpp"
#include "trawl/http/session.hpp"
#include "trawl/http/url.hpp"

namespace trawl::robots {

class rules;

}  // namespace trawl::robots

namespace trawl::crawl {

struct robots_fetched;

/// What robots.txt comes to for one URL.
struct robots_answer {
    enum class kind : std::uint8_t {
        allowed,
        denied,       ///< by the rule that `why` has
        put_off,      ///< it could not be had yet: to be asked again after `pause`
        unreachable,  ///< it could not be had, several times: nothing of this origin is asked for in this run
    };
    kind what = kind::allowed;
    /// "line 12: Disallow: /private"; "unreachable: HTTP 503".
    std::string why;
    std::chrono::milliseconds pause{};
    /// Why no reply came, if it was that.
    std::optional<http::error> failure;
    /// It was fetched just now: one request of the host more, in this attempt or in one beside it.
    bool was_asked = false;
};

struct robots_settings {
    /// Product token, or a whole User-Agent.
    std::string agent = "trawl";
    /// Sent with each request.
    http::headers fields;
    /// Where those of `fields` that are for one origin may go. Null: everywhere.
    std::function<bool(const http::url&)> is_ours;
    std::function<std::optional<http::credentials>(const http::url&)> login;
    /// Takes what is to be remembered over runs: `state::keep`. May be null.
    std::function<void(robots_row)> keep;
    /// Takes each exchange that gave a reply, for an archive: `state::keep`. Of redirects only the last one. May be null.
    std::function<void(std::shared_ptr<page>)> archive;
    /// Takes the sitemaps that a robots.txt names, each time that it was fetched, before `keep`. May be null.
    std::function<void(const http::url& where, std::vector<http::url> sitemaps)> on_sitemaps;
    std::chrono::seconds lifetime = std::chrono::hours{24};
    /// Before each further try; after the last one it is given up for this run.
    std::vector<std::chrono::milliseconds> pauses{std::chrono::seconds{1}, std::chrono::seconds{3},
                                                  std::chrono::seconds{9}};
    /// For a body to come: one that drips would hold up its host for as long as it likes.
    std::chrono::milliseconds max_reading = std::chrono::minutes{1};
    /// A server that wants us to wait longer is not asked again in this run.
    std::chrono::milliseconds max_retry_after = std::chrono::minutes{2};

    robots_settings() = default;
};

/// The robots.txt of each origin, by RFC 9309: fetched once before the origin's first page, and again when it is a day old.
/// 4xx, a file that is none and too many redirects let everything pass; 5xx, 429 and no reply let nothing.
///
/// Lifetime    Must outlive its waiters.
/// Threads     Not thread-safe: all calls on one executor.
/// Limits      Reads 500 KiB. Crawl-delay counts up to 60 seconds. Keeps the rules of 10,000 origins, or of 16 MiB of text: of
///             more, those not asked for longest are fetched again. Rules that are out of date hold on while no new ones can be had.
class robots_keeper {
public:
    robots_keeper(http::session& http, robots_settings settings);
    ~robots_keeper();
    robots_keeper(const robots_keeper&) = delete;
    robots_keeper& operator=(const robots_keeper&) = delete;

    /// Takes in what an earlier run kept; what is out of date is passed over.
    void remember(const robots_row& row);

    /// Whether a URL may be asked for. Fetches robots.txt of its origin if need be, once for all that ask meanwhile, and tells
    /// the lane of its Crawl-delay.
    ///
    /// Cancelling  Ends the wait; if it was this call that fetched, another that waits fetches in its place.
    [[nodiscard]] async::awaitable<robots_answer> ask(const http::url& where, fetch::traffic& lane);

    /// How many URLs were refused.
    [[nodiscard]] std::uint64_t denied() const noexcept { return denied_; }

private:
    struct origin;
    class asking;
    using generation = std::unordered_map<std::string, std::shared_ptr<origin>>;

    [[nodiscard]] std::shared_ptr<origin> origin_of(const std::string& name);
    async::awaitable<void> fetch(origin& into, http::url of, fetch::traffic& lane);
    void note_failure(origin& of, const http::url& where, robots_fetched ended, system_time started);
    void tell_sitemaps(const robots::rules& said, const http::url& location);
    void keep(robots_row row);

    http::session& http_;
    robots_settings settings_;
    generation young_;
    generation old_;
    std::size_t young_bytes_ = 0;
    std::uint64_t denied_ = 0;
};

}  // namespace trawl::crawl
