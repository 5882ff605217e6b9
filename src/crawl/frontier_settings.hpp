#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "crawl/budget.hpp"
#include "trawl/http/url.hpp"

namespace trawl::crawl {

struct frontier_settings {
    /// Only for what follows from it: the judge says what is too deep. Nullopt: any.
    std::optional<std::uint32_t> max_depth;
    /// Of the crawl, and of each host (scheme, name and port).
    budget whole;
    budget of_host;
    /// Called once, when `whole` is spent while jobs are given out: those that have not started may be given back (`cancelled`).
    /// Empty: nobody wants to know. Not called for time, which passes by itself.
    std::function<void()> on_spent;
    /// The fingerprint of a URL's normal form.
    std::function<std::uint64_t(const http::url&)> key_of;
    /// Told of each seed that the user gave, in this run or an earlier one, before the first job. May be null.
    std::function<void(const http::url&)> on_seed;
    /// All that the judge goes by, in any form: when it is not what it was in the last run, the URLs that wait and those that
    /// were skipped are judged anew.
    std::string judged_by;
    /// As `judged_by`, of what is decided by robots.txt and the head of a reply: what these kept back is asked for again.
    std::string answers_judged_by;
    /// The state keeps the links of pages and their ids, to tell which links are broken.
    bool keeps_links = false;
    /// Asks again for what was fetched before `refresh_before`, to see whether it has changed.
    std::optional<std::chrono::system_clock::time_point> refresh_before;
    /// Jobs of a host that are given out at a time: enough for the host never to wait for the next one. Requires > 0.
    std::size_t jobs_per_host = 8;
};

}  // namespace trawl::crawl
