#pragma once

#include <string>
#include <string_view>

#include "trawl/http/headers.hpp"

namespace trawl::http {

/// What tells the versions of one resource apart (RFC 9110 section 8.8).
struct validator {
    /// As sent, with its quotes and its W/; empty: none.
    std::string etag;
    /// As sent; empty: none, or not at least a second older than the reply's Date, so that there may be two versions
    /// with the same one.
    std::string last_modified;

    friend bool operator==(const validator&, const validator&) = default;
};

/// Whether two bodies with this ETag are the same byte by byte. False for a weak one, and for what is no entity-tag.
[[nodiscard]] bool is_strong_etag(std::string_view text) noexcept;

/// What a reply says. A field that comes twice and differs, or cannot be read, counts as none.
[[nodiscard]] validator validator_of(const headers& reply);

/// What If-Range may hold: the ETag if it is strong, else Last-Modified; empty: nothing, a range of that version
/// cannot be asked for. With a weak ETag too the date is used, though RFC 9110 section 13.1.5 is stricter: many
/// servers of plain files have no others, and the tag is compared in the reply (see `contradicts`).
///
/// Lifetime    A view of `of`.
[[nodiscard]] std::string_view if_range(const validator& of) noexcept;

/// Whether a reply says that it is of this version: it repeats the strong ETag or the Last-Modified, and neither
/// differs. One that is missing in either says nothing.
[[nodiscard]] bool confirms(const validator& known, const headers& reply);

/// Whether a reply is of another version: it has an ETag or a Last-Modified that differs.
[[nodiscard]] bool contradicts(const validator& known, const headers& reply);

}  // namespace trawl::http
