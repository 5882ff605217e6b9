#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "crawl/frontier.hpp"
#include "crawl/page.hpp"
#include "crawl/state.hpp"
#include "crawl/url_id.hpp"
#include "crawl/visit.hpp"

namespace trawl::crawl {

/// What links are judged by: where they stand.
struct crawl_frontier::source {
    url_id id = 0;                     ///< 0: the user
    const http::url* where = nullptr;  ///< null: the user
    std::uint32_t depth = 0;
    crawl::purpose purpose = purpose::page;
    std::uint32_t hops = 0;  ///< redirects in a row that led there
    bool nofollow = false;
    /// It, or a redirect on the way to it, set a cookie.
    bool has_cookie = false;
    /// The URL that had its content first, if its links are not followed for that, but for requisites. 0: none.
    url_id same_as = 0;
    /// For the jobs that its links become; made when the first one needs it.
    mutable std::shared_ptr<const std::string> text;

    [[nodiscard]] std::shared_ptr<const std::string> referrer() const {
        if (!text && where != nullptr) {
            text = std::make_shared<const std::string>(where->href());
        }
        return text;
    }
};

/// One whose ending is not told to the state yet.
struct crawl_frontier::ended_page {
    host_id host = 0;
    std::shared_ptr<page> what;  ///< null: no head of a reply came
    ending how;
    source from;
    std::size_t next_link = 0;
    std::vector<kept_link> kept;  ///< of those that are to be checked
};

}  // namespace trawl::crawl
