#include <chrono>
#include <memory>
#include <regex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <gtest/gtest.h>
#include <openssl/x509.h>

#include "net/certificate_facts.hpp"
#include "net/errors.hpp"
#include "net/tls.hpp"
#include "support/co_assert.hpp"
#include "support/replies.hpp"
#include "support/run_coroutine.hpp"
#include "support/temp_dir.hpp"
#include "support/test_ca.hpp"
#include "tls_client.hpp"

namespace trawl::net {
namespace {

using async::awaitable;
using http::errc;
using namespace std::string_literals;

test::fault_server_options with(test::certificate_files certificate) {
    test::fault_server_options how;
    how.certificate = std::move(certificate);
    return how;
}

http::result<tls_info> ask(const http::tls_options& options, const test::fault_server& server, std::string host) {
    tls_context context(options);
    return test::run(exchange(context, std::move(host), server.port()));
}

/// As a regular expression.
std::string exactly(std::string_view text) {
    std::string pattern;
    for (const char c : text) {
        pattern += std::string_view("*.?()+").find(c) != std::string_view::npos ? std::string{'\\', c} : std::string{c};
    }
    return pattern;
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
        EXPECT_TRUE(std::regex_match(result.error().detail, std::regex(reason))) << result.error().detail;
    }

    test::certificate_files named(std::vector<std::string> names) {
        test::leaf_options what;
        what.names = std::move(names);
        return ca_.issue(what);
    }

    test::certificate_files through(test::intermediate_options between,
                                    std::vector<std::string> names = {"localhost"}) {
        test::leaf_options what;
        what.names = std::move(names);
        what.through = std::move(between);
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
    const std::string reason = exactly("host name mismatch: certificate is for *.a.example");
    expect_refused(named({"*.a.example"}), "x.www.a.example", reason);
    expect_refused(named({"*.a.example"}), "a.example", reason);
}

TEST_F(Certificate, WildcardInPartOfALabelOrForATopLevelIsRefused) {
    for (const auto& [name, host] : {std::pair{"w*.a.example", "www.a.example"},
                                     {"*w.a.example", "www.a.example"},
                                     {"*.example", "a.example"},
                                     {"www.*.example", "www.a.example"},
                                     {"*.*.example", "www.a.example"},
                                     {"*", "example"},
                                     {"*", "localhost"},
                                     {"*.0.0.1", "127.0.0.1"},
                                     {"*.a.example", ".a.example"},
                                     {"xn--*.a.example", "xn--bcher-kva.a.example"}}) {
        expect_refused(named({name}), host, exactly("host name mismatch: certificate is for "s + name));
    }
}

TEST_F(Certificate, FitsNoHostWhoseFirstLabelIsEmpty) {
    for (const char* host : {".", "..", ".a.example", "..a.example", ".example"}) {
        expect_refused(named({"www.a.example", "a.example"}), host,
                       exactly("host name mismatch: certificate is for www.a.example, a.example"));
    }
}

TEST_F(Certificate, NameWithANulIsNoneOfAnyHost) {
    for (const char* host : {"a.example", "a.example.evil.test"}) {
        expect_refused(named({"a.example\0.evil.test"s}), host,
                       exactly("host name mismatch: certificate is for a.example?.evil.test"));
    }
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
    what.names = {};
    what.common_name = "127.0.0.1";
    expect_refused(ca_.issue(what), "127.0.0.1", reason);
}

TEST_F(Certificate, OutOfItsTimeIsRefused) {
    const std::string day = "20[0-9]{2}-[0-9]{2}-[0-9]{2}";
    expect_refused(ca_.expired(), "localhost", "certificate has expired on " + day);
    expect_refused(ca_.not_yet_valid(), "localhost", "certificate is not yet valid before " + day);
    test::intermediate_options between;
    between.valid_to = std::chrono::hours(-24);
    expect_refused(through(between), "localhost", "certificate has expired on " + day + ": CN=trawl test intermediate");
}

TEST_F(Certificate, SignedByItselfIsRefused) {
    expect_refused(ca_.self_signed(), "localhost", "self-signed certificate, which is not among the trusted ones");
}

TEST_F(Certificate, OfAnUnknownAuthorityIsRefused) {
    const test::temp_dir place;
    test::test_ca other;
    const auto shown = other.issue();
    expect_refused(shown, "localhost",
                   "unable to get local issuer certificate: CN=trawl test CA is neither trusted here nor sent by the "
                   "server");
    const auto chain = place / "chain.pem";
    test::write_file(chain, test::read_file(shown.certificate) + test::read_file(other.ca_file()));
    expect_refused({chain, shown.key}, "localhost",
                   "self-signed certificate in certificate chain: CN=trawl test CA is not among the trusted ones");
}

TEST_F(Certificate, NeedsTheCertificatesBetweenItAndItsAuthority) {
    expect_accepted(through({}), "localhost");
    test::intermediate_options between;
    between.is_sent = false;
    expect_refused(through(between), "localhost",
                   "unable to get local issuer certificate: CN=trawl test intermediate is neither trusted here nor "
                   "sent by the server");
}

TEST_F(Certificate, SignedByWhatIsNoAuthorityIsRefused) {
    test::intermediate_options between;
    between.is_authority = false;
    expect_refused(
        through(between), "localhost",
        "invalid CA certificate: CN=trawl test intermediate is no authority, but signed another certificate");
}

TEST_F(Certificate, OfANameThatItsAuthorityMayNotVouchForIsRefused) {
    test::intermediate_options between;
    between.name_constraints = "permitted;DNS:example";
    expect_accepted(through(between, {"a.example"}), "a.example");
    expect_refused(through(between, {"a.test"}), "a.test", "permitted subtree violation");
    expect_refused(through(between, {"a.example", "a.test"}), "a.example", "permitted subtree violation");
    between.name_constraints = "excluded;DNS:b.example";
    expect_accepted(through(between, {"a.example"}), "a.example");
    expect_refused(through(between, {"a.b.example"}), "a.b.example", "excluded subtree violation");
}

TEST_F(Certificate, ForClientsOnlyIsRefused) {
    test::leaf_options what;
    what.purposes = "clientAuth";
    expect_refused(ca_.issue(what), "localhost", "unsuitable certificate purpose: it is not for servers");
}

TEST_F(Certificate, OfAWeakKeyOrSignatureIsRefused) {
    test::leaf_options what;
    what.rsa_bits = 2048;
    expect_accepted(ca_.issue(what), "localhost");
    what.rsa_bits = 1024;
    expect_refused(ca_.issue(what), "localhost", "EE certificate key too weak: 1024 bits");
    what.rsa_bits = 0;
    what.with_sha1 = true;
    expect_refused(ca_.issue(what), "localhost", "CA signature digest algorithm too weak: ecdsa-with-SHA1");
}

TEST_F(Certificate, OfOver100KiBIsRefused) {
    std::vector<std::string> names{"localhost"};
    while (names.size() < 10'000) {
        names.push_back("a" + std::to_string(names.size()) + ".example");
    }
    const test::fault_server server(with(named(names)));
    const auto result = ask(trusting(ca_), server, "localhost");
    ASSERT_TRUE(result.has_error());
    EXPECT_EQ(result.error().code, errc::tls) << http::message(result.error());
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

// Nanoseconds reach from 1677 to 2262.
TEST(CertificateFacts, AnEndFarFromTodayStaysOnItsSide) {
    const std::unique_ptr<X509, decltype(&X509_free)> shown(X509_new(), &X509_free);
    const auto end = [&shown](const char* when) {
        ASN1_TIME_set_string(X509_getm_notAfter(shown.get()), when);
        http::tls_facts facts;
        describe(shown.get(), facts);
        return facts.expires;
    };
    EXPECT_LT(end("00000101000000Z"), end("17000101000000Z"));
    EXPECT_LT(end("17000101000000Z"), end("20300101000000Z"));
    EXPECT_LT(end("22000101000000Z"), end("99991231235959Z"));
}

}  // namespace
}  // namespace trawl::net
