#include "client/request_head.hpp"

#include <array>
#include <cassert>

#include "http/base64.hpp"

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

int hex_value(char digit) noexcept {
    constexpr std::string_view digits = "0123456789abcdef";
    const char lower = digit >= 'A' && digit <= 'F' ? static_cast<char>(digit + ('a' - 'A')) : digit;
    const std::size_t at = digits.find(lower);
    return at == std::string_view::npos ? -1 : static_cast<int>(at);
}

std::string percent_decoded(std::string_view text) {
    std::string bytes;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const int high = text[at] == '%' && at + 2 < text.size() ? hex_value(text[at + 1]) : -1;
        const int low = high >= 0 ? hex_value(text[at + 2]) : -1;
        if (low >= 0) {
            bytes += static_cast<char>(high * 16 + low);
            at += 2;
        } else {
            bytes += text[at];
        }
    }
    return bytes;
}

}  // namespace

void append_request_head(std::string& into, const request_parts& parts) {
    assert(is_token(parts.method));
    into += parts.method;
    into += ' ';
    into += parts.target.target();
    into += " HTTP/1.1\r\n";
    append_field(into, "Host", parts.fields.get("Host").value_or(parts.target.host_field()));
    if (!parts.user_agent.empty()) {
        append_default(into, parts.fields, "User-Agent", parts.user_agent);
    }
    append_default(into, parts.fields, "Accept", "*/*");
    append_default(into, parts.fields, "Accept-Encoding", parts.accept_encoding);
    for (std::size_t i = 0; i < parts.fields.size(); ++i) {
        const headers::field field = parts.fields[i];
        if (!is_ours(field.name)) {
            append_field(into, field.name, field.value);
        }
    }
    if (parts.body_size || expects_body(parts.method)) {
        append_field(into, "Content-Length", std::to_string(parts.body_size.value_or(0)));
    }
    into += "\r\n";
}

std::optional<std::string> basic_authorization(const url& where) {
    if (where.username().empty() && where.password().empty()) {
        return std::nullopt;
    }
    return "Basic " + base64(percent_decoded(where.username()) + ':' + percent_decoded(where.password()));
}

}  // namespace trawl::http
