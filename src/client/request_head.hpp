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
};

/// Appends a request's head as it is sent (RFC 9112 sections 3 and 5): in origin form, with Host first. Host,
/// User-Agent, Accept and Accept-Encoding are added where `fields` has none of that name. Content-Length is always
/// ours, and Transfer-Encoding is never sent: how the body is framed is not the caller's to say.
///
/// Requires that `method` and the names are tokens and that the values hold no line end (asserted); a request can hide
/// no other one then.
void append_request_head(std::string& into, const request_parts& parts);

/// The Authorization that user name and password of a URL ask for (RFC 7617); nullopt if it has none.
[[nodiscard]] std::optional<std::string> basic_authorization(const url& where);

}  // namespace trawl::http
