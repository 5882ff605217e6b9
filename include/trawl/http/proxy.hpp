#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "trawl/http/error.hpp"
#include "trawl/http/url.hpp"

namespace trawl::http {

/// `socks5` resolves names here, `socks5h` lets the proxy do it.
enum class proxy_kind { http, https, socks5, socks5h };

struct proxy {
    proxy_kind kind = proxy_kind::http;
    std::string host;  ///< a name or an address, IPv6 without brackets
    std::uint16_t port = 0;
    std::string username;  ///< decoded; empty: none
    std::string password;

    friend bool operator==(const proxy&, const proxy&) = default;
};

/// Reads "http://user:password@host:port", "socks5h://host:port", "host:port" (http). Without a port: 1080 for all, as
/// curl does (443 for https).
[[nodiscard]] result<proxy> parse_proxy(std::string_view text);

/// Which proxy a request goes through; curl's rules for the environment (see `from_environment`).
struct proxy_rules {
    /// By the URL's scheme; nullopt: none.
    std::optional<proxy> for_http;
    std::optional<proxy> for_https;
    /// Hosts that are reached directly: see `bypasses`.
    std::string bypass;

    /// The proxy for a URL; nullopt: none.
    [[nodiscard]] std::optional<proxy> choose(const url& where) const;

    /// http_proxy (lower case only: HTTP_PROXY may come from a request's Proxy field in CGI), https_proxy and
    /// HTTPS_PROXY, all_proxy and ALL_PROXY, no_proxy and NO_PROXY; lower case wins, and an empty value is none.
    ///
    /// Errors      A value that is no proxy: `bad_url`, the detail names the variable, without a password.
    [[nodiscard]] static result<proxy_rules> from_environment(
        const std::function<const char*(const char* name)>& variable);
};

/// Whether `list` (no_proxy: commas or blanks between its tokens) holds a host: "*" alone is every host; a name holds
/// itself and its sub-domains, a dot before it does not count; addresses and CIDR blocks hold addresses; ports do not
/// count; no name is resolved.
[[nodiscard]] bool bypasses(std::string_view list, const url& where);

}  // namespace trawl::http
