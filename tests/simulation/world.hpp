#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "trawl/async/clock.hpp"

namespace trawl::simulation {

using duration = async::clock::duration;

/// What a URL of the world truly is.
struct resource {
    enum class kind { page, redirect, missing };

    kind what = kind::page;
    /// Of a page its anchors; of a redirect where it leads. Whole URLs.
    std::vector<std::string> links;
    std::string body;                 ///< of a page
    std::uint64_t changes_after = 0;  ///< after so many requests a page has `later_body`; 0: never
    std::string later_body;
    bool is_private = false;  ///< robots.txt of its host refuses it

    [[nodiscard]] bool has_changed(std::uint64_t requests) const noexcept {
        return changes_after > 0 && requests >= changes_after;
    }
};

/// A server, by what it does to those who ask it.
struct host_nature {
    unsigned connect_faults = 0;  ///< percent of the connections that are not made
    unsigned reply_faults = 0;    ///< percent of the replies that are none
    duration latency{};           ///< before a connection stands
    duration slowest{};           ///< a good reply begins at the latest then
    duration idle_limit{};        ///< an idle connection is closed then
    bool has_robots = false;
    duration crawl_delay{};
    unsigned robots_faults = 0;  ///< so many of the first requests for robots.txt fail
};

/// A small web that a seed decides: its pages, what they link to, and its servers.
struct world {
    enum class kind {
        pages,  ///< to be crawled
        files   ///< to be fetched by name: some change, and redirects stay at their hosts
    };

    world(std::uint64_t seed, kind what);

    /// Null: there is no such URL.
    [[nodiscard]] const resource* find(const std::string& url) const;

    std::uint64_t seed;
    kind what;
    std::map<std::string, resource> resources;  ///< by URL
    std::map<std::string, host_nature> hosts;   ///< by name; of the crawl's scope
    std::vector<std::string> seeds;
};

/// What robots.txt of a host says, if it can be had.
[[nodiscard]] std::string robots_text(const host_nature& of);

}  // namespace trawl::simulation
