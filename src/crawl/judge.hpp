#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "crawl/reason.hpp"
#include "crawl/scope.hpp"
#include "crawl/traps.hpp"
#include "crawl/url_filter.hpp"
#include "crawl/visit.hpp"
#include "html/link.hpp"
#include "trawl/http/url.hpp"

namespace trawl::crawl {

/// Whether what a page needs to look as it should is taken: images, styles, scripts, media.
enum class requisite_rule : std::uint8_t {
    none,
    styles,  ///< those in scope only, for what they need in turn
    in_scope,
    all,  ///< also from other hosts
};

struct judge_settings {
    crawl::scope scope = scope::host;
    /// More hosts in scope: see `seed_scope`.
    std::vector<std::string> span_hosts;
    /// Regular expressions: see `url_filter`. Seeds are taken whatever these say; requisites and sitemaps need no inclusion.
    std::vector<std::string> include;
    std::vector<std::string> exclude;
    requisite_rule requisites = requisite_rule::in_scope;
    /// Links away from the seeds; nullopt: any number.
    std::optional<std::uint32_t> max_depth;
    /// rel=nofollow and the like do not count.
    bool follows_nofollow = false;
    /// The targets of forms that are sent by GET.
    bool takes_forms = false;
    /// Links to what is out of scope, too deep, or no page, are looked at once: `purpose::check`, `purpose::check_ids`.
    bool checks_links = false;
    trap_limits traps;
};

/// All of them, so that two texts differ where a URL might be judged differently: the state's `judge`.
[[nodiscard]] std::string to_text(const judge_settings& settings);

/// A URL that was met.
struct candidate {
    const http::url& where;
    html::link_kind kind = html::link_kind::anchor;
    /// Its link says it, or its page.
    bool nofollow = false;
    bool is_inert = false;
    /// What it will have if it is taken.
    std::uint32_t depth = 0;
    /// The page that it was met on; null: a seed.
    const http::url* from = nullptr;
    crawl::purpose from_purpose = purpose::page;
    /// Of kind `sitemap`: a sitemap itself, not an entry of one that lists pages.
    bool is_sitemap = false;
    /// Its page has the content of another, and `allows_copy` refused it: with `checks_links` it is looked at, and goes no further.
    bool is_on_duplicate = false;
};

/// Decides what is taken, of all that may be told from the URL, the link and what was taken before. Whether it was met
/// before, budgets of pages, and robots.txt are others' matters.
///
/// Threads     Not thread-safe.
class judge {
public:
    /// Errors      Throws std::invalid_argument for a regular expression or a host that is none, naming it.
    explicit judge(const judge_settings& settings);

    /// A URL that the user gave; when a crawl goes on, also a page of depth 0 that a redirect led to.
    void add_seed(const http::url& seed) { scope_.add_seed(seed); }

    /// Whether it is taken. A page of depth 0 that a redirect led to comes from a seed: it is taken, and from now on a seed itself.
    ///
    /// Once for each URL that is not known yet, or that was refused before: what it lets through is counted as taken.
    [[nodiscard]] verdict ask(const candidate& what);

    /// As `ask`, of a URL that is taken already and is met on another way: without the traps, nothing is counted.
    [[nodiscard]] verdict ask_again(const candidate& what) const;

    /// What for, if it is taken.
    [[nodiscard]] purpose purpose_of(const candidate& what) const;

    /// An earlier run has taken it, as a link of this kind, for this purpose.
    void remember(const http::url& taken, html::link_kind kind, purpose why);

    /// See `traps`.
    [[nodiscard]] bool allows_copy(std::uint32_t followed) const noexcept { return traps_.allows_copy(followed); }
    [[nodiscard]] verdict refuse_link_of_copy() { return traps_.refuse_link_of_copy(); }

    /// How many URLs each trap has refused in this run.
    [[nodiscard]] const std::array<std::uint64_t, trap_count>& trapped() const noexcept { return traps_.refused(); }

private:
    [[nodiscard]] verdict check(const candidate& what) const;
    [[nodiscard]] verdict check_kind(const candidate& what) const;
    [[nodiscard]] verdict check_place(const candidate& what) const;
    [[nodiscard]] bool is_only_checked(const candidate& what) const;
    [[nodiscard]] bool takes_requisite(html::link_kind kind) const noexcept;
    [[nodiscard]] bool is_too_deep(const candidate& what) const noexcept;

    judge_settings settings_;
    seed_scope scope_;
    url_filter filter_;
    traps traps_;
};

}  // namespace trawl::crawl
