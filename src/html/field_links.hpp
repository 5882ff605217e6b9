#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "html/link.hpp"
#include "trawl/http/headers.hpp"
#include "trawl/http/url.hpp"

namespace trawl::html {

/// The links in the header fields of a reply from `location`: Link (RFC 8288; those with an anchor of another document are left out), Refresh and
/// Location, in this order. `element` is "header", `attribute` the name of the field in lower case.
///
/// Limits      1,000 links.
[[nodiscard]] std::vector<found_link> links_of_fields(const http::headers& fields, const http::url& location);

/// What a link element or a Link field with these relations leads to; nullopt if to nothing that could be fetched as a document or a part of one
/// (dns-prefetch, preconnect, pingback).
[[nodiscard]] std::optional<link_kind> kind_of_relations(std::string_view rel) noexcept;

}  // namespace trawl::html
