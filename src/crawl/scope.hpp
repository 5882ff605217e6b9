#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "crawl/reason.hpp"
#include "crawl/site.hpp"
#include "trawl/http/url.hpp"

namespace trawl::crawl {

/// What of the web a crawl is about, seen from its seeds.
enum class scope : std::uint8_t {
    page,    ///< the seeds themselves
    prefix,  ///< their hosts, below their folders: what stands up to the last '/' of their paths
    host,    ///< their hosts: same name and port, http or https
    domain,  ///< all hosts of their registered domains, on any port
    any
};

[[nodiscard]] std::string_view name(scope which) noexcept;
[[nodiscard]] std::optional<scope> scope_of(std::string_view name) noexcept;

/// Tells what is in scope of any of the seeds.
///
/// Threads     Not thread-safe.
class seed_scope {
public:
    /// `span_hosts` More hosts that are in scope, wholly: "cdn.example.org" on any port, "localhost:8080", "*.example.org"
    ///             for its sub-domains (not itself).
    /// Errors      Throws std::invalid_argument for one that is no host, naming it.
    seed_scope(scope which, const std::vector<std::string>& span_hosts);

    /// Once more of the same costs nothing.
    void add_seed(const http::url& seed);

    [[nodiscard]] verdict check(const http::url& where) const;
    /// As `check`, of a list of URLs: of `prefix` it is the host that counts, its sitemaps stand where they stand.
    [[nodiscard]] verdict check_list(const http::url& where) const;

private:
    [[nodiscard]] bool is_inside(const http::url& where) const;
    [[nodiscard]] bool is_spanned(const http::url& where) const;

    scope which_;
    std::optional<sites> sites_;  // of scope::domain: the list takes some milliseconds to read
    /// Normal forms, hosts or domains, as the scope has it.
    std::unordered_set<std::string> inside_;
    std::unordered_map<std::string, std::vector<std::string>> prefixes_;
    std::unordered_set<std::string> spanned_;
    /// ".example.org"
    std::vector<std::string> spanned_below_;
};

}  // namespace trawl::crawl
