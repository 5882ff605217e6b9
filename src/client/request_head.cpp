#include "client/request_head.hpp"

#include <cassert>

namespace trawl::http {

namespace {

void append_field(std::string& into, std::string_view name, std::string_view value) {
    assert(is_token(name) && is_field_value(value));
    into += name;
    into += ": ";
    into += value;
    into += "\r\n";
}

void append_default(std::string& into, const headers& fields, std::string_view name, std::string_view value) {
    if (!fields.contains(name)) {
        append_field(into, name, value);
    }
}

bool is_ours(std::string_view name) noexcept {
    return same_name(name, "Host") || same_name(name, "Content-Length") || same_name(name, "Transfer-Encoding");
}

// RFC 9110 section 8.6: without a body, these methods say so.
bool expects_body(std::string_view method) noexcept {
    return method == "POST" || method == "PUT" || method == "PATCH";
}

void append_target(std::string& into, const request_parts& parts) {
    if (parts.is_forwarded) {
        into += parts.target.scheme();
        into += "://";
        into += parts.target.host_field();
    }
    into += parts.target.target();
}

// What holds for one sending only.
void append_credentials(std::string& into, const request_parts& parts) {
    if (!parts.authorization.empty()) {
        append_default(into, parts.fields, "Authorization", parts.authorization);
    }
    if (!parts.cookies.empty()) {
        append_default(into, parts.fields, "Cookie", parts.cookies);
    }
    if (parts.is_forwarded && !parts.proxy_authorization.empty()) {
        append_default(into, parts.fields, "Proxy-Authorization", parts.proxy_authorization);
    }
}

}  // namespace

void append_request_head(std::string& into, const request_parts& parts) {
    assert(is_token(parts.method));
    into += parts.method;
    into += ' ';
    append_target(into, parts);
    into += " HTTP/1.1\r\n";
    append_field(into, "Host", parts.fields.get("Host").value_or(parts.target.host_field()));
    if (!parts.user_agent.empty()) {
        append_default(into, parts.fields, "User-Agent", parts.user_agent);
    }
    append_default(into, parts.fields, "Accept", "*/*");
    append_default(into, parts.fields, "Accept-Encoding", parts.accept_encoding);
    append_credentials(into, parts);
    for (std::size_t i = 0; i < parts.fields.size(); ++i) {
        const headers::field field = parts.fields[i];
        if (!is_ours(field.name) && (parts.is_forwarded || !same_name(field.name, "Proxy-Authorization"))) {
            append_field(into, field.name, field.value);
        }
    }
    if (parts.body_size || expects_body(parts.method)) {
        append_field(into, "Content-Length", std::to_string(parts.body_size.value_or(0)));
    }
    into += "\r\n";
}

}  // namespace trawl::http
