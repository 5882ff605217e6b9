#include "net/tls.hpp"

#include <cstdlib>
#include <string>

#include <gtest/gtest.h>
#include <boost/asio/error.hpp>
#include <boost/system/system_error.hpp>

#include "net/errors.hpp"
#include "support/co_assert.hpp"
#include "support/replies.hpp"
#include "support/run_coroutine.hpp"
#include "support/temp_dir.hpp"
#include "support/test_ca.hpp"
#include "tls_client.hpp"
#include "trawl/async/task_group.hpp"

namespace trawl::net {
namespace {

using async::awaitable;
using http::errc;

/// One CA, and a server of its making on "localhost" and 127.0.0.1.
class Tls : public testing::Test {
protected:
    [[nodiscard]] test::fault_server_options secured() {
        test::fault_server_options how;
        how.certificate = ca_.issue();
        return how;
    }

    test::test_ca ca_;
};

void expect_resumed(tls_context& context, const test::fault_server& server, const std::string& host, bool expected) {
    const auto result = test::run(exchange(context, host, server.port()));
    ASSERT_TRUE(result.has_value()) << http::message(result.error());
    EXPECT_EQ(result->resumed, expected);
    EXPECT_EQ(server.tls_log().back().resumed, expected);
}

TEST_F(Tls, TellsTheServersNameButNoAddress) {
    const test::fault_server server(secured());
    tls_context context(trusting(ca_));
    const auto info = test::run(exchange(context, "localhost", server.port()));
    ASSERT_TRUE(info.has_value()) << http::message(info.error());
    EXPECT_EQ(info->version, "TLSv1.3");
    EXPECT_FALSE(info->cipher.empty());
    ASSERT_TRUE(test::run(exchange(context, "localhost.", server.port())).has_value());
    ASSERT_TRUE(test::run(exchange(context, "127.0.0.1", server.port())).has_value());
    const auto log = server.tls_log();
    ASSERT_EQ(log.size(), 3U);
    EXPECT_EQ(log[0].server_name, "localhost");
    EXPECT_EQ(log[1].server_name, "localhost");
    EXPECT_EQ(log[2].server_name, "");
}

TEST_F(Tls, ResumesASession) {
    for (const std::string version : {"TLSv1.2", "TLSv1.3"}) {
        auto how = secured();
        how.only_tls_version = version;
        const test::fault_server server(how);
        tls_context context(trusting(ca_));
        expect_resumed(context, server, "localhost", false);
        expect_resumed(context, server, "localhost", true);
        expect_resumed(context, server, "localhost", true);
        // Not what was agreed on under another name.
        expect_resumed(context, server, "127.0.0.1", false);
        EXPECT_LE(context.cached_sessions(), 4U);
    }
}

awaitable<void> handshakes_at_once(tls_context& context, std::uint16_t port) {
    auto first = co_await open_tls(context, "localhost", port);
    auto second = co_await open_tls(context, "localhost", port);
    auto third = co_await open_tls(context, "localhost", port);
    CO_ASSERT_TRUE(first.has_value() && second.has_value() && third.has_value());
    EXPECT_TRUE(first->tls()->resumed);
    EXPECT_TRUE(second->tls()->resumed);
    // A ticket serves once, and there were two.
    EXPECT_FALSE(third->tls()->resumed);
}

TEST_F(Tls, ATicketServesOnce) {
    const test::fault_server server(secured());
    tls_context context(trusting(ca_));
    expect_resumed(context, server, "localhost", false);
    ASSERT_EQ(context.cached_sessions(), 2U);
    test::run(handshakes_at_once(context, server.port()));
}

TEST_F(Tls, RefusesAnOlderVersionThanAsked) {
    auto how = secured();
    how.only_tls_version = "TLSv1.2";
    const test::fault_server server(how);
    auto options = trusting(ca_);
    options.minimum = http::tls_version::tls_1_3;
    tls_context context(options);
    const auto result = test::run(exchange(context, "localhost", server.port()));
    ASSERT_TRUE(result.has_error());
    EXPECT_EQ(result.error().code, errc::tls);
    EXPECT_NE(result.error().cause.message().find("version"), std::string::npos) << result.error().cause.message();
}

awaitable<rest> ask_for_rest(tls_context& context, std::uint16_t port) {
    auto opened = co_await open_tls(context, "localhost", port);
    CO_ASSERT_TRUE(opened.has_value());
    const std::string request = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
    const transport::buffers all{boost::asio::buffer(request), {}};
    (void)co_await opened->write(all);
    co_return co_await read_rest(*opened);
}

TEST_F(Tls, TellsACutStreamFromAnEndedOne) {
    const test::fault_server ended(
        [](const auto&) {
            return test::script{test::step::send{"abc"}, test::step::close{}};
        },
        secured());
    const test::fault_server cut(
        [](const auto&) {
            return test::script{test::step::send{"abc"}, test::step::cut{}};
        },
        secured());
    const test::fault_server lost(
        [](const auto&) {
            return test::script{test::step::send{"abc"}, test::step::reset{}};
        },
        secured());
    tls_context context(trusting(ca_));
    const auto whole = test::run(ask_for_rest(context, ended.port()));
    EXPECT_EQ(whole.bytes, "abc");
    EXPECT_EQ(whole.end, boost::asio::error::eof);
    const auto part = test::run(ask_for_rest(context, cut.port()));
    EXPECT_EQ(part.bytes, "abc");
    EXPECT_EQ(part.end, net_errc::tls_cut);
    EXPECT_EQ(test::run(ask_for_rest(context, lost.port())).end, boost::asio::error::connection_reset);
}

TEST_F(Tls, ReadsABigStreamWhole) {
    std::string big(5 << 20, 'x');
    for (std::size_t i = 0; i < big.size(); i += 991) {
        big[i] = static_cast<char>('a' + i % 26);
    }
    const test::fault_server server(
        [&](const auto&) {
            return test::script{test::step::send{big}, test::step::close{}};
        },
        secured());
    tls_context context(trusting(ca_));
    const auto result = test::run(ask_for_rest(context, server.port()));
    EXPECT_TRUE(result.bytes == big);
    EXPECT_EQ(result.end, boost::asio::error::eof);
}

awaitable<std::string> post(tls_context& context, std::uint16_t port, std::string body) {
    auto opened = co_await open_tls(context, "localhost", port);
    CO_ASSERT_TRUE(opened.has_value());
    const std::string head =
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n";
    const transport::buffers all{boost::asio::buffer(head), boost::asio::buffer(body)};
    const auto sent = co_await opened->write(all);
    EXPECT_FALSE(sent.error) << sent.error.message();
    EXPECT_EQ(sent.size, head.size() + body.size());
    co_return (co_await read_rest(*opened)).bytes;
}

TEST_F(Tls, WritesABigBodyWhole) {
    std::string big(5 << 20, 'x');
    for (std::size_t i = 0; i < big.size(); i += 991) {
        big[i] = static_cast<char>('a' + i % 26);
    }
    const test::fault_server server(
        [&](const test::received_request& what) {
            return test::script{test::step::send{what.body == big ? "same" : "different"}, test::step::close{}};
        },
        secured());
    tls_context context(trusting(ca_));
    EXPECT_EQ(test::run(post(context, server.port(), big)), "same");
}

http::error handshake_error(const test::test_ca& ca, test::fault_server_options how, test::script first,
                            async::deadline limit = async::deadline::never()) {
    how.on_connect = [first](std::size_t) { return first; };
    const test::fault_server server(how);
    tls_context context(trusting(ca));
    auto result = test::run(open_tls(context, "localhost", server.port(), limit));
    return result.has_error() ? result.error() : http::error(errc::bad_url, http::phase::queue);
}

TEST_F(Tls, TellsHowAHandshakeFailed) {
    const auto plain =
        handshake_error(ca_, {}, {test::step::send{"HTTP/1.1 400 Bad Request\r\n\r\n"}, test::step::stall{}});
    EXPECT_EQ(plain.code, errc::tls);
    EXPECT_EQ(plain.where, http::phase::tls);
    EXPECT_EQ(plain.cause.message(), "wrong version number");
    const auto closed = handshake_error(ca_, {}, {test::step::half_close{}});
    EXPECT_EQ(closed.code, errc::tls);
    EXPECT_EQ(closed.cause, net_errc::tls_cut);
    // Not before the client's connect has returned.
    const auto reset =
        handshake_error(ca_, {}, {test::step::pause{std::chrono::milliseconds(50)}, test::step::reset{}});
    EXPECT_EQ(reset.code, errc::reset);
    EXPECT_EQ(reset.where, http::phase::tls);
}

TEST_F(Tls, AHandshakeEndsAtItsDeadline) {
    const auto late =
        handshake_error(ca_, secured(), {test::step::stall{}}, async::deadline::after(std::chrono::milliseconds(20)));
    EXPECT_EQ(late.code, errc::timed_out);
    EXPECT_EQ(late.where, http::phase::tls);
}

awaitable<void> open_and_forget(tls_context& context, std::uint16_t port, bool& ended) {
    (void)co_await open_tls(context, "localhost", port);
    ended = true;
}

awaitable<void> is_cancelled(tls_context& context, const test::fault_server& server) {
    async::task_group tasks(co_await boost::asio::this_coro::executor);
    bool ended = false;
    tasks.spawn(open_and_forget(context, server.port(), ended));
    while (server.connections() == 0) {
        co_await test::let_others_run(1);
    }
    co_await tasks.cancel_and_join();
    EXPECT_FALSE(ended);
}

TEST_F(Tls, ACancelledHandshakeClosesTheConnection) {
    auto how = secured();
    how.on_connect = [](std::size_t) { return test::script{test::step::stall{}}; };
    const test::fault_server server(how);
    tls_context context(trusting(ca_));
    test::run(is_cancelled(context, server));
    EXPECT_TRUE(server.wait_for_open_connections(0));
}

awaitable<void> goes_stale(tls_context& context, test::fault_server& server) {
    auto opened = co_await open_tls(context, "localhost", server.port());
    CO_ASSERT_TRUE(opened.has_value());
    EXPECT_FALSE(opened->is_stale());
    EXPECT_FALSE((co_await get(*opened, 1)).empty());
    EXPECT_FALSE(opened->is_stale());
    server.drop_connections();
    CO_ASSERT_TRUE(server.wait_for_open_connections(0));
    EXPECT_TRUE(opened->is_stale());
}

TEST_F(Tls, KnowsWhetherAnIdleConnectionCanBeUsed) {
    test::fault_server server(secured());
    tls_context context(trusting(ca_));
    test::run(goes_stale(context, server));
}

/// Sets a variable of the environment for as long as it lives.
class environment {
public:
    environment(const char* name, const std::string& value) : name_(name) {
        if (const char* const before = std::getenv(name)) {
            before_ = before;
        }
        ::setenv(name, value.c_str(), 1);
    }
    environment(const environment&) = delete;
    environment& operator=(const environment&) = delete;
    ~environment() {
        if (before_) {
            ::setenv(name_, before_->c_str(), 1);
        } else {
            ::unsetenv(name_);
        }
    }

private:
    const char* name_;
    std::optional<std::string> before_;
};

awaitable<void> exchange_and_count(tls_context& context, std::uint16_t port, int& good) {
    if ((co_await exchange(context, "localhost", port)).has_value()) {
        ++good;
    }
}

awaitable<void> many_wait_for_the_store(tls_context& context, std::uint16_t port) {
    const auto executor = co_await boost::asio::this_coro::executor;
    async::task_group left(executor);
    async::task_group stayed(executor);
    int good = 0;
    int unused = 0;
    // The one that is cancelled is the one that reads the store for all.
    left.spawn(exchange_and_count(context, port, unused));
    for (int i = 0; i < 5; ++i) {
        stayed.spawn(exchange_and_count(context, port, good));
    }
    co_await test::let_others_run(1);
    left.cancel();
    co_await stayed.join();
    co_await left.join();
    EXPECT_EQ(good, 5);
}

TEST_F(Tls, TrustsWhatTheEnvironmentNames) {
    const environment file("SSL_CERT_FILE", ca_.ca_file().string());
    const test::fault_server server(secured());
    tls_context context({});
    test::run(many_wait_for_the_store(context, server.port()));
}

TEST_F(Tls, TheSystemsStoreDoesNotTrustUs) {
    const test::fault_server server(secured());
    tls_context context({});
    const auto result = test::run(exchange(context, "localhost", server.port()));
    ASSERT_TRUE(result.has_error());
    EXPECT_EQ(result.error().code, errc::certificate);
}

void expect_bad_file(const http::tls_options& options, const std::string& path, const std::string& reason) {
    try {
        tls_context context(options);
        FAIL() << "accepted " << path;
    } catch (const boost::system::system_error& refused) {
        const std::string what = refused.what();
        EXPECT_NE(what.find(path), std::string::npos) << what;
        EXPECT_NE(what.find(reason), std::string::npos) << what;
    }
}

TEST_F(Tls, NamesTheFileThatCannotBeUsed) {
    const test::temp_dir dir;
    const std::string nowhere = (dir / "nowhere.pem").string();
    const std::string text = (dir / "text.pem").string();
    test::write_file(text, "not a certificate\n");
    http::tls_options options;
    options.ca_file = nowhere;
    expect_bad_file(options, nowhere, "No such file");
    options.ca_file = text;
    expect_bad_file(options, text, "");
    options = {};
    options.ca_path = nowhere;
    expect_bad_file(options, nowhere, "No such file");
    options = {};
    options.certificate_file = text;
    expect_bad_file(options, text, "no start line");
    const auto good = ca_.issue();
    const auto other = ca_.issue();
    options.certificate_file = good.certificate.string();
    options.key_file = nowhere;
    expect_bad_file(options, nowhere, "No such file");
    options.key_file = other.key.string();
    expect_bad_file(options, other.key.string(), "key values mismatch");
    options.key_file = "";
    expect_bad_file(options, good.certificate.string(), "");
}

}  // namespace
}  // namespace trawl::net
