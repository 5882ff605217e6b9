#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include <boost/system/error_code.hpp>
#include <boost/system/result.hpp>

namespace trawl::http {

/// What can happen to any URL. Cancellation is not among them: it is the exception `operation_aborted`.
enum class errc {
    bad_url,             ///< not a URL by the WHATWG standard
    unsupported_scheme,  ///< neither http nor https
    dns_not_found,       ///< the name does not exist, or has no address
    dns_failed,          ///< the resolver could not tell
    refused,             ///< connection refused
    unreachable,         ///< no route, or every address failed in different ways
    reset,               ///< connection reset, or broken pipe
    closed,              ///< the peer closed the connection before the first byte of a reply
    timed_out,           ///< the limit of the phase passed
    tls,                 ///< TLS handshake or record failure
    certificate,         ///< the peer's certificate was refused
    protocol,            ///< the reply is not HTTP/1.1 (RFC 9112)
    truncated,           ///< the reply ended before its body was whole
    too_large,           ///< head, body or expansion is over its limit
    content_coding,      ///< the body's content coding is unknown, damaged or cut short
    too_many_redirects,  ///< over the limit
    redirect_loop,       ///< the same request again
    redirect_refused,    ///< to a scheme other than http and https, or a Location that is no URL
    denied,              ///< an address that `connect_options::deny_private` keeps us from
    proxy,               ///< the proxy refused, or its reply is none
    too_slow,            ///< fewer bytes than the least that was asked for
    system               ///< a limit of this machine: descriptors, memory, ports
};

/// Where in a request's life it happened.
enum class phase { queue, dns, connect, proxy, tls, send, first_byte, head, body, redirect };

/// A failure of one request: what, where, and the system's own reason.
struct error {
    errc code{};
    phase where{};
    /// The system's, resolver's or TLS library's reason; clear when `code` says it all.
    boost::system::error_code cause;
    /// More, for people: "192.0.2.1:443", "Content-Length twice, 5 and 6", "certificate has expired".
    std::string detail;

    /// Only because `result::error()` wants one to give when there is no error.
    error() = default;
    error(errc what, phase place, boost::system::error_code reason = {}, std::string more = {})
        : code(what), where(place), cause(reason), detail(std::move(more)) {}
};

/// A value, or the error that kept it from being there.
template <class T>
using result = boost::system::result<T, error>;

/// Names as they stand in records and logs: "timed_out", "first_byte".
[[nodiscard]] std::string_view name(errc code) noexcept;
[[nodiscard]] std::string_view name(phase where) noexcept;

/// One line for people: "connect to 192.0.2.1:443: connection refused".
[[nodiscard]] std::string message(const error& failure);

/// What `result<T>::value()` does with an error: throws `std::runtime_error` with its message.
[[noreturn]] void throw_exception_from_error(const error& failure, const boost::source_location& where);

}  // namespace trawl::http
