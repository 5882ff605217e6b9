#include "net/errors.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <boost/asio/error.hpp>

#include "trawl/async/errors.hpp"

namespace trawl::net {
namespace {

using boost::system::error_code;
using http::errc;
using http::phase;

class net_category_type final : public boost::system::error_category {
public:
    [[nodiscard]] const char* name() const noexcept override { return "trawl.net"; }
    [[nodiscard]] std::string message(int) const override { return "connection ended without close_notify"; }
};

class tls_category_type final : public boost::system::error_category {
public:
    [[nodiscard]] const char* name() const noexcept override { return "tls"; }
    [[nodiscard]] std::string message(int code) const override {
        // Does nothing when they are loaded; an error may be told before the first handshake.
        OPENSSL_init_ssl(OPENSSL_INIT_LOAD_SSL_STRINGS | OPENSSL_INIT_LOAD_CRYPTO_STRINGS, nullptr);
        const char* const reason = ERR_reason_error_string(static_cast<unsigned>(code));
        return reason != nullptr ? reason : "TLS failure " + std::to_string(code);
    }
};

class certificate_category_type final : public boost::system::error_category {
public:
    [[nodiscard]] const char* name() const noexcept override { return "certificate"; }
    [[nodiscard]] std::string message(int code) const override { return X509_verify_cert_error_string(code); }
};

errc end_of_stream(phase where) {
    switch (where) {
        case phase::tls:
            return errc::tls;
        case phase::head:
            return errc::protocol;
        case phase::body:
            return errc::truncated;
        default:
            return errc::closed;
    }
}

errc otherwise(phase where) {
    switch (where) {
        case phase::dns:
            return errc::dns_failed;
        case phase::connect:
            return errc::unreachable;
        default:
            return errc::system;
    }
}

constexpr std::array system_codes = std::to_array<std::pair<int, errc>>({
    {ECONNREFUSED, errc::refused},
    {ECONNRESET, errc::reset},
    {ECONNABORTED, errc::reset},
    {EPIPE, errc::reset},
    {ENOTCONN, errc::reset},
    {ETIMEDOUT, errc::timed_out},
    {EHOSTUNREACH, errc::unreachable},
    {ENETUNREACH, errc::unreachable},
    {EHOSTDOWN, errc::unreachable},
    {ENETDOWN, errc::unreachable},
    {EAFNOSUPPORT, errc::unreachable},
    {EACCES, errc::unreachable},
    {EPERM, errc::unreachable},
    {EMFILE, errc::system},
    {ENFILE, errc::system},
    {ENOMEM, errc::system},
    {ENOBUFS, errc::system},
});

std::optional<errc> of_system(error_code code) {
    if (code.category() != boost::system::system_category() && code.category() != boost::system::generic_category()) {
        return std::nullopt;
    }
    const auto* const found = std::find_if(system_codes.begin(), system_codes.end(),
                                           [&](const auto& known) { return known.first == code.value(); });
    return found != system_codes.end() ? std::optional(found->second) : std::nullopt;
}

errc meaning(error_code code, phase where) {
    namespace failure = boost::asio::error;
    if (code == async::make_error_code(async::async_errc::timed_out)) {
        return errc::timed_out;
    }
    if (code == failure::eof || code == make_error_code(net_errc::tls_cut)) {
        return end_of_stream(where);
    }
    if (code == failure::operation_aborted) {
        return errc::closed;
    }
    if (code == failure::host_not_found || code == failure::no_data) {
        return errc::dns_not_found;
    }
    if (code == failure::host_not_found_try_again || code == failure::no_recovery) {
        return errc::dns_failed;
    }
    if (code.category() == certificate_category()) {
        return errc::certificate;
    }
    if (code.category() == tls_category()) {
        return errc::tls;
    }
    return of_system(code).value_or(otherwise(where));
}

}  // namespace

error_code make_error_code(net_errc code) noexcept {
    static const net_category_type category;
    return {static_cast<int>(code), category};
}

const boost::system::error_category& tls_category() noexcept {
    static const tls_category_type category;
    return category;
}

const boost::system::error_category& certificate_category() noexcept {
    static const certificate_category_type category;
    return category;
}

namespace {

// What OpenSSL's reasons do not say to those who do not know it.
constexpr std::array tls_explanations = std::to_array<std::pair<int, std::string_view>>({
    {SSL_R_WRONG_VERSION_NUMBER, "the server does not seem to speak TLS on that port"},
    {SSL_R_HTTP_REQUEST, "the server does not seem to speak TLS on that port"},
    {SSL_R_TLSV1_ALERT_PROTOCOL_VERSION, "the server speaks no version of TLS that we do"},
    {SSL_R_UNSUPPORTED_PROTOCOL, "the server speaks no version of TLS that we do"},
    {SSL_R_WRONG_SSL_VERSION, "the server speaks no version of TLS that we do"},
    {SSL_R_SSLV3_ALERT_HANDSHAKE_FAILURE, "the server takes none of our ciphers, or wants a client certificate"},
    {SSL_R_TLSV13_ALERT_CERTIFICATE_REQUIRED, "the server wants a client certificate"},
    {SSL_R_TLSV1_ALERT_UNKNOWN_CA, "the server does not know who made our client certificate"},
    {SSL_R_TLSV1_UNRECOGNIZED_NAME, "the server does not know that host"},
    {SSL_R_DH_KEY_TOO_SMALL, "the server's key exchange is too weak"},
    {SSL_R_UNSAFE_LEGACY_RENEGOTIATION_DISABLED, "the server's TLS is too old (RFC 5746)"},
});

std::string_view explanation(error_code code) noexcept {
    if (code.category() != tls_category()) {
        return {};
    }
    const int reason = ERR_GET_REASON(static_cast<unsigned long>(code.value()));
    const auto* const found = std::ranges::find(tls_explanations, reason, &std::pair<int, std::string_view>::first);
    return found != tls_explanations.end() ? found->second : std::string_view();
}

}  // namespace

http::error to_error(error_code code, phase where, bool expired, std::string detail) {
    if (expired) {
        return {errc::timed_out, where, {}, std::move(detail)};
    }
    if (detail.empty()) {
        detail = explanation(code);
    }
    return {meaning(code, where), where, code, std::move(detail)};
}

}  // namespace trawl::net
