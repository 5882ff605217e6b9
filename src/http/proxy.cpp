#include "trawl/http/proxy.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <utility>

#include <arpa/inet.h>

#include "http/field_syntax.hpp"
#include "trawl/http/headers.hpp"
#include "url/percent.hpp"

namespace trawl::http {
namespace {

constexpr std::uint16_t default_port = 1080;
constexpr std::uint16_t default_https_port = 443;

error no_proxy(errc code, std::string detail) {
    return {code, phase::proxy, {}, std::move(detail)};
}

std::optional<proxy_kind> kind_of(std::string_view scheme) {
    constexpr std::array<std::pair<std::string_view, proxy_kind>, 4> kinds{{{"http", proxy_kind::http},
                                                                            {"https", proxy_kind::https},
                                                                            {"socks5", proxy_kind::socks5},
                                                                            {"socks5h", proxy_kind::socks5h}}};
    for (const auto& [name, kind] : kinds) {
        if (same_name(name, scheme)) {
            return kind;
        }
    }
    return std::nullopt;
}

bool names_a_port(std::string_view authority) {
    const auto host = authority.substr(authority.rfind('@') + 1);
    const auto colon = host.find(':', host.starts_with('[') ? std::min(host.find(']'), host.size()) : 0);
    return colon != std::string_view::npos && colon + 1 < host.size();
}

/// An address in network order: 4 or 16 bytes; empty: not an address.
std::string address_bytes(std::string_view text) {
    if (text.starts_with('[') && text.ends_with(']')) {
        text = text.substr(1, text.size() - 2);
    }
    const std::string terminated{text};
    std::string bytes(16, '\0');
    if (inet_pton(AF_INET, terminated.c_str(), bytes.data()) == 1) {
        bytes.resize(4);
    } else if (inet_pton(AF_INET6, terminated.c_str(), bytes.data()) != 1) {
        bytes.clear();
    }
    return bytes;
}

bool same_start(std::string_view left, std::string_view right, std::size_t bits) {
    const std::size_t whole = bits / 8;
    if (left.substr(0, whole) != right.substr(0, whole)) {
        return false;
    }
    const unsigned rest = bits % 8;
    const auto difference = rest == 0 ? 0U : static_cast<unsigned>(left[whole] ^ right[whole]) & 0xFFU;
    return (difference >> (8 - rest)) == 0;
}

bool holds_address(std::string_view token, std::string_view address) {
    const auto slash = token.find('/');
    const std::string block = address_bytes(token.substr(0, slash));
    if (block.size() != address.size()) {
        return false;
    }
    const std::size_t all = block.size() * 8;
    const auto bits = slash == std::string_view::npos ? all : parse_number(token.substr(slash + 1)).value_or(all + 1);
    return bits <= all && same_start(block, address, bits);
}

std::string_view without_last_dot(std::string_view name) {
    return name.substr(0, name.size() - (name.ends_with('.') ? 1 : 0));
}

bool holds_name(std::string_view token, std::string_view host) {
    token = without_last_dot(token.substr(token.starts_with('.') ? 1 : 0));
    if (token.empty() || token.size() > host.size()) {
        return false;
    }
    const auto before = host.size() - token.size();
    return same_name(host.substr(before), token) && (before == 0 || host[before - 1] == '.');
}

/// The value of the first of these variables that has one, and its name.
std::pair<const char*, std::string_view> first_set(const std::function<const char*(const char*)>& variable,
                                                   std::initializer_list<const char*> names) {
    for (const char* const name : names) {
        if (const char* const value = variable(name); value != nullptr && *value != '\0') {
            return {name, value};
        }
    }
    return {"", ""};
}

result<std::optional<proxy>> proxy_of(const std::function<const char*(const char*)>& variable,
                                      std::initializer_list<const char*> names) {
    const auto [name, value] = first_set(variable, names);
    if (value.empty()) {
        return std::optional<proxy>{};
    }
    auto parsed = parse_proxy(value);
    if (!parsed) {
        return no_proxy(errc::bad_url, std::string(name) + ": " + parsed.error().detail);
    }
    return std::optional{std::move(*parsed)};
}

}  // namespace

result<proxy> parse_proxy(std::string_view text) {
    proxy made;
    if (const auto mark = text.find("://"); mark != std::string_view::npos) {
        const auto kind = kind_of(text.substr(0, mark));
        if (!kind) {
            return no_proxy(errc::unsupported_scheme, "a proxy is http, https, socks5 or socks5h");
        }
        made.kind = *kind;
        text.remove_prefix(mark + 3);
    }
    // As the URL standard reads an authority; the scheme's own default port is not the proxy's.
    const auto where = parse_url("http://" + std::string(text));
    if (!where || text.empty() || text.find_first_of("/\\") == 0) {
        return no_proxy(errc::bad_url, where ? "no host" : where.error().detail);
    }
    if (where->path() != "/" || !where->query().empty() || !where->fragment().empty() || where->port() == 0) {
        return no_proxy(errc::bad_url, where->port() == 0 ? "port 0" : "a proxy has no path");
    }
    const auto fallback = made.kind == proxy_kind::https ? default_https_port : default_port;
    made.host = where->host_name();
    made.port = names_a_port(text.substr(0, text.find_first_of("/?#"))) ? where->port() : fallback;
    made.username = percent_decoded(where->username());
    made.password = percent_decoded(where->password());
    return made;
}

std::optional<proxy> proxy_rules::choose(const url& where) const {
    const auto& chosen = where.is_https() ? for_https : for_http;
    return chosen && !bypasses(bypass, where) ? chosen : std::nullopt;
}

result<proxy_rules> proxy_rules::from_environment(const std::function<const char*(const char* name)>& variable) {
    proxy_rules rules;
    auto http = proxy_of(variable, {"http_proxy", "all_proxy", "ALL_PROXY"});
    if (!http) {
        return http.error();
    }
    auto https = proxy_of(variable, {"https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"});
    if (!https) {
        return https.error();
    }
    rules.for_http = std::move(*http);
    rules.for_https = std::move(*https);
    rules.bypass = first_set(variable, {"no_proxy", "NO_PROXY"}).second;
    return rules;
}

bool bypasses(std::string_view list, const url& where) {
    constexpr std::string_view separators = " \t,";
    if (list == "*") {
        return true;
    }
    const std::string address = where.host_is_address() ? address_bytes(where.host_name()) : std::string();
    const auto host = without_last_dot(where.host_name());
    while (true) {
        const auto start = list.find_first_not_of(separators);
        if (start == std::string_view::npos) {
            return false;
        }
        const auto token = list.substr(start, list.find_first_of(separators, start) - start);
        if (address.empty() ? holds_name(token, host) : holds_address(token, address)) {
            return true;
        }
        list.remove_prefix(start + token.size());
    }
}

}  // namespace trawl::http
