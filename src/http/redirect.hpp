#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "trawl/http/error.hpp"
#include "trawl/http/headers.hpp"
#include "trawl/http/url.hpp"

namespace trawl::http {

/// The request that a redirect asks for, as it differs from the one before.
struct redirect {
    /// Without user name and password, whoever gave them; with the fragment of the URL before if Location has none (RFC
    /// 9110 section 10.2.2).
    url target;
    std::string method;
    /// Whether the body of the request before is sent again.
    bool keeps_body;
    /// Whether scheme, host and port are those of the URL before.
    bool same_origin;
};

/// What to do about the reply to a request for `current` (RFC 9110 section 15.4; the Fetch standard's method rules, as
/// browsers do): 301 and 302 make GET of POST, 303 makes GET of all but GET and HEAD, 307 and 308 keep the method.
///
/// Result      nullopt if the reply is the final one: another status (300 and 304 included), or no Location, or an
///             empty one.
/// Errors      `redirect_refused`: Location is no URL, has another scheme than http and https, or comes twice and
///             differs.
/// Limits      Whether to follow once more (number, loops) is the caller's to decide: see `redirect_key`.
[[nodiscard]] result<std::optional<redirect>> next_redirect(int status, std::string_view method, const headers& reply,
                                                            const url& current);

/// Removes what is for one origin only: Authorization, Cookie, Proxy-Authorization and Host.
void erase_fields_of_origin(headers& fields);

/// Makes the fields of the request before fit the redirect. To another origin, Authorization, Cookie,
/// Proxy-Authorization and Host are removed; without a body, so are the fields that describe one (RFC 9110
/// section 15.4).
void adapt_fields(headers& fields, const redirect& step);

/// Two requests of one chain with the same key are a loop: the method, and the URL without fragment, user name and
/// password.
[[nodiscard]] std::string redirect_key(std::string_view method, const url& target);

}  // namespace trawl::http
