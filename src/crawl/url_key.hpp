#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "trawl/http/url.hpp"

namespace trawl::crawl {

/// Which URLs are taken for the same beyond what every server must take for the same.
struct key_options {
    /// The order of parameters does not count; that of equal names among themselves does.
    bool sort_query = false;
    /// Parameters that only tell where a visitor came from do not count (utm_source, gclid, fbclid ...).
    bool drop_tracking = false;
    /// "www.example.org" is "example.org".
    bool ignore_www = false;
    /// http is https, where both have their own port or the same.
    bool ignore_scheme = false;

    friend bool operator==(const key_options&, const key_options&) = default;
};

/// What a URL is known by: two URLs that have the same one are one URL. Never to be fetched: it may be another page.
///
/// Without user name, password, fragment and an empty query; %-escapes of letters, digits, "-._~" are undone, others are in
/// upper case; characters that RFC 3986 does not allow as they stand are escaped. Host, default port and dot segments are
/// in order already.
[[nodiscard]] std::string normal_form(const http::url& where, const key_options& options);

/// 64 bits of it, well mixed. The same for ever for one seed: it stands in the state. Those who do not know the seed cannot
/// prepare two texts with the same; it is no cryptographic promise.
[[nodiscard]] std::uint64_t fingerprint(std::string_view normal_form, std::uint64_t seed = 0) noexcept;

/// The options that differ from the defaults, for the question whether a state was made with the same: "sort_query,ignore_www".
[[nodiscard]] std::string to_text(const key_options& options);

}  // namespace trawl::crawl
