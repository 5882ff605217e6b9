#include "net/errors.hpp"

#include <cerrno>
#include <ostream>
#include <vector>

#include <gtest/gtest.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509_vfy.h>
#include <boost/asio/error.hpp>

#include "trawl/async/errors.hpp"

namespace trawl::net {
namespace {

using boost::system::error_code;
using http::errc;
using http::phase;
namespace failure = boost::asio::error;

struct row {
    error_code code;
    phase where;
    errc expected;
};

void PrintTo(const row& what, std::ostream* out) {
    *out << what.code.message() << " in " << http::name(what.where) << " is " << http::name(what.expected);
}

error_code of_system(int value) {
    return {value, boost::system::system_category()};
}
error_code of_openssl(int reason) {
    return {static_cast<int>(ERR_PACK(ERR_LIB_SSL, 0, reason)), tls_category()};
}

class ToError : public testing::TestWithParam<row> {};

TEST_P(ToError, KeepsPhaseAndCauseAndTellsTheMeaning) {
    const auto result = to_error(GetParam().code, GetParam().where, false, "a detail");
    EXPECT_EQ(result.code, GetParam().expected);
    EXPECT_EQ(result.where, GetParam().where);
    EXPECT_EQ(result.cause, GetParam().code);
    EXPECT_EQ(result.detail, "a detail");
}

INSTANTIATE_TEST_SUITE_P(
    Table, ToError,
    testing::Values(
        row{of_system(ECONNREFUSED), phase::connect, errc::refused},
        row{of_system(ENETUNREACH), phase::connect, errc::unreachable},
        row{of_system(EHOSTUNREACH), phase::connect, errc::unreachable},
        row{of_system(EHOSTUNREACH), phase::body, errc::unreachable},
        row{of_system(EADDRNOTAVAIL), phase::connect, errc::unreachable},
        row{of_system(EACCES), phase::connect, errc::unreachable},
        row{of_system(ETIMEDOUT), phase::connect, errc::timed_out},
        row{of_system(ETIMEDOUT), phase::body, errc::timed_out}, row{of_system(EMFILE), phase::connect, errc::system},
        row{of_system(ENFILE), phase::dns, errc::system}, row{of_system(ENOMEM), phase::send, errc::system},
        row{of_system(ENOBUFS), phase::send, errc::system}, row{of_system(ECONNRESET), phase::connect, errc::reset},
        row{of_system(ECONNRESET), phase::tls, errc::reset}, row{of_system(ECONNRESET), phase::first_byte, errc::reset},
        row{of_system(ECONNRESET), phase::body, errc::reset}, row{of_system(EPIPE), phase::send, errc::reset},
        row{failure::connection_reset, phase::body, errc::reset}, row{of_system(EIO), phase::body, errc::system},
        row{failure::host_not_found, phase::dns, errc::dns_not_found},
        row{failure::no_data, phase::dns, errc::dns_not_found},
        row{failure::host_not_found_try_again, phase::dns, errc::dns_failed},
        row{failure::no_recovery, phase::dns, errc::dns_failed}, row{of_system(EIO), phase::dns, errc::dns_failed},
        row{async::async_errc::timed_out, phase::dns, errc::timed_out}, row{failure::eof, phase::tls, errc::tls},
        row{failure::eof, phase::send, errc::closed}, row{failure::eof, phase::first_byte, errc::closed},
        row{failure::eof, phase::head, errc::protocol}, row{failure::eof, phase::body, errc::truncated},
        row{net_errc::tls_cut, phase::tls, errc::tls}, row{net_errc::tls_cut, phase::first_byte, errc::closed},
        row{net_errc::tls_cut, phase::head, errc::protocol}, row{net_errc::tls_cut, phase::body, errc::truncated},
        row{of_openssl(SSL_R_WRONG_VERSION_NUMBER), phase::tls, errc::tls},
        row{of_openssl(SSL_R_DECRYPTION_FAILED_OR_BAD_RECORD_MAC), phase::body, errc::tls},
        row{error_code(X509_V_ERR_CERT_HAS_EXPIRED, certificate_category()), phase::tls, errc::certificate},
        row{failure::operation_aborted, phase::first_byte, errc::closed}));

TEST(ToError, OurOwnDeadlineIsATimeoutWhateverTheCodeIs) {
    for (const error_code code : {error_code(failure::operation_aborted), of_system(ECONNRESET), error_code()}) {
        const auto result = to_error(code, phase::first_byte, true);
        EXPECT_EQ(result.code, errc::timed_out);
        EXPECT_EQ(result.where, phase::first_byte);
        EXPECT_FALSE(result.cause);
    }
}

TEST(NetCategories, HaveReadableMessages) {
    EXPECT_EQ(of_openssl(SSL_R_WRONG_VERSION_NUMBER).message(), "wrong version number");
    EXPECT_EQ(error_code(X509_V_ERR_CERT_HAS_EXPIRED, certificate_category()).message(), "certificate has expired");
    EXPECT_EQ(make_error_code(net_errc::tls_cut).message(), "connection ended without close_notify");
    EXPECT_NE(error_code(1, tls_category()).message(), "");
}

}  // namespace
}  // namespace trawl::net
