#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "trawl/http/url.hpp"

namespace trawl::crawl {

enum class sitemap_kind : std::uint8_t {
    none,    ///< something else
    urlset,  ///< pages
    index,   ///< further sitemaps
    text,    ///< pages, one a line
    feed,    ///< pages: entries of RSS or Atom
};

struct sitemap_entry {
    http::url where;
    /// As it stands there, "2026-11-23" or "Mon, 23 Nov 2026 17:00:00 GMT"; empty: not said.
    std::string last_modified;
};

struct sitemap {
    sitemap_kind kind = sitemap_kind::none;
    std::vector<sitemap_entry> entries;
    /// It goes on, and a limit or its own end in the middle kept the rest away.
    bool is_cut = false;
    /// What is wrong with it, the first of it; empty: nothing. What could be read is there all the same.
    std::string problem;
};

/// Reads a sitemap (sitemaps.org: XML, an index of sitemaps, text) or a feed (RSS 0.9 to 2.0, Atom), gzipped or not, in pieces as it comes.
///
/// What it is, is seen from what it begins with: Content-Type lies often. Names of elements count, not their namespaces, which are often
/// wrong; elements of another prefix (image:loc) belong to others. Entries may be on any host: which to follow is the caller's choice.
/// A document type declaration is passed over: no entity but XML's own five stands for anything, and nothing is ever loaded.
///
/// Lifetime    Keeps nothing of what it is given.
/// Threads     A value: distinct objects may be used by distinct threads. CPU work, does not block.
/// Limits      The first `max_entries` entries and the first `max_size` bytes when unzipped; linear time.
class sitemap_reader {
public:
    /// What sitemaps.org allows.
    static constexpr std::size_t max_entries = 50'000;
    static constexpr std::size_t max_size = std::size_t{50} << 20U;

    /// `content_type` is the field of the reply, for its charset; may be empty.
    sitemap_reader(http::url location, std::string content_type);
    sitemap_reader(sitemap_reader&&) noexcept;
    sitemap_reader& operator=(sitemap_reader&&) noexcept;
    ~sitemap_reader();

    void feed(std::string_view bytes);

    /// Whether the rest would make no difference.
    [[nodiscard]] bool has_enough() const noexcept;

    /// Ends the document. To be called once, last.
    [[nodiscard]] sitemap finish();

private:
    class implementation;
    std::unique_ptr<implementation> implementation_;
};

}  // namespace trawl::crawl
