#pragma once

#include <cstdint>
#include <string>

#include "crawl/url_id.hpp"
#include "fetch/job.hpp"
#include "html/link.hpp"

namespace trawl::crawl {

enum class purpose : std::uint8_t {
    page,       ///< its links are followed
    requisite,  ///< of a page: what it needs in turn (a style its images) is taken, its anchors are not
    sitemap,    ///< a list of URLs
    check,      ///< whether it is there (--check-links): its links are not followed
    check_ids,  ///< the same, and which ids it has: a link to it names one
};

/// Whether it is only looked at.
[[nodiscard]] constexpr bool is_check(purpose why) noexcept {
    return why == purpose::check || why == purpose::check_ids;
}

/// How much of a URL a purpose asks for: what is wanted for two is fetched for the one that asks for more.
[[nodiscard]] constexpr int rank(purpose why) noexcept {
    switch (why) {
        case purpose::check:
            return 0;
        case purpose::check_ids:
            return 1;
        case purpose::requisite:
            return 2;
        case purpose::page:
        case purpose::sitemap:
            break;
    }
    return 3;
}

/// A URL's turn: the details that the frontier gives each of its jobs. `job::number` is the id.
struct visit : fetch::job_details {
    url_id id = 0;
    host_id host = 0;
    html::link_kind kind = html::link_kind::seed;
    crawl::purpose purpose = purpose::page;
    /// From an earlier fetch, to ask whether it has changed; both empty: ask for it.
    std::string etag;
    std::string last_modified;
};

/// Requires a job of the crawl's frontier.
[[nodiscard]] inline const visit& visit_of(const fetch::job& what) {
    return static_cast<const visit&>(*what.details);
}

}  // namespace trawl::crawl
