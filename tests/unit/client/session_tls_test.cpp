// What a server may do under TLS, and what the session makes of it.

#include <chrono>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>
#include <boost/asio/this_coro.hpp>

#include "support/fault_server.hpp"
#include "support/replies.hpp"
#include "support/run_coroutine.hpp"
#include "support/test_ca.hpp"
#include "trawl/http/session.hpp"
#include "unit/client/fetched.hpp"

namespace trawl::http {
namespace {

using namespace std::chrono_literals;
using namespace std::string_literals;
namespace reply = test::reply;
namespace step = test::step;
using test::fault_server;
using test::fetch;
using test::fetched;
using test::get;
using test::script;
using test::operator+;

constexpr auto versions = {"TLSv1.2", "TLSv1.3"};

class SessionTls : public testing::Test {
protected:
    SessionTls() { options_.tls.ca_file = ca_.ca_file(); }

    [[nodiscard]] test::fault_server_options secured(std::string version = {}) {
        test::fault_server_options how;
        how.certificate = ca_.issue();
        how.only_tls_version = std::move(version);
        return how;
    }

    [[nodiscard]] fetched ask(const fault_server& server, std::string_view path = "/") const {
        return test::fetch_alone(get(server.url(path)), options_);
    }

    /// Of a server that says this in place of a handshake.
    [[nodiscard]] fetched ask_for_handshake(script instead) const {
        test::fault_server_options how;
        how.on_connect = [instead](std::size_t) { return instead; };
        const fault_server server(how);
        return test::fetch_alone(get("https://127.0.0.1:" + std::to_string(server.port()) + "/"), options_);
    }

    static void expect_failure(const fetched& got, errc code, phase where, std::string_view says,
                               std::string_view about) {
        ASSERT_TRUE(got.failure) << about << got.status;
        EXPECT_EQ(name(got.failure->code), name(code)) << about << ": " << message(*got.failure);
        EXPECT_EQ(name(got.failure->where), name(where)) << about << ": " << message(*got.failure);
        EXPECT_NE(message(*got.failure).find(says), std::string::npos) << about << ": " << message(*got.failure);
    }

    test::test_ca ca_;
    session_options options_;
};

TEST_F(SessionTls, OfAVersionThatIsTooOldIsRefused) {
    for (const char* version : {"TLSv1", "TLSv1.1"}) {
        const fault_server server(secured(version));
        for (const bool verifies : {true, false}) {
            options_.tls.verify = verifies;
            expect_failure(ask(server), errc::tls, phase::tls, "the server speaks no version of TLS that we do",
                           version);
        }
    }
}

TEST_F(SessionTls, HandshakesOfGarbageFailAtOnce) {
    const auto record = [](std::string head, std::size_t size) { return std::move(head) + std::string(size, 'x'); };
    const auto alert = [](char code) { return "\x15\x03\x03\0\x02\x02"s + code; };
    const std::vector<std::pair<std::string, std::string>> all{
        {"HTTP/1.1 400 Bad Request\r\n\r\n", "does not seem to speak TLS"},
        {"<html></html>", "does not seem to speak TLS"},
        {"SSH-2.0-OpenSSH_9.2p1 Debian\r\n", "does not seem to speak TLS"},
        {alert(40), "takes none of our ciphers, or wants a client certificate"},
        {alert(70), "speaks no version of TLS that we do"},
        {alert(112), "does not know that host"},
        {alert(80), "internal error"},
        {alert('\xff'), ""},
        {"\x15\x03\x03\0\0"s, ""},
        {record("\x16\x03\x03\xff\xff"s, 70'000), ""},
        {record("\x16\x03\x03\0\x04\x02\xff\xff\xff"s, 0), ""},
        {record("\x16\x03\x03\x01\0\x02\0\0\xfc"s, 252), ""},
        {record("\x16\x03\x03\0\x04\x01\0\0\0"s, 0), ""},
        {record("\x17\x03\x03\0\x20"s, 32), ""},
        {record("\x14\x03\x03\0\x01\x01"s, 0), ""},
        {std::string(100, '\0'), ""},
        {std::string(100, '\xff'), ""},
        {record("\x80\x2e\x01\0\x02\0\x15\0\0\0\x10"s, 40), ""},
    };
    for (const auto& [bytes, says] : all) {
        // Whatever they end with, what comes then is none of it.
        const auto got = ask_for_handshake({step::send{bytes + std::string(1'000, '\0')}, step::stall{}});
        expect_failure(got, errc::tls, phase::tls, says, bytes.substr(0, 20));
    }
    const auto endless = ask_for_handshake({step::send_endlessly{"\x16\x03\x03\0\0"s}});
    expect_failure(endless, errc::tls, phase::tls, "", "empty records for ever");
    const auto drip = ask_for_handshake({step::drip{std::string(10'000, '\x16'), 1, 1ms}});
    expect_failure(drip, errc::tls, phase::tls, "", "byte by byte");
    const auto warnings = ask_for_handshake({step::send_endlessly{"\x15\x03\x03\0\x02\x01\x5a"s}});
    expect_failure(warnings, errc::tls, phase::tls, "", "warnings for ever");
}

TEST_F(SessionTls, HandshakesThatStallEndInTime) {
    options_.timeouts.tls = 50ms;
    for (const auto& first : {""s, "\x16"s, "\x16\x03\x03\0\x7a\x02\0\0\x76"s}) {
        expect_failure(ask_for_handshake({step::send{first}, step::stall{}}), errc::timed_out, phase::tls, "", first);
    }
}

TEST_F(SessionTls, CutWithoutAnEndIsToldWhereOnlyTheEndDelimits) {
    for (const char* version : versions) {
        fault_server server(secured(version));
        const std::string line = "HTTP/1.1 200 OK\r\n";
        server.on("/until-close", {step::send{line + "\r\nhello"}, step::cut{}});
        server.on("/short", {step::send{line + "Content-Length: 6\r\n\r\nhello"}, step::cut{}});
        server.on("/chunks", {step::send{line + "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n"}, step::cut{}});
        server.on("/head", {step::send{line + "Content-Length: 5\r\n"}, step::cut{}});
        server.on("/nothing", {step::cut{}});
        server.on("/length", {step::send{line + "Content-Length: 5\r\n\r\nhello"}, step::cut{}});
        server.on("/last-chunk",
                  {step::send{line + "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n"}, step::cut{}});
        server.on("/none", {step::send{"HTTP/1.1 204 No Content\r\n\r\n"}, step::cut{}});
        for (const char* path : {"/until-close", "/short", "/chunks"}) {
            expect_failure(ask(server, path), errc::truncated, phase::body, "", path);
        }
        expect_failure(ask(server, "/head"), errc::protocol, phase::head, "", "/head");
        expect_failure(ask(server, "/nothing"), errc::closed, phase::first_byte, "", "/nothing");
        EXPECT_EQ(ask(server, "/length").body, "hello");
        EXPECT_EQ(ask(server, "/last-chunk").body, "hello");
        EXPECT_EQ(ask(server, "/none").status, 204);
    }
}

TEST_F(SessionTls, AnAlertOrGarbageWithinABodyIsAnErrorWhateverDelimitsIt) {
    const std::string line = "HTTP/1.1 200 OK\r\n";
    const script garbage{step::send_bare{"HTTP/1.1 200 OK\r\n\r\nplain text"}, step::stall{}};
    const script forged{step::send_bare{"\x17\x03\x03\0\x20"s + std::string(32, 'x')}, step::stall{}};
    // Anyone on the way can send these two. TLS 1.3 has them encrypted.
    const script forged_end{step::send_bare{"\x15\x03\x03\0\x02\x01\0"s}, step::stall{}};
    for (const char* version : versions) {
        fault_server server(secured(version));
        for (const auto& end : {script{step::alert{}, step::stall{}}, script{step::alert{}, step::close{}}, garbage,
                                forged, forged_end}) {
            server.on("/until-close", script{step::send{line + "\r\nhello"}} + end);
            server.on("/length", script{step::send{line + "Content-Length: 9\r\n\r\nhello"}} + end);
            server.on("/head", script{step::send{line}} + end);
            expect_failure(ask(server, "/until-close"), errc::tls, phase::body, "", version);
            expect_failure(ask(server, "/length"), errc::tls, phase::body, "", version);
            expect_failure(ask(server, "/head"), errc::tls, phase::head, "", version);
        }
        // What comes behind a whole reply is no part of it.
        server.on("/whole", reply::ok("hello") + garbage);
        EXPECT_EQ(ask(server, "/whole").body, "hello");
    }
}

TEST_F(SessionTls, IsNotNegotiatedAgain) {
    fault_server server(secured("TLSv1.2"));
    server.on("/", {step::send{"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello"}, step::renegotiate{},
                    step::send{"world"}});
    const fetched got = ask(server);
    EXPECT_FALSE(got.failure) << message(*got.failure);
    EXPECT_EQ(got.body, "helloworld");
    EXPECT_EQ(server.tls_log().size(), 1U);
}

TEST_F(SessionTls, ClientCertificateIsNotNeededWhereItIsOnlyAskedFor) {
    for (const char* version : versions) {
        auto how = secured(version);
        how.client_ca_file = ca_.ca_file();
        how.takes_clients_without_certificate = true;
        fault_server server(how);
        server.on("/", reply::ok("hello"));
        EXPECT_EQ(ask(server).body, "hello");
        EXPECT_FALSE(server.tls_log().at(0).has_client_certificate);
    }
}

TEST_F(SessionTls, ClientCertificateThatIsNeededIsToldToBe) {
    for (const char* version : versions) {
        auto how = secured(version);
        how.client_ca_file = ca_.ca_file();
        fault_server server(how);
        server.on("/", reply::ok("hello"));
        const bool is_new = version == "TLSv1.3"s;
        expect_failure(ask(server), errc::tls, is_new ? phase::first_byte : phase::tls, "wants a client certificate",
                       version);
        test::test_ca other;
        const auto wrong = other.issue();
        session_options options = options_;
        options.tls.certificate_file = wrong.certificate;
        options.tls.key_file = wrong.key;
        const fetched got = test::fetch_alone(get(server.url("/")), options);
        expect_failure(got, errc::tls, is_new ? phase::first_byte : phase::tls,
                       "does not know who made our client certificate", version);
        EXPECT_EQ(server.requests(), 0U);
    }
}

}  // namespace
}  // namespace trawl::http
