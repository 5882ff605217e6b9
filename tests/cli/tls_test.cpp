#include <gmock/gmock.h>

#include "cli/trawl_command.hpp"
#include "support/fault_server.hpp"
#include "support/replies.hpp"
#include "support/test_ca.hpp"

namespace trawl::test {
namespace {

using testing::AnyOf;
using testing::ContainsRegex;
using testing::HasSubstr;
using testing::IsEmpty;

class FetchTls : public FetchCommand {
protected:
    [[nodiscard]] static fault_server::options with(certificate_files certificate) {
        fault_server::options how;
        how.certificate = std::move(certificate);
        return how;
    }

    [[nodiscard]] static script answer(const received_request&) { return reply::ok("x"); }

    [[nodiscard]] std::string ca_file() const { return ca_.ca_file(); }

    void expect_certificate_refused(const certificate_files& certificate, const std::string& reason) {
        fault_server server{answer, with(certificate)};
        const auto result = fetch({server.url("/x", "localhost"), "--cacert", ca_file()});
        EXPECT_TRUE(ended_with(result, 3));
        const auto told = records();
        EXPECT_EQ(told.only().outcome(), "network_error");
        EXPECT_EQ(told.only().error_kind(), "certificate");
        EXPECT_EQ(told.only().text("/error/phase"), "tls");
        EXPECT_THAT(told.only().text("/error/message"), ContainsRegex(reason));
        EXPECT_THAT(result.err, ContainsRegex(reason));
        EXPECT_THAT(result.err, HasSubstr("--cacert"));
        EXPECT_EQ(told.only().size("/attempts"), 1U);
        EXPECT_EQ(server.requests(), 0U);
        EXPECT_THAT(names(), IsEmpty());
    }

    test_ca ca_;
};

TEST_F(FetchTls, WorksWithACaOfOnesOwn) {
    fault_server server{answer, with(ca_.issue())};

    EXPECT_TRUE(ended_with(fetch({server.url("/x", "localhost"), server.url("/y"), "--cacert", ca_file()}), 0));

    const auto told = records();
    EXPECT_GT(told.of_input(server.url("/y")).number("/timing_ms/tls"), 0);
    EXPECT_THAT(server.tls_log(),
                testing::UnorderedElementsAre(testing::Field(&tls_connection::server_name, "localhost"),
                                              testing::Field(&tls_connection::server_name, "")));
}

TEST_F(FetchTls, WithAnUnknownCaIsRefused) {
    fault_server server{answer, with(ca_.issue())};

    const auto result = fetch({server.url("/x")});

    EXPECT_TRUE(ended_with(result, 3));
    EXPECT_EQ(records().only().error_kind(), "certificate");
    EXPECT_THAT(records().only().text("/error/message"), ContainsRegex("issuer|self-signed|unknown|trust"));
    EXPECT_EQ(server.requests(), 0U);
}

TEST_F(FetchTls, WithABadCertificateIsRefused) {
    expect_certificate_refused(ca_.expired(), "expired");
    expect_certificate_refused(ca_.not_yet_valid(), "not yet valid");
    expect_certificate_refused(ca_.wrong_host(), "localhost|name|host");
    expect_certificate_refused(ca_.common_name_only(), "localhost|name|host");
    expect_certificate_refused(ca_.self_signed(), "self-signed");
    leaf_options what;
    what.purposes = "clientAuth";
    expect_certificate_refused(ca_.issue(what), "it is not for servers");
    what = {};
    what.rsa_bits = 1024;
    expect_certificate_refused(ca_.issue(what), "1024 bits");
    what = {};
    what.through.emplace().is_sent = false;
    expect_certificate_refused(ca_.issue(what), "CN=trawl test intermediate is neither trusted here nor sent");
    // Outside text is shown as such.
    what.through->common_name = "a\x1b[31m\nb";
    expect_certificate_refused(ca_.issue(what), "CN=a.{1,4}1B.{1,4}31m.{1,4}0Ab is neither");
}

TEST_F(FetchTls, IsNotCheckedIfThatWasAskedFor) {
    for (const auto& certificate : {ca_.issue(), ca_.expired(), ca_.wrong_host(), ca_.self_signed()}) {
        fault_server server{answer, with(certificate)};
        EXPECT_TRUE(ended_with(fetch({server.url("/x"), "--insecure"}), 0));
    }
}

TEST_F(FetchTls, TakesTheCaFromTheEnvironment) {
    fault_server server{answer, with(ca_.issue())};

    auto how = fetch_options({server.url("/x")});
    how.environment.push_back("SSL_CERT_FILE=" + ca_file());

    EXPECT_TRUE(ended_with(run(TRAWL_BINARY, std::move(how)), 0));
}

TEST_F(FetchTls, TakesTheCaFromAFolder) {
    fault_server server{answer, with(ca_.issue())};
    write_file(place("ca/test.pem"), read_file(ca_file()));
    child_options rehash;
    rehash.arguments = {"rehash", place("ca")};
    ASSERT_EQ(run("openssl", std::move(rehash)).exit_status, 0);

    EXPECT_TRUE(ended_with(fetch({server.url("/x"), "--capath", place("ca")}), 0));

    auto how = fetch_options({server.url("/x")});
    how.environment.push_back("SSL_CERT_DIR=" + place("ca").string());
    EXPECT_TRUE(ended_with(run(TRAWL_BINARY, std::move(how)), 0));
}

TEST_F(FetchTls, SpeaksNoVersionBelowTheLeast) {
    auto old = with(ca_.issue());
    old.only_tls_version = "TLSv1.2";
    fault_server server{answer, old};

    EXPECT_TRUE(ended_with(fetch({server.url("/x"), "--cacert", ca_file()}), 0));
    EXPECT_EQ(server.tls_log().at(0).version, "TLSv1.2");

    EXPECT_TRUE(ended_with(fetch({server.url("/x"), "--cacert", ca_file(), "--tls-min", "1.3", "--no-state"}), 3));
    EXPECT_EQ(records().only().error_kind(), "tls");
    EXPECT_EQ(records().only().text("/error/phase"), "tls");
    EXPECT_EQ(server.requests(), 1U);

    old.only_tls_version = "TLSv1.1";
    fault_server older{answer, std::move(old)};
    EXPECT_TRUE(ended_with(fetch({older.url("/x"), "--insecure"}), 3));
    EXPECT_THAT(records().only().text("/error/message"), HasSubstr("speaks no version of TLS that we do"));
}

TEST_F(FetchTls, ShowsAClientCertificate) {
    auto strict = with(ca_.issue());
    strict.client_ca_file = ca_file();
    fault_server server{answer, std::move(strict)};
    const auto mine = ca_.issue();

    EXPECT_TRUE(
        ended_with(fetch({server.url("/x"), "--cacert", ca_file(), "--cert", mine.certificate, "--key", mine.key}), 0));
    EXPECT_TRUE(server.tls_log().at(0).has_client_certificate);

    const auto both = file("both.pem", read_file(mine.certificate) + read_file(mine.key));
    EXPECT_TRUE(ended_with(fetch({server.url("/x"), "--cacert", ca_file(), "--cert", both, "--no-state"}), 0));

    EXPECT_TRUE(ended_with(fetch({server.url("/x"), "--cacert", ca_file(), "--retries", "0", "--no-state"}), 3));
    EXPECT_EQ(records().only().outcome(), "network_error");
    EXPECT_THAT(records().only().text("/error/message"), HasSubstr("the server wants a client certificate"));
    EXPECT_EQ(server.requests(), 2U);
}

TEST_F(FetchTls, ResumesSessions) {
    fault_server server{[](const received_request&) { return reply::ok("x") + script{step::close{}}; },
                        with(ca_.issue())};

    EXPECT_TRUE(ended_with(
        fetch({server.url("/1"), server.url("/2"), server.url("/3"), "--per-host", "1", "--cacert", ca_file()}), 0));

    const auto log = server.tls_log();
    ASSERT_EQ(log.size(), 3U);
    EXPECT_FALSE(log[0].resumed);
    EXPECT_TRUE(log[2].resumed);
}

TEST_F(FetchTls, ThatIsCutOffMakesNoFileWhereOnlyTheEndDelimitsTheBody) {
    fault_server server{with(ca_.issue())};
    server.on("/cut", {step::send{"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nhalf"}, step::cut{}});
    server.on("/closed", {step::send{"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nwhole"}, step::close{}});
    server.on("/length", reply::ok("whole") + script{step::cut{}});

    EXPECT_TRUE(ended_with(fetch({server.url("/cut"), server.url("/closed"), server.url("/length"), "--cacert",
                                  ca_file(), "--retries", "0"}),
                           3));

    EXPECT_THAT(names(), testing::ElementsAre("closed", "length"));
    EXPECT_EQ(records().of_input(server.url("/cut")).outcome(), "truncated");
}

TEST_F(FetchTls, ToAPortThatSpeaksPlainHttpFails) {
    fault_server server{answer};

    EXPECT_TRUE(ended_with(
        fetch({"https://127.0.0.1:" + std::to_string(server.port()) + "/", "--retries", "0", "--tls-timeout", "2s"}),
        3));

    EXPECT_EQ(records().only().text("/error/phase"), "tls");
}

}  // namespace
}  // namespace trawl::test
