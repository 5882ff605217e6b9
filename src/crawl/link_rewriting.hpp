#pragma once

#include <string>
#include <string_view>

#include "crawl/mirror_names.hpp"
#include "crawl/mirror_targets.hpp"
#include "trawl/http/url.hpp"

namespace trawl::crawl {

/// The file of a page, and where it came from.
struct linked_file {
    const http::url& where;
    std::string_view path;  ///< beneath the mirror's folder
    linked_format format;
    std::string_view charset = {};  ///< as of Content-Type; empty: as the file says, or looks
};

/// The bytes of a document or a style sheet with its links made fit for reading it from the disk: those to mirrored files
/// become relative paths, others absolute URLs. A base element is made to say nothing. Everything else stays as it is, byte
/// by byte, in any encoding.
///
/// Limits      Linear time. The first 1,000,000 links.
[[nodiscard]] std::string with_local_links(std::string_view bytes, const linked_file& of,
                                           const mirror_targets& targets);

/// The reference from one file to another: "../b/c%3Fx=1.html". Both beneath the mirror's folder.
[[nodiscard]] std::string relative_reference(std::string_view from, std::string_view to);

}  // namespace trawl::crawl
