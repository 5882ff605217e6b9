#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "crawl/frontier.hpp"
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

}  // namespace trawl::crawl
