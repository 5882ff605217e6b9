#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "trawl/http/error.hpp"
#include "trawl/http/headers.hpp"

namespace trawl::net {

/// Status line and fields of a reply. Made to be used again: a second reply in the same object allocates nothing.
struct reply_head {
    int status = 0;
    int version = 11;  ///< 10 or 11
    std::string reason;
    http::headers fields;
};

/// Parses a whole reply head (RFC 9112 sections 4 and 5): status line, field lines, and the empty line that ends it.
///
/// Lines may end in LF alone; a status line may lack the space before an empty reason. A folded value (section 5.2)
/// becomes one line.
///
/// Errors      `protocol`: no HTTP/1.0 or HTTP/1.1 status line, a bad name, NUL, bare CR or another control character,
///             Content-Length malformed or together with Transfer-Encoding. `too_large`: more than `max_fields`, or
///             over 4 KiB of folded value. Phase `head`.
/// Limits      Linear time. `into` holds something unspecified after an error.
[[nodiscard]] http::result<void> parse_head(std::string_view block, std::size_t max_fields, reply_head& into);

/// Parses the trailer fields of a chunked body (RFC 9112 section 7.1.2), with the empty line that ends them. Fields
/// that would frame a body are left out (RFC 9110 section 6.5.1). Errors as above, phase `body`.
[[nodiscard]] http::result<void> parse_trailers(std::string_view block, std::size_t max_fields, http::headers& into);

}  // namespace trawl::net
