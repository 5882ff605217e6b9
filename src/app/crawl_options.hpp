#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "app/options.hpp"
#include "crawl/budget.hpp"
#include "crawl/traps.hpp"
#include "output/link_report.hpp"

namespace trawl::app {

/// Where the crawl starts, and how it goes on from an earlier run.
struct crawl_input {
    std::vector<std::string> seeds;
    std::string list;  ///< of further ones; empty: none; "-": standard input
    bool refresh = false;
    async::clock::duration older_than{};
};

/// Which URLs are taken.
struct crawl_reach {
    std::string scope = "host";
    std::vector<std::string> span_hosts;
    std::vector<std::string> include;
    std::vector<std::string> exclude;
    std::optional<std::uint64_t> depth;
    std::vector<std::string> content_types;
    std::optional<std::uint64_t> max_size;
    bool requisites = false;
    bool no_requisites = false;
    bool forms = false;
    bool no_sitemaps = false;
    bool sort_query = false;
    bool drop_tracking = false;
    bool ignore_www = false;
    bool ignore_scheme = false;
    bool ignore_robots = false;
    crawl::trap_limits traps;
    std::string agent;  ///< the product token that robots.txt speaks to
};

/// A report of the links that were checked.
struct link_report_file {
    output::link_report_format format;
    std::string path;  ///< "-": standard output
};

struct crawl_output {
    std::string folder;  ///< not empty, if something is to be crawled
    bool mirror = false;
    bool convert_links = false;
    std::string jsonl;  ///< empty: none
    bool text = false;
    std::string warc;  ///< prefix of the files' names; empty: none
    std::optional<std::uint64_t> warc_max_size{std::uint64_t{1} << 30};
    std::string links;  ///< empty: none
    bool check_links = false;
    std::vector<link_report_file> reports;

    /// Whether pages go anywhere but into the state.
    [[nodiscard]] bool keeps_pages() const noexcept {
        return mirror || !jsonl.empty() || !warc.empty() || !links.empty();
    }
};

/// What a crawl in a folder came to: nothing is fetched.
struct crawl_query {
    bool status = false;
    std::string what;  ///< of --export; empty: nothing
    std::string format = "json";

    [[nodiscard]] bool is_asked() const noexcept { return status || !what.empty(); }
};

/// `trawl crawl`, as it was asked for.
struct crawl_options : run_options {
    crawl_input input;
    crawl_output output;
    crawl_query query;
    crawl_reach reach;
    crawl::budget whole;
    crawl::budget of_host;
};

}  // namespace trawl::app
