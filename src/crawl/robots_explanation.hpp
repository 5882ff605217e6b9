#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "robots/rules.hpp"
#include "trawl/http/url.hpp"

namespace trawl::crawl {

/// How robots.txt of a URL was got, as far as it went.
struct robots_reply {
    /// Each URL that was asked, /robots.txt of the origin first, a redirect's target last. Not empty.
    std::vector<http::url> asked;
    int status = 0;  ///< of the last one that replied; 0: none did
    /// Why no reply came, or not all of one: "connect: connection refused", "too many redirects".
    std::string error;
    /// That is because redirects go round, or on and on: as good as no robots.txt (RFC 9309 section 2.3.1.2).
    bool leads_nowhere = false;
    std::string body;     ///< decoded; of a 2xx
    bool is_cut = false;  ///< there was more of it than was read
};

/// /robots.txt of the origin of a URL.
[[nodiscard]] http::url robots_txt_of(const http::url& where);

/// What that says: by status, and unreachable where something kept the reply away.
[[nodiscard]] robots::access access_of(const robots_reply& reply) noexcept;

/// Whether a crawl with this agent would ask for the URL.
[[nodiscard]] robots::rules::answer robots_verdict(const http::url& where, std::string_view agent,
                                                   const robots_reply& reply);

/// What `trawl robots URL --agent A` prints: what robots.txt came to, the group that is meant for the agent, the rule that decides and
/// its line, the delay between requests, the sitemaps, and the verdict. Whole lines; safe for a terminal.
[[nodiscard]] std::string explain_robots(const http::url& where, std::string_view agent, const robots_reply& reply);

}  // namespace trawl::crawl
