#pragma once

#include <chrono>
#include <span>
#include <string>
#include <string_view>

#include "crawl/page.hpp"
#include "files/digest.hpp"

namespace trawl::output {

// The texts that records of an archive are made of.

/// "WARC-Type: response" and the like: appends a field and its line break.
void append_field(std::string& out, std::string_view name, std::string_view value);

/// "2026-11-23T10:33:49.123Z".
[[nodiscard]] std::string warc_date(std::chrono::system_clock::time_point when);

/// The URL without user-info and fragment.
[[nodiscard]] std::string warc_uri(const http::url& where);

/// "sha1:2FWLQ6E3YSJFVC5FXWLNMNS6O7MW3LNH": base32 of RFC 4648 for SHA-1, as tools write it; of other algorithms
/// hexadecimal digits.
[[nodiscard]] std::string warc_digest(const files::digest& value);

/// The head of a reply as an archive keeps it, with its last empty line.
[[nodiscard]] std::string archived_head(const crawl::page& what);

/// The word of WARC-Truncated; empty: the body is whole.
[[nodiscard]] std::string_view truncation_of(const crawl::page& what);

/// The head of a request without its secrets.
[[nodiscard]] std::string archived_request(std::string_view head);

}  // namespace trawl::output
