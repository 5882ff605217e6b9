#pragma once

#include <chrono>
#include <optional>

#include "crawl/robots_explanation.hpp"
#include "crawl/robots_keeper.hpp"
#include "fetch/traffic.hpp"
#include "robots/rules.hpp"
#include "trawl/async/awaitable.hpp"
#include "trawl/http/error.hpp"
#include "trawl/http/session.hpp"
#include "trawl/http/url.hpp"

namespace trawl::crawl {

/// What asking for a robots.txt gave.
struct robots_fetched {
    robots_reply reply;
    robots::access what = robots::access::unreachable;
    /// Why no reply came, or not all of one.
    std::optional<http::error> failure;
    /// Another try is of no use.
    bool is_final = false;
    /// How long the server wants to be left alone.
    std::optional<std::chrono::milliseconds> pause;

    robots_fetched() = default;
};

/// Asks for /robots.txt of this URL's origin, through up to 5 redirects, to other hosts too.
///
/// Limits      The first 500 KiB are read.
/// `lane`      Gives each redirect its turn; null: nobody waits for one.
[[nodiscard]] async::awaitable<robots_fetched> fetch_robots(http::session& http, const robots_settings& settings,
                                                            http::url of, fetch::traffic* lane);

}  // namespace trawl::crawl
