#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "net/errors.hpp"
#include "net/tls.hpp"
#include "support/co_assert.hpp"
#include "support/replies.hpp"
#include "support/run_coroutine.hpp"
#include "support/test_ca.hpp"
#include "tls_client.hpp"

namespace trawl::net {
namespace {

using async::awaitable;
using http::errc;

test::fault_server_options with(test::certificate_files certificate) {
    test::fault_server_options how;
    how.certificate = std::move(certificate);
    return how;
}

http::result<tls_info> ask(const http::tls_options& options, const test::fault_server& server, std::string host) {
    tls_context context(options);
    return test::run(exchange(context, std::move(host), server.port()));
}

/// One CA, and servers that show its certificates.
class Certificate : public testing::Test {
protected:
    void expect_accepted(test::certificate_files shown, const std::string& host) {
        const test::fault_server server(with(std::move(shown)));
        const auto result = ask(trusting(ca_), server, host);
        EXPECT_TRUE(result.has_value()) << host << ": " << (result.has_error() ? http::message(result.error()) : "");
    }

    void expect_refused(test::certificate_files shown, const std::string& host, const std::string& reason) {
        const test::fault_server server(with(std::move(shown)));
        const auto result = ask(trusting(ca_), server, host);
        ASSERT_TRUE(result.has_error()) << host;
        EXPECT_EQ(result.error().code, errc::certificate);
        EXPECT_EQ(result.error().where, http::phase::tls);
        EXPECT_EQ(&result.error().cause.category(), &certificate_category());
        EXPECT_EQ(result.error().detail, reason);
    }

    test::certificate_files named(std::vector<std::string> names) {
        test::leaf_options what;
        what.names = std::move(names);
        return ca_.issue(what);
    }

    test::test_ca ca_;
};

TEST_F(Certificate, IsAcceptedForEachOfItsNames) {
    for (const std::string host : {"a.example", "b.example", "127.0.0.1", "::1", "A.Example", "a.example."}) {
        expect_accepted(named({"a.example", "b.example", "127.0.0.1", "::1"}), host);
    }
}

TEST_F(Certificate, OfAnotherHostIsRefusedAndItsNamesAreTold) {
    expect_refused(named({"a.example", "b.example"}), "c.example",
                   "host name mismatch: certificate is for a.example, b.example");
    expect_refused(ca_.wrong_host(), "localhost", "host name mismatch: certificate is for other.example");
}

TEST_F(Certificate, TellsOnlyAFewOfManyNames) {
    expect_refused(
        named({"1.example", "2.example", "3.example", "4.example", "5.example", "6.example", "7.example"}), "c.example",
        "host name mismatch: certificate is for 1.example, 2.example, 3.example, 4.example, 5.example and 2 more");
}

TEST_F(Certificate, OfAnotherAddressIsRefused) {
    expect_refused(named({"127.0.0.2", "::1"}), "127.0.0.1", "host name mismatch: certificate is for 127.0.0.2, ::1");
    expect_refused(named({"localhost"}), "127.0.0.1", "host name mismatch: certificate is for localhost");
}

TEST_F(Certificate, WildcardStandsForOneWholeLabel) {
    expect_accepted(named({"*.a.example"}), "www.a.example");
    const std::string reason = "host name mismatch: certificate is for *.a.example";
    expect_refused(named({"*.a.example"}), "x.www.a.example", reason);
    expect_refused(named({"*.a.example"}), "a.example", reason);
}

TEST_F(Certificate, WildcardInPartOfALabelOrForATopLevelIsRefused) {
    expect_refused(named({"w*.a.example"}), "www.a.example", "host name mismatch: certificate is for w*.a.example");
    expect_refused(named({"*.example"}), "a.example", "host name mismatch: certificate is for *.example");
    expect_refused(named({"www.*.example"}), "www.a.example", "host name mismatch: certificate is for www.*.example");
}

TEST_F(Certificate, CommonNameDoesNotCount) {
    const std::string reason = "host name mismatch: certificate has no names in subjectAltName";
    expect_refused(ca_.common_name_only(), "localhost", reason);
    test::leaf_options what;
    what.names = {};
    what.common_name = "a.example";
    expect_refused(ca_.issue(what), "a.example", reason);
    what.names = {"b.example"};
    expect_refused(ca_.issue(what), "a.example", "host name mismatch: certificate is for b.example");
}

TEST_F(Certificate, OutOfItsTimeIsRefused) {
    expect_refused(ca_.expired(), "localhost", "certificate has expired");
    expect_refused(ca_.not_yet_valid(), "localhost", "certificate is not yet valid");
}

TEST_F(Certificate, SignedByItselfIsRefused) {
    expect_refused(ca_.self_signed(), "localhost", "self-signed certificate");
}

TEST_F(Certificate, OfAnUnknownAuthorityIsRefused) {
    test::test_ca other;
    expect_refused(other.issue(), "localhost", "unable to get local issuer certificate");
}

TEST_F(Certificate, IsNotLookedAtWhenVerificationIsOff) {
    http::tls_options options;
    options.verify = false;
    for (const auto& shown : {ca_.expired(), ca_.self_signed(), ca_.wrong_host(), ca_.common_name_only()}) {
        const test::fault_server server(with(shown));
        EXPECT_TRUE(ask(options, server, "localhost").has_value());
    }
}

TEST_F(Certificate, RefusedOnceIsRefusedAgain) {
    const test::fault_server server(with(ca_.expired()));
    tls_context context(trusting(ca_));
    for (int i = 0; i < 3; ++i) {
        EXPECT_TRUE(test::run(exchange(context, "localhost", server.port())).has_error());
    }
    EXPECT_EQ(context.cached_sessions(), 0U);
}

TEST_F(Certificate, OfTheClientIsShown) {
    auto how = with(ca_.issue());
    how.client_ca_file = ca_.ca_file().string();
    const test::fault_server server(how);
    auto options = trusting(ca_);
    EXPECT_TRUE(ask(options, server, "localhost").has_error());
    const auto ours = ca_.issue();
    options.certificate_file = ours.certificate.string();
    options.key_file = ours.key.string();
    const auto result = ask(options, server, "localhost");
    EXPECT_TRUE(result.has_value()) << (result.has_error() ? http::message(result.error()) : "");
    EXPECT_TRUE(server.tls_log().back().has_client_certificate);
}

}  // namespace
}  // namespace trawl::net
