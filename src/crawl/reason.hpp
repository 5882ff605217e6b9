#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace trawl::crawl {

/// Why a URL that was found is not fetched, or what it led to was not taken further. The words of `name` stand in the
/// state and in exports: they do not change.
enum class reason : std::uint8_t {
    none,
    scope,      ///< outside of what the crawl is about: another host, folder, domain
    excluded,   ///< --exclude, or not --include
    depth,      ///< further from the seeds than --depth
    robots,     ///< robots.txt says no; the detail has its rule and line
    nofollow,   ///< each link to it says nofollow, or its page does
    duplicate,  ///< the content is that of another URL
    budget,     ///< --max-pages, --max-bytes, --max-time, or one of a host
    type,       ///< not one of --content-type
    size,       ///< over --max-size
    trap,       ///< looks like one of endlessly many: the detail says which rule
    scheme,     ///< neither http nor https
    bad_url,    ///< no URL
    kind,       ///< a kind of link that is not followed: a form, a requisite without --requisites
    parked,     ///< its host failed too often in a row
};

[[nodiscard]] std::string_view name(reason why) noexcept;
[[nodiscard]] std::optional<reason> reason_of(std::string_view name) noexcept;

/// What a rule says of a URL. `why` is `none`: nothing against it.
struct verdict {
    reason why = reason::none;
    /// Which limit, rule or pattern: "--depth 3", "robots.txt line 12: Disallow: /private", "path repeats /a/b 3 times".
    std::string detail;

    verdict() = default;
    verdict(reason because, std::string of) : why(because), detail(std::move(of)) {}

    [[nodiscard]] bool is_good() const noexcept { return why == reason::none; }
};

}  // namespace trawl::crawl
