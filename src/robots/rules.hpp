#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "trawl/http/url.hpp"

namespace trawl::robots {

/// What a robots.txt says to one agent (RFC 9309), and the two records beside it that are widely obeyed: Crawl-delay and Sitemap.
///
/// Lines end with CR, LF or both. Names of records compare without case, and only as the RFC writes them: what is
/// misspelt or has no colon is passed over. All groups of an agent are one; without any, those of "*" count. A byte order
/// mark is passed over, and one of UTF-16 is believed.
///
/// Threads     A value: distinct objects may be used by distinct threads.
/// Limits      Parsing is linear. Lines that begin behind the first `max_size` bytes do not count.
class rules {
public:
    /// RFC 9309 section 2.5: at least this much must be read.
    static constexpr std::size_t max_size = std::size_t{500} * 1024;
    /// What is enough to give to `parse`: the line that crosses the limit is whole then.
    static constexpr std::size_t enough = max_size + std::size_t{16} * 1024;

    /// All that is said to nobody: everything is allowed.
    rules() = default;

    /// `agent` is a product token, or a whole User-Agent that begins with it.
    [[nodiscard]] static rules parse(std::string_view robots_txt, std::string_view agent);

    struct answer {
        bool allowed = true;
        /// Of the rule that decides, from 1; 0: none does.
        std::uint32_t line = 0;
        /// "Disallow: /private", as it stands there; empty: none.
        std::string rule;
    };

    /// Path and query count. The longest rule that matches decides, Allow between two of the same length.
    /// /robots.txt is always allowed.
    [[nodiscard]] answer check(const http::url& where) const;

    /// The first one that the agent's groups have; of what follows an agent's line and is no number: none.
    /// At most a day.
    [[nodiscard]] std::optional<std::chrono::milliseconds> crawl_delay() const noexcept { return crawl_delay_; }

    /// The agent's name as its first group has it, "*" for everybody's; empty: no group is meant for it.
    [[nodiscard]] const std::string& group() const noexcept { return group_; }
    /// Where that stands, from 1; 0: nowhere.
    [[nodiscard]] std::uint32_t group_line() const noexcept { return group_line_; }

    /// As they stand there, each once, in order: they may be relative to robots.txt, and may be no URLs at all.
    [[nodiscard]] const std::vector<std::string>& sitemaps() const noexcept { return sitemaps_; }

private:
    friend class rules_parser;

    struct rule {
        std::string pattern;  // normal_path::text
        std::size_t weight = 0;
        bool allows = false;
        std::uint32_t line = 0;
        std::string text;
    };

    std::vector<rule> rules_;  // those that decide first, first
    std::optional<std::chrono::milliseconds> crawl_delay_;
    std::string group_;
    std::uint32_t group_line_ = 0;
    std::vector<std::string> sitemaps_;
};

/// The sitemaps that are URLs, resolved against where robots.txt came from.
[[nodiscard]] std::vector<http::url> sitemap_urls(const rules& said, const http::url& robots_txt);

/// What the status of robots.txt says (RFC 9309 section 2.3.1).
enum class access : std::uint8_t {
    by_rules,     ///< 2xx: as the body says
    allowed,      ///< 4xx but 429, and a redirect that leads nowhere: there is none
    unreachable,  ///< 429, 5xx, and anything else: nothing is allowed for now; no reply at all is the same
};

[[nodiscard]] access access_by_status(int status) noexcept;

}  // namespace trawl::robots
