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
};

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
