#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "fetch/job.hpp"
#include "files/part_state.hpp"
#include "http/validator.hpp"
#include "trawl/http/headers.hpp"

namespace trawl::fetch {

/// The bytes that a request asks for.
struct wanted_range {
    std::uint64_t first = 0;
    /// Included; nullopt: up to the end.
    std::optional<std::uint64_t> last;
    /// Empty: the range is wanted whatever the version.
    std::string if_range;

    /// "bytes=5-", "bytes=5-9".
    [[nodiscard]] std::string text() const;
};

/// What makes sure that a .part and the rest of it are of one version.
enum class trust {
    none,       ///< nothing: it cannot be gone on with
    validator,  ///< the place that it came from has named the version
    digest      ///< the digest that the file must have tells in the end
};

/// The URL that a .part from this place is recorded under: without user-info and fragment.
[[nodiscard]] std::string part_url(const http::url& place);

/// Whether `part` can be gone on with from the place with that index.
[[nodiscard]] trust trust_in(const files::part_state& part, const job& what, std::size_t place);

/// What is to be asked for. `last` is missing if nothing is there behind this range's bytes.
[[nodiscard]] wanted_range range_of(const files::segment& missing, const files::part_state& part, trust why);

/// The first segment that misses something; null if none does.
[[nodiscard]] const files::segment* first_missing(const std::vector<files::segment>& segments) noexcept;

/// What a reply to a request for a range is good for.
enum class range_reply {
    go_on,      ///< it has the bytes that were asked for, of the version that is there
    whole,      ///< it has all, from the first byte on
    complete,   ///< there is nothing more: what is there is the whole file
    ask_again,  ///< it is of no use: only the whole, asked for without a range, helps
    other       ///< it says something else than that: an error
};

/// `part`     What is there.
/// `asked`    The range that the request had.
/// `where`    The URL that answered. A validator is of one URL: another one is another version, unless only the query differs (a new
///            signature) and a strong ETag, Last-Modified and the length all agree.
/// `decodes`  Whether a coded body is decoded, so that its bytes are not those of the range.
[[nodiscard]] range_reply judge(const wanted_range& asked, const files::part_state& part, trust why, int status,
                                const http::headers& reply, const http::url& where, bool decodes);

/// The content coding of a reply's bytes as they are sent; empty: none.
[[nodiscard]] std::string coding_of(const http::headers& reply);

/// Whether the body of this reply is decoded by a session that decodes.
[[nodiscard]] bool is_coded(const http::headers& reply);

}  // namespace trawl::fetch
