#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <boost/asio/ip/address.hpp>

#include "crawl/payload.hpp"
#include "crawl/reason.hpp"
#include "crawl/url_id.hpp"
#include "crawl/visit.hpp"
#include "fetch/outcome.hpp"
#include "files/sha256.hpp"
#include "html/link.hpp"
#include "trawl/http/headers.hpp"
#include "trawl/http/url.hpp"

namespace trawl::crawl {

/// Whether the body is whole, and if not, why it ends (the words of WARC-Truncated).
enum class body_end : std::uint8_t { whole, length, time, disconnect };

/// The URL and the time of an earlier page that had the same content: the time of the one that came with it.
struct same_page {
    url_id id = 0;
    std::string url;                                ///< filled in by the state
    std::chrono::system_clock::time_point started;  ///< filled in by the state
};

/// All that one URL gave: what archives, records and link graphs are made of. A reply that is not 2xx, a redirect
/// included, is a page too.
///
/// Threads     Made on the loop, then given away whole: whoever has it may use it on any thread.
struct page final : fetch::product {
    url_id id = 0;
    /// The one that answered: the job's, or one that is the same page (see `page_settings::key_of`).
    http::url url;
    /// The job's, if it is another one: by it the crawl knows the page.
    std::optional<http::url> known_as;
    std::uint32_t depth = 0;
    html::link_kind kind = html::link_kind::seed;
    crawl::purpose purpose = purpose::page;
    std::string referrer;

    // The exchange.
    std::chrono::system_clock::time_point started;
    http::trace trace;
    /// As it was sent, with its last empty line, and "***" for what tells who we are; empty unless an archive wants it.
    std::string request_head;
    std::string method = "GET";
    int status = 0;
    int version = 11;  ///< 10 or 11
    std::string reason;
    http::headers fields;
    /// As it came: the transfer coding removed, the content coding kept. Only if an archive wants it.
    payload body;
    std::uint64_t wire_size = 0;
    std::array<unsigned char, 20> payload_sha1{};  ///< of `body`; only then
    body_end end = body_end::whole;

    // The content, decoded.
    std::uint64_t size = 0;
    files::sha256_digest sha256{};
    std::string media_type;  ///< "text/html", in lower case
    std::string charset;
    std::string path;  ///< of the mirrored file, relative to the folder; empty: none

    // What it says.
    std::string title;
    std::string text;  ///< only if wanted
    std::string language;
    std::vector<std::pair<std::string, std::string>> metas;  ///< name or property, and content
    std::vector<html::found_link> links;                     ///< header fields' and a redirect's target included
    std::string problem;                                     ///< why not all of a sitemap or feed could be read
    std::vector<std::string> ids;                            ///< what a fragment may name; only if wanted
    bool has_all_ids = false;                                ///< nothing else in it can be named
    bool is_html = false;
    /// The page, or the server, says that its links are not to be followed.
    bool nofollow = false;
    bool noindex = false;

    /// Why the body was not taken, or not all of it: `size` (--max-size; `end` is `length` then, and there are no links)
    /// or `type` (--content-type: nothing for the outputs; the links are there if it is HTML, as it may lead to what is
    /// wanted).
    verdict skipped;

    std::optional<same_page> same_as;
    bool is_not_modified = false;
    /// When the content came that is not modified; filled in by the state, if it knows.
    std::optional<std::chrono::system_clock::time_point> unmodified_since;

    explicit page(http::url where) : url(std::move(where)) {}

    [[nodiscard]] const http::url& known_url() const noexcept { return known_as ? *known_as : url; }
};

}  // namespace trawl::crawl
