#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace trawl::http {

/// What a Set-Cookie value says (RFC 6265bis section 5.6).
struct set_cookie {
    std::string name;
    std::string value;
    /// Without a dot before it, lower case; as far as it is ASCII, else as it stands. Empty: not said.
    std::string domain;
    /// Empty: not said, or not from the root.
    std::string path;
    /// nullopt: the session's. At most 400 days ahead.
    std::optional<std::chrono::sys_seconds> expiry;
    bool secure = false;
    bool http_only = false;
};

inline constexpr std::size_t max_cookie_size = 4096;  ///< of name and value together

/// Whether text may be part of a cookie: it has no control character but the tab.
[[nodiscard]] bool is_cookie_text(std::string_view text) noexcept;

/// Whether a cookie of this name, whatever its case, keeps what "__Secure-" and "__Host-" promise.
[[nodiscard]] bool keeps_prefix_promise(std::string_view name, bool secure, bool host_only,
                                        std::string_view path) noexcept;

/// Result      nullopt for what is not to be stored: control characters, over `max_cookie_size`, no name (RFC 6265; the
///             newer draft would store it), a tab in a place that a cookie file could not give back.
[[nodiscard]] std::optional<set_cookie> parse_set_cookie(std::string_view text, std::chrono::sys_seconds now);

}  // namespace trawl::http
