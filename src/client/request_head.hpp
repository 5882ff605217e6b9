#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "trawl/http/headers.hpp"
#include "trawl/http/url.hpp"

namespace trawl::http {

/// What a request's head is made of.
struct request_parts {
    std::string_view method;
    const url& target;
    const headers& fields;
    std::string_view user_agent;
    std::string_view accept_encoding;
    /// nullopt: there is no body.
    std::optional<std::size_t> body_size;
    /// What we add for this sending, where `fields` has none of that name; empty: nothing.
    std::string_view authorization = {};
    std::string_view cookies = {};
    std::string_view proxy_authorization = {};
    /// It goes to a proxy that forwards it: in absolute form.
    bool is_forwarded = false;
};

/// Appends a request's head as it is sent (RFC 9112 sections 3 and 5): in origin form, or absolute form for a proxy, with
/// Host first. Host, User-Agent, Accept and Accept-Encoding are added where `fields` has none of that name.
/// Content-Length is always ours, and Transfer-Encoding is never sent: how the body is framed is not the caller's to say.
/// Proxy-Authorization, whoever gave it, is for a proxy that forwards the request: no origin sees it.
///
/// Requires that `method` and the names are tokens and that the values hold no line end (asserted); a request can hide
/// no other one then.
void append_request_head(std::string& into, const request_parts& parts);

}  // namespace trawl::http
