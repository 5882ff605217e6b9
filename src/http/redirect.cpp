#include "http/redirect.hpp"

#include <algorithm>
#include <array>

#include "http/field_syntax.hpp"

namespace trawl::http {
namespace {

constexpr std::array<std::string_view, 4> fields_of_an_origin{"Authorization", "Cookie", "Proxy-Authorization", "Host"};
constexpr std::array<std::string_view, 11> fields_of_a_body{
    "Content-Encoding", "Content-Language", "Content-Location",  "Content-Type", "Content-Length", "Content-Digest",
    "Repr-Digest",      "Digest",           "Transfer-Encoding", "Trailer",      "Expect"};

bool is_redirect(int status) noexcept {
    return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

std::string next_method(int status, std::string_view method) {
    const bool becomes_get = ((status == 301 || status == 302) && method == "POST") ||
                             (status == 303 && method != "GET" && method != "HEAD");
    return std::string{becomes_get ? "GET" : method};
}

error refused(std::string detail) {
    return {errc::redirect_refused, phase::redirect, {}, std::move(detail)};
}

/// Where Location leads, without user-info: that of the URL before is its sender's to use for the first request only,
/// that of Location is not ours, and either must not come back in a Referer or a record.
result<url> follow(std::string_view location, const url& current) {
    const auto resolved = resolve_url(location, current);
    if (!resolved) {
        const auto& failure = resolved.error();
        return refused(failure.detail.empty() ? std::string{"Location "} + std::string{name(failure.code)}
                                              : "Location: " + failure.detail);
    }
    const auto fragment = location.find('#') == std::string_view::npos ? current.fragment() : resolved->fragment();
    const url bare = resolved->without_credentials();
    return fragment.empty() ? bare : parse_url(bare.href() + std::string{fragment});
}

}  // namespace

result<std::optional<redirect>> next_redirect(int status, std::string_view method, const headers& reply,
                                              const url& current) {
    if (!is_redirect(status)) {
        return std::optional<redirect>{};
    }
    const auto values = reply.all("Location");
    const auto location = values.empty() ? std::string_view{} : trim_blanks(values.front());
    if (!std::ranges::all_of(values, [&](std::string_view value) { return trim_blanks(value) == location; })) {
        return refused("several Location fields that differ");
    }
    if (location.empty()) {
        return std::optional<redirect>{};
    }
    auto target = follow(location, current);
    if (!target) {
        return target.error();
    }
    const bool same_origin = target->same_origin(current);
    auto next = next_method(status, method);
    const bool keeps_body = next == method;
    return std::optional<redirect>{redirect{std::move(*target), std::move(next), keeps_body, same_origin}};
}

void erase_fields_of_origin(headers& fields) {
    for (const auto name : fields_of_an_origin) {
        fields.erase(name);
    }
}

void adapt_fields(headers& fields, const redirect& step) {
    if (!step.same_origin) {
        erase_fields_of_origin(fields);
    }
    if (!step.keeps_body) {
        for (const auto name : fields_of_a_body) {
            fields.erase(name);
        }
    }
}

std::string redirect_key(std::string_view method, const url& target) {
    return std::string{method} + ' ' + target.without_credentials().href();
}

}  // namespace trawl::http
