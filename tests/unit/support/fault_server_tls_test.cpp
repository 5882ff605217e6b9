#include <utility>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/asio/write.hpp>

#include "plain_client.hpp"
#include "support/fault_server.hpp"
#include "support/replies.hpp"
#include "support/test_ca.hpp"

namespace trawl::test {
namespace {

namespace asio = boost::asio;
namespace ssl = asio::ssl;
using ::testing::EndsWith;
using ::testing::HasSubstr;

/// How one exchange over TLS went.
struct tls_exchange {
    std::string received;
    boost::system::error_code end;  ///< of the handshake, or of the last read
};

class FaultServerTls : public ::testing::Test {
protected:
    FaultServerTls() { context_.load_verify_file(ca_.ca_file().string()); }

    tls_exchange ask(const fault_server& server, std::string_view target, const std::string& host = "localhost") {
        asio::io_context io;
        ssl::stream<asio::ip::tcp::socket> stream{io, context_};
        stream.set_verify_mode(ssl::verify_peer);
        stream.set_verify_callback(ssl::host_name_verification{host});
        SSL_set_tlsext_host_name(stream.native_handle(), host.c_str());
        if (session_ != nullptr) {
            SSL_set_session(stream.native_handle(), session_);
        }
        stream.next_layer().connect({asio::ip::address_v4::loopback(), server.port()});
        tls_exchange done;
        stream.handshake(ssl::stream_base::client, done.end);
        if (done.end) {
            return done;
        }
        asio::write(stream, asio::buffer(get(target)), done.end);
        asio::read(stream, asio::dynamic_buffer(done.received), done.end);
        // OpenSSL does not resume a session whose connection was destroyed without close_notify.
        SSL_set_shutdown(stream.native_handle(), SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN);
        SSL_SESSION_free(session_);
        session_ = SSL_get1_session(stream.native_handle());
        return done;
    }

    ~FaultServerTls() override { SSL_SESSION_free(session_); }

    fault_server_options with(certificate_files files) {
        fault_server_options how;
        how.certificate = std::move(files);
        return how;
    }

    test_ca ca_;
    ssl::context context_{ssl::context::tls_client};
    SSL_SESSION* session_ = nullptr;
};

TEST_F(FaultServerTls, EndsWithCloseNotifyOrWithoutIt) {
    fault_server server{with(ca_.issue())};
    server.on("/close", reply::until_close("hello"));
    server.on("/cut", script{step::send{"HTTP/1.1 200 OK\r\n\r\nhello"}, step::cut{}});
    const auto closed = ask(server, "/close");
    EXPECT_THAT(closed.received, EndsWith("hello"));
    EXPECT_EQ(closed.end, asio::error::eof);
    const auto cut = ask(server, "/cut");
    EXPECT_THAT(cut.received, EndsWith("hello"));
    EXPECT_EQ(cut.end, ssl::error::stream_truncated);
}

TEST_F(FaultServerTls, SendsBodiesLargerThanARecord) {
    fault_server server{with(ca_.issue())};
    const std::string body(3'000'000, 'x');
    server.on("/", reply::until_close(body));
    EXPECT_TRUE(ask(server, "/").received.ends_with(body));
}

TEST_F(FaultServerTls, TellsServerNameVersionAndResumption) {
    for (const auto* version : {"TLSv1.2", "TLSv1.3"}) {
        auto how = with(ca_.issue());
        how.only_tls_version = version;
        fault_server server{how};
        server.on("/", reply::until_close("x"));
        EXPECT_THAT(ask(server, "/").received, EndsWith("x"));
        EXPECT_THAT(ask(server, "/").received, EndsWith("x"));
        const auto log = server.tls_log();
        ASSERT_EQ(log.size(), 2U);
        EXPECT_EQ(log[0].server_name, "localhost");
        EXPECT_EQ(log[0].version, version);
        EXPECT_FALSE(log[0].has_client_certificate);
        EXPECT_TRUE(log[1].resumed) << version;
        SSL_SESSION_free(std::exchange(session_, nullptr));
    }
}

TEST_F(FaultServerTls, RefusesClientsWithoutACertificateIfAsked) {
    auto how = with(ca_.issue());
    how.client_ca_file = ca_.ca_file();
    fault_server server{how};
    server.on("/", reply::until_close("x"));
    EXPECT_EQ(ask(server, "/").received, "");
    const auto client = ca_.issue();
    context_.use_certificate_chain_file(client.certificate.string());
    context_.use_private_key_file(client.key.string(), ssl::context::pem);
    EXPECT_THAT(ask(server, "/").received, EndsWith("x"));
    EXPECT_TRUE(server.tls_log().back().has_client_certificate);
}

TEST_F(FaultServerTls, CanCloseBeforeTheHandshakeOrSpeakPlain) {
    auto how = with(ca_.issue());
    how.on_connect = [](std::size_t connection) {
        return connection == 1 ? reply::close_at_once() : reply::until_close("no TLS here");
    };
    fault_server server{how};
    EXPECT_TRUE(ask(server, "/").end);
    EXPECT_TRUE(ask(server, "/").end);
}

TEST_F(FaultServerTls, AStalledHandshakeEndsWhenTheClientCloses) {
    auto how = with(ca_.issue());
    how.on_connect = [](std::size_t) { return reply::never_answers(); };
    fault_server server{how};
    {
        plain_client client{server.port()};
        client.send("half a ClientHello");
        EXPECT_TRUE(server.wait_for_connections(1));
    }
    EXPECT_TRUE(server.wait_for_open_connections(0));
}

TEST_F(FaultServerTls, CertificatesAreRefusedForWhatIsWrongWithThem) {
    const auto refusal = [&](certificate_files files) {
        fault_server server{with(std::move(files))};
        return ask(server, "/").end.message();
    };
    EXPECT_THAT(refusal(ca_.expired()), HasSubstr("certificate verify failed"));
    EXPECT_THAT(refusal(ca_.not_yet_valid()), HasSubstr("certificate verify failed"));
    EXPECT_THAT(refusal(ca_.self_signed()), HasSubstr("certificate verify failed"));
    EXPECT_THAT(refusal(ca_.wrong_host()), HasSubstr("certificate verify failed"));
    EXPECT_THAT(refusal(test_ca{}.issue()), HasSubstr("certificate verify failed"));
}

TEST_F(FaultServerTls, ACertificateIsForNamesAndAddresses) {
    leaf_options what;
    what.names = {"a.example", "127.0.0.1", "::1"};
    fault_server server{with(ca_.issue(what))};
    server.on("/", reply::until_close("x"));
    for (const auto* host : {"a.example", "127.0.0.1", "::1"}) {
        EXPECT_THAT(ask(server, "/", host).received, EndsWith("x")) << host;
    }
    // A resumed session brings no certificate that could be refused.
    SSL_SESSION_free(std::exchange(session_, nullptr));
    EXPECT_EQ(ask(server, "/", "b.example").received, "");
}

}  // namespace
}  // namespace trawl::test
