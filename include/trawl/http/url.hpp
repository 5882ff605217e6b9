#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "trawl/http/error.hpp"

namespace trawl::http {

/// An absolute http or https URL as the WHATWG URL standard sees it (https://url.spec.whatwg.org): what a browser would fetch.
/// Always valid: the parse functions are the only way to make one. Holds the serialized form, the "href", and where its parts are.
///
/// Lifetime    Views that it gives live until it is assigned to or destroyed.
/// Threads     A value: distinct objects may be used by distinct threads.
class url {
public:
    /// The serialized URL, with credentials and fragment. Not for logs: see `redacted`.
    [[nodiscard]] const std::string& href() const noexcept { return text_; }

    /// "http" or "https".
    [[nodiscard]] std::string_view scheme() const noexcept;
    [[nodiscard]] bool is_https() const noexcept;

    /// Percent-encoded, as they stand in the URL; empty if there are none.
    [[nodiscard]] std::string_view username() const noexcept;
    [[nodiscard]] std::string_view password() const noexcept;

    /// Lower case, ASCII (punycode); an IPv6 address in brackets.
    [[nodiscard]] std::string_view host() const noexcept;
    /// The host as a resolver or `make_address` takes it: an IPv6 address without brackets.
    [[nodiscard]] std::string_view host_name() const noexcept;
    [[nodiscard]] bool host_is_address() const noexcept;

    /// The port, the scheme's default if the URL names none.
    [[nodiscard]] std::uint16_t port() const noexcept;
    [[nodiscard]] bool has_default_port() const noexcept;

    /// Starts with '/'.
    [[nodiscard]] std::string_view path() const noexcept;
    /// With its '?'; empty if there is none (or nothing behind the '?').
    [[nodiscard]] std::string_view query() const noexcept;
    /// With its '#'; empty if there is none (or nothing behind the '#').
    [[nodiscard]] std::string_view fragment() const noexcept;

    /// What stands in the request line: path and query, without the fragment (RFC 9112 section 3.2.1). An empty query keeps its '?'.
    [[nodiscard]] std::string_view target() const noexcept;
    /// The Host field: host, and the port if it is not the scheme's default (RFC 9110 section 7.2).
    [[nodiscard]] std::string_view host_field() const noexcept;

    /// With "***" in place of the password, or of a user name that stands alone, which may be a token: for records, logs
    /// and messages.
    [[nodiscard]] std::string redacted() const;
    /// Without user name, password and fragment.
    [[nodiscard]] url without_credentials() const;

    /// Same scheme, host and port (RFC 6454).
    [[nodiscard]] bool same_origin(const url& other) const noexcept;

    friend bool operator==(const url& left, const url& right) noexcept { return left.text_ == right.text_; }

private:
    friend class url_parser;
    url() = default;

    std::string text_;
    // Where each part ends or starts in text_, in the order of the text.
    std::uint32_t scheme_end_ = 0;    // before "://"
    std::uint32_t username_end_ = 0;  // from scheme_end_ + 3
    std::uint32_t host_start_ = 0;    // behind '@' if there is one
    std::uint32_t host_end_ = 0;
    std::uint32_t path_start_ = 0;
    std::uint32_t query_start_ = 0;     // of the '?', or of what follows the path
    std::uint32_t fragment_start_ = 0;  // of the '#', or the end
    std::uint16_t port_ = 0;
    bool host_is_address_ = false;
};

/// Parses an absolute URL.
///
/// Errors      `errc::unsupported_scheme` for another scheme, `errc::bad_url` for what a browser refuses, a relative reference included; `detail` says why.
/// Limits      Linear time. Over 1 MiB of text is `errc::too_large`. Text need not be UTF-8: in the user name, password, path, query and fragment
///             each byte over 0x7E is percent-encoded as it stands; in the host, invalid UTF-8 is `bad_url`.
[[nodiscard]] result<url> parse_url(std::string_view text);

/// Resolves a reference (a link, a Location) against a base.
[[nodiscard]] result<url> resolve_url(std::string_view reference, const url& base);

/// As `parse_url`, for text as typed by people: without a scheme it means http:// ("example.org/a", "localhost:8080", "//example.org/a").
/// A name with a dot, or "localhost", then ':' and digits is a host and port; any other name before a ':' is a scheme.
///
/// Errors      `errc::bad_url` for a path or for blanks where a host should be; `errc::unsupported_scheme` for "mailto:x" and the like.
[[nodiscard]] result<url> parse_typed_url(std::string_view text);

}  // namespace trawl::http
