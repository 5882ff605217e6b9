#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "crawl/permission.hpp"
#include "files/folder.hpp"
#include "trawl/async/clock.hpp"
#include "trawl/http/headers.hpp"
#include "trawl/http/request.hpp"
#include "trawl/http/url.hpp"

namespace trawl::crawl {

/// Where the bodies of pages go as files.
struct page_mirror {
    files::folder where;
    /// The name of a page's file, relative to the folder. Called once the head of a page has come that will be kept.
    std::function<std::string(const http::url& where, std::string_view media_type)> name_for;
};

/// What the fetches of a crawl have in common.
struct page_settings {
    /// Asked before each attempt's first request; null: all may be asked for.
    permission* limits = nullptr;
    /// Sent with each request, in place of ours of the same name.
    http::headers fields;
    /// Where those of `fields` that are for one origin (Authorization, Cookie) may go. Null: everywhere.
    std::function<bool(const http::url&)> is_ours;
    /// Who we are at a URL. Null, or nullopt: whom the URL says.
    std::function<std::optional<http::credentials>(const http::url&)> login;
    /// The product token that robots directives are for: "trawl".
    std::string agent = "trawl";
    /// What is the same page for the crawl: a redirect to it is followed in place. Null: the URL without its fragment.
    std::function<std::string(const http::url&)> key_of;

    /// nullopt: no files.
    std::optional<page_mirror> mirror;
    /// An archive wants the request's head, and the body as it came.
    bool keeps_payload = false;
    /// Where an unnamed file is made for a body of more than `memory_size`. nullopt: all bodies stay in memory.
    std::optional<files::folder> scratch;
    std::size_t memory_size = std::size_t{1} << 20;

    bool keeps_text = false;
    /// The ids of pages, for fragments to be verified.
    bool keeps_ids = false;
    bool takes_forms = false;
    /// Of decoded content, that is read for its links; of a sitemap all that may be one.
    std::uint64_t max_parse = std::uint64_t{16} << 20;

    /// Bytes of a body, decoded or not. nullopt: no limit.
    std::optional<std::uint64_t> max_size;
    /// Media types that are kept: "text/html", "image/*", in lower case. Empty: all.
    std::vector<std::string> content_types;
    /// A decoded body of over 1 MiB may be this many times its coded size.
    std::uint64_t max_expansion = 1000;
    /// Bytes a second, over any `min_speed_time` of waiting for a body; 0: no such limit.
    std::uint64_t min_speed = 0;
    async::clock::duration min_speed_time = std::chrono::seconds{30};

    page_settings() = default;
};

}  // namespace trawl::crawl
