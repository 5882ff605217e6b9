#pragma once

#include <string>
#include <type_traits>

#include <boost/system/error_code.hpp>

#include "trawl/http/error.hpp"

namespace trawl::net {

enum class net_errc {
    tls_cut = 1  ///< TLS: the connection ended without close_notify (RFC 8446 section 6.1)
};

[[nodiscard]] boost::system::error_code make_error_code(net_errc code) noexcept;

/// Values are OpenSSL's error codes; messages its reasons: "wrong version number".
[[nodiscard]] const boost::system::error_category& tls_category() noexcept;

/// Values are OpenSSL's X509_V_ERR codes: "certificate has expired".
[[nodiscard]] const boost::system::error_category& certificate_category() noexcept;

/// What a failed operation of a connection, or on the way to one, means for the request.
///
/// `expired`   Whether our own deadline ended it: `timed_out` whatever the code is.
/// Result      An end of the stream is `closed` before a reply's first byte, `protocol` in its head and `truncated` in
///             its body; an abort that was neither expiry nor cancellation (somebody closed the connection on our side)
///             is `closed`.
[[nodiscard]] http::error to_error(boost::system::error_code code, http::phase where, bool expired = false,
                                   std::string detail = {});

}  // namespace trawl::net

template <>
struct boost::system::is_error_code_enum<trawl::net::net_errc> : std::true_type {};
