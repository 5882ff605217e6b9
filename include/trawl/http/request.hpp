#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "trawl/async/awaitable.hpp"
#include "trawl/async/clock.hpp"
#include "trawl/http/cookie_jar.hpp"
#include "trawl/http/headers.hpp"
#include "trawl/http/url.hpp"

namespace trawl::http {

/// Limits of one request, each for its own phase; `total` for all of them, redirects included. nullopt: no limit.
struct timeouts {
    std::optional<async::clock::duration> dns = std::chrono::seconds{10};
    /// Until one of the addresses has answered (RFC 8305), for each connection that is made.
    std::optional<async::clock::duration> connect = std::chrono::seconds{10};
    std::optional<async::clock::duration> tls = std::chrono::seconds{10};
    /// From the request's last byte to the head of the final reply.
    std::optional<async::clock::duration> first_byte = std::chrono::seconds{30};
    /// Between two pieces of a body, the request's or the reply's.
    std::optional<async::clock::duration> idle = std::chrono::seconds{30};
    std::optional<async::clock::duration> total = std::nullopt;
};

/// Who we are to a server. Either a user name and password, sent as Basic (RFC 7617) without being asked or, where the
/// server asks for it, as Digest (RFC 7616: MD5, SHA-256, SHA-512-256, the strongest that it offers); or a token, sent
/// as Bearer (RFC 6750). All of them are of one request: connections are shared by users, as none of them is of a
/// connection.
struct credentials {
    std::string username;
    std::string password;
    /// Not empty: Bearer, and the two above do not count. Requires that `is_field_value` holds for it.
    std::string token;
    /// Without it the password itself never goes over the wire: only Digest.
    bool allow_basic = true;

    credentials() = default;
};

/// One request as a caller wants it. Host, User-Agent, Accept and Accept-Encoding are added if they are not set.
/// Content-Length follows from `body`; Transfer-Encoding is not sent. Requires a method and fields that `is_token` and
/// `is_field_value` hold for.
struct request {
    std::string method = "GET";
    url target;
    headers fields;
    /// Sent with Content-Length; nullopt: none. Shared, so that a retry or a redirect copies nothing.
    std::shared_ptr<const std::string> body;
    /// For the origin of `target` only: never for another one that a redirect leads to. They win over those in the URL,
    /// which count as a login too; Authorization in `fields` wins over both.
    std::optional<credentials> login;
    /// Its server is none that the session's client certificate is for: it is shown none.
    bool is_abroad = false;
    /// Awaited before each further request that this one leads to, with the URL that is asked next: where a redirect leads,
    /// or the same again with the answer to a 401. May be empty.
    std::function<async::awaitable<void>(const url& next)> before_next;
    /// If not null, filled with the head of each request that this one leads to as it is sent, what tells who we are
    /// included: the last one stays. Must live until `send` returns.
    std::string* sent_head = nullptr;
    /// In place of the session's; null: the session's.
    std::shared_ptr<cookie_jar> cookies;
    /// If not null, gets the Set-Cookie values of the replies on the way as they come, whatever a jar makes of them. Must live until
    /// `send` returns.
    std::vector<std::string>* set_cookies = nullptr;
    /// Fills in `trace::tls_facts`.
    bool wants_tls_facts = false;
    /// In place of the session's.
    std::optional<timeouts> limits;
    std::optional<unsigned> max_redirects;

    explicit request(url where) : target(std::move(where)) {}
};

}  // namespace trawl::http
