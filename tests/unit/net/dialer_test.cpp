#include "net/dialer.hpp"

#include <sys/socket.h>

#include <cerrno>
#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <boost/asio/error.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/write.hpp>
#include <boost/system/system_error.hpp>

#include "support/fault_server.hpp"
#include "support/free_port.hpp"
#include "support/replies.hpp"
#include "support/run_coroutine.hpp"
#include "support/temp_dir.hpp"
#include "trawl/async/task_group.hpp"
#include "unit/net/tls_client.hpp"

namespace trawl::net {
namespace {

using namespace std::string_literals;
namespace reply = test::reply;
using async::awaitable;
using boost::asio::ip::make_address;
using boost::asio::local::stream_protocol;
using http::errc;
using http::phase;
using http::proxy_kind;
using test::fault_server;

http::url url_of(std::string_view text) {
    return *http::parse_url(text);
}

http::proxy proxy_at(std::uint16_t port, proxy_kind kind) {
    http::proxy by;
    by.kind = kind;
    by.host = "127.0.0.1";
    by.port = port;
    return by;
}

lookup_answer look_up(const std::string& host, address_family) {
    lookup_answer answer;
    if (host == "both.example") {
        answer.addresses = {make_address("::1"), make_address("127.0.0.1")};
    } else if (host == "private.example") {
        answer.addresses = {make_address("10.0.0.1"), make_address("fd00::1")};
    } else if (host == "loopback.example") {
        answer.addresses = {make_address("127.0.0.1")};
    } else {
        answer.error = boost::asio::error::host_not_found;
    }
    return answer;
}

/// What came of dialing, and of a request on the stream if there is one.
struct dialed {
    std::optional<http::error> failure;
    std::string reply;
    http::trace told;
};

awaitable<dialed> dial(http::connect_options how, std::string where, std::optional<http::proxy> through,
                       connect_limits limits = connect_limits()) {
    resolver_options by;
    by.lookup = &look_up;
    resolver names(co_await boost::asio::this_coro::executor, by);
    tls_context tls{http::tls_options()};
    dialer from(names, tls, tls, std::move(how));
    dialed result;
    http::result<transport> made =
        co_await from.dial(url_of(where), through ? &*through : nullptr, limits, result.told);
    if (made) {
        result.reply = co_await get(*made, 1);
    } else {
        result.failure = made.error();
    }
    co_return result;
}

dialed dial_to(const std::string& where, const http::connect_options& how = {},
               const std::optional<http::proxy>& through = std::nullopt) {
    return test::run(dial(how, where, through));
}

std::string at_port(const char* host, std::uint16_t port) {
    return "http://"s + host + ':' + std::to_string(port) + '/';
}

TEST(Dialer, LooksUpAndConnects) {
    fault_server server([](const auto&) { return reply::ok("here"); });
    const dialed got = dial_to(at_port("loopback.example", server.port()));
    ASSERT_FALSE(got.failure) << message(*got.failure);
    EXPECT_NE(got.reply.find("here"), std::string::npos);
    EXPECT_TRUE(got.told.took.dns && got.told.took.connect && !got.told.took.tls);
    EXPECT_EQ(got.told.remote, make_address("127.0.0.1"));
}

TEST(Dialer, TakesTheAddressesThatAreGiven) {
    fault_server server([](const auto&) { return reply::ok("here"); });
    http::connect_options how;
    how.addresses = {{"nowhere.example", server.port(), {"127.0.0.1"}}, {"10.0.0.1", server.port(), {"127.0.0.1"}}};
    const dialed got = dial_to(at_port("nowhere.example", server.port()), how);
    EXPECT_NE(got.reply.find("here"), std::string::npos);
    EXPECT_FALSE(got.told.took.dns);
    EXPECT_FALSE(dial_to(at_port("10.0.0.1", server.port()), how).failure);
}

TEST(Dialer, RefusesOptionsWhoseAddressesAreNone) {
    http::connect_options how;
    how.addresses = {{"a.example", 80, {"b.example"}}};
    EXPECT_THROW((void)dial_to("http://a.example/", how), boost::system::system_error);
}

TEST(Dialer, GoesWhereARedirectionLeadsAndThenToTheAddressesGivenForThat) {
    fault_server server([](const auto&) { return reply::ok("here"); });
    http::connect_options how;
    how.redirections = {{"a.example", 80, "b.example", server.port()}};
    how.addresses = {{"b.example", server.port(), {"127.0.0.1"}}};
    EXPECT_NE(dial_to("http://a.example/", how).reply.find("here"), std::string::npos);
}

TEST(Dialer, UsesTheFamilyThatIsWanted) {
    fault_server server([](const auto&) { return reply::ok("here"); }, {.ipv6 = true});
    http::connect_options how;
    how.family = http::connect_options::address_family::ipv4;
    EXPECT_EQ(dial_to(at_port("both.example", server.port()), how).told.remote, make_address("127.0.0.1"));
    const dialed none = dial_to(at_port("[::1]", server.port()), how);
    ASSERT_TRUE(none.failure);
    EXPECT_EQ(none.failure->code, errc::dns_not_found);
    EXPECT_EQ(none.failure->detail, "::1 (as IPv4)");
    how.family = http::connect_options::address_family::ipv6;
    EXPECT_EQ(dial_to(at_port("both.example", server.port()), how).told.remote, make_address("::1"));
    EXPECT_TRUE(dial_to(at_port("loopback.example", server.port()), how).failure);
}

TEST(Dialer, ConnectsFromTheInterfaceThatIsNamed) {
    fault_server server([](const auto&) { return reply::ok("here"); }, {.ipv6 = true});
    struct row {
        const char* interface;
        std::optional<errc> failure;
    };
    for (const row& one : {row{"127.0.0.2", std::nullopt}, row{"lo", std::nullopt}, row{"192.0.2.1", errc::system},
                           row{"none0", errc::system}, row{"::1", std::nullopt}}) {
        http::connect_options how;
        how.interface = one.interface;
        const dialed got = dial_to(at_port("both.example", server.port()), how);
        if (one.failure) {
            ASSERT_TRUE(got.failure) << one.interface;
            EXPECT_EQ(got.failure->code, *one.failure) << message(*got.failure);
            // IPv6 before IPv4, which an address of the other family leaves out.
            const auto host = one.interface[0] == 'n' ? "[::1]:"s : "127.0.0.1:"s;
            EXPECT_EQ(got.failure->detail, host + std::to_string(server.port()) + " from " + one.interface);
        } else {
            EXPECT_FALSE(got.failure) << one.interface << message(*got.failure);
        }
    }
    http::connect_options how;
    how.interface = "::1";
    const dialed other = dial_to(at_port("loopback.example", server.port()), how);
    ASSERT_TRUE(other.failure);
    EXPECT_EQ(other.failure->detail, "loopback.example from ::1");
}

TEST(DialerGuard, NoConnectionToWhatIsNotPublic) {
    fault_server server([](const auto&) { return reply::ok("here"); }, {.ipv6 = true});
    http::connect_options how;
    how.deny_private = true;
    how.addresses = {{"given.example", server.port(), {"127.0.0.1"}}};
    how.redirections = {{"moved.example", 0, "localhost", 0}};
    for (const char* const host :
         {"127.0.0.1", "0.0.0.0", "[::1]", "[::ffff:127.0.0.1]", "[64:ff9b::7f00:1]", "[2002:7f00:1::]", "localhost",
          "localhost.", "a.localhost", "loopback.example", "both.example", "private.example", "given.example",
          "moved.example", "169.254.169.254"}) {
        const dialed got = dial_to(at_port(host, server.port()), how);
        ASSERT_TRUE(got.failure) << host;
        EXPECT_EQ(got.failure->code, errc::denied) << host;
        EXPECT_EQ(got.failure->where, phase::connect);
    }
    EXPECT_EQ(server.connections(), 0U);
    EXPECT_EQ(dial_to(at_port("loopback.example", 1), how).failure->detail, "loopback.example at 127.0.0.1");
}

TEST(DialerGuard, AProxyMustNotConnectForUsToWhatIsDenied) {
    fault_server proxy;
    http::connect_options how;
    how.deny_private = true;
    how.addresses = {{"10.0.0.1", 80, {"8.8.8.8"}}};
    EXPECT_EQ(dial_to("http://10.0.0.1/", how, proxy_at(proxy.port(), proxy_kind::http)).failure->code, errc::denied);
    for (const proxy_kind kind : {proxy_kind::http, proxy_kind::socks5, proxy_kind::socks5h}) {
        for (const char* const host : {"127.0.0.1", "[::1]", "loopback.example"}) {
            const dialed got = dial_to(at_port(host, 80), how, proxy_at(proxy.port(), kind));
            ASSERT_TRUE(got.failure) << host;
            EXPECT_EQ(got.failure->code, errc::denied) << message(*got.failure);
        }
    }
    EXPECT_EQ(proxy.connections(), 0U);
    // The proxy itself may stand anywhere.
    const dialed got = dial_to("http://8.8.8.8/", how, proxy_at(proxy.port(), proxy_kind::http));
    EXPECT_FALSE(got.failure) << message(*got.failure);
}

TEST(DialerProxy, ForwardsWhatIsHttpAndNotRedirected) {
    resolver_options by;
    boost::asio::io_context context(1);
    resolver names(context.get_executor(), by);
    tls_context tls{http::tls_options()};
    http::connect_options how;
    how.redirections = {{"moved.example", 0, "other.example", 0}};
    const dialer from(names, tls, tls, how);
    const http::url plain = url_of("http://a.example/");
    EXPECT_TRUE(from.forwards(plain, proxy_at(1, proxy_kind::http)));
    EXPECT_TRUE(from.forwards(plain, proxy_at(1, proxy_kind::https)));
    EXPECT_FALSE(from.forwards(plain, proxy_at(1, proxy_kind::socks5)));
    EXPECT_FALSE(from.forwards(url_of("https://a.example/"), proxy_at(1, proxy_kind::http)));
    EXPECT_FALSE(from.forwards(url_of("http://moved.example/"), proxy_at(1, proxy_kind::http)));
}

TEST(DialerProxy, AnotherAddressIsTriedWhereTheProxyCouldNotReachTheFirst) {
    // Of a proxy that knows IPv4 only.
    fault_server proxy({.on_connect = [](std::size_t connection) {
        return reply::raw(connection == 1 ? "\5\0\5\10\0\1\0\0\0\0\0\0"s : "\5\0\5\0\0\1\0\0\0\0\0\0"s);
    }});
    EXPECT_FALSE(dial_to("http://both.example/", {}, proxy_at(proxy.port(), proxy_kind::socks5)).failure);
    EXPECT_EQ(proxy.connections(), 2U);
}

TEST(DialerProxy, OneThatRefusesIsNamed) {
    const test::refusing_port nobody;
    const dialed got = dial_to("http://a.example/", {}, proxy_at(nobody.port(), proxy_kind::http));
    ASSERT_TRUE(got.failure);
    EXPECT_EQ(message(*got.failure),
              "connect to proxy 127.0.0.1:" + std::to_string(nobody.port()) + ": connection refused");
    http::proxy unknown = proxy_at(1, proxy_kind::socks5h);
    unknown.host = "unknown.example";
    EXPECT_THAT(message(*dial_to("http://a.example/", {}, unknown).failure),
                testing::StartsWith("look up proxy unknown.example: "));
    fault_server plain({.on_connect = [](std::size_t) { return reply::raw("HTTP/1.1 400 Bad Request\r\n\r\n"); }});
    const dialed no_tls = dial_to("http://a.example/", {}, proxy_at(plain.port(), proxy_kind::https));
    ASSERT_TRUE(no_tls.failure);
    EXPECT_EQ(no_tls.failure->code, errc::tls);
    EXPECT_EQ(no_tls.failure->where, phase::proxy);
}

awaitable<void> answer_once(stream_protocol::acceptor& at) {
    stream_protocol::socket peer = co_await at.async_accept(boost::asio::use_awaitable);
    const std::string all = "HTTP/1.1 200 OK\r\n\r\n";
    co_await boost::asio::async_write(peer, boost::asio::buffer(all), boost::asio::use_awaitable);
}

awaitable<dialed> dial_unix(http::connect_options how) {
    const auto executor = co_await boost::asio::this_coro::executor;
    stream_protocol::acceptor at(executor, stream_protocol::endpoint(how.unix_socket));
    async::task_group others(executor);
    others.spawn(answer_once(at));
    dialed got = co_await dial(how, "http://nowhere.example/", proxy_at(1, proxy_kind::http));
    co_await others.join();
    co_return got;
}

TEST(DialerUnix, IsConnectedToWhateverTheOriginAndTheProxy) {
    const test::temp_dir folder;
    http::connect_options how;
    how.unix_socket = (folder / "socket").string();
    const dialed got = test::run(dial_unix(how));
    ASSERT_FALSE(got.failure) << message(*got.failure);
    EXPECT_EQ(got.reply.substr(0, 8), "HTTP/1.1");
    EXPECT_FALSE(got.told.remote);
    // The file is still there, but nobody listens.
    EXPECT_EQ(dial_to("http://a.example/", how).failure->code, errc::refused);
}

// Of a listener that takes nobody in: until one fails.
std::vector<stream_protocol::socket> fill(boost::asio::io_context& context, const std::string& path) {
    const stream_protocol::endpoint to(path);
    std::vector<stream_protocol::socket> waiting;
    for (int done = 0; done == 0;) {
        waiting.emplace_back(context, stream_protocol());
        waiting.back().non_blocking(true);
        done = ::connect(waiting.back().native_handle(), to.data(), static_cast<socklen_t>(to.size()));
    }
    return waiting;
}

TEST(DialerUnix, OneWhoseBacklogIsFullIsWaitedForAndNotTakenForConnected) {
    const test::temp_dir folder;
    http::connect_options how;
    how.unix_socket = (folder / "socket").string();
    boost::asio::io_context context;
    stream_protocol::acceptor at(context, stream_protocol());
    at.bind(stream_protocol::endpoint(how.unix_socket));
    at.listen(0);
    const auto waiting = fill(context, how.unix_socket);
    connect_limits limits;
    limits.connect = std::chrono::milliseconds{30};
    const dialed got = test::run(dial(how, "http://a.example/", std::nullopt, limits));
    ASSERT_TRUE(got.failure);
    EXPECT_EQ(got.failure->code, errc::timed_out);
}

TEST(DialerUnix, SaysWhatIsWrongWithThePath) {
    http::connect_options how;
    how.unix_socket = "/nowhere/socket";
    const dialed none = dial_to("http://a.example/", how);
    ASSERT_TRUE(none.failure);
    EXPECT_EQ(message(*none.failure), "connect to /nowhere/socket: No such file or directory");
    how.unix_socket = std::string(200, 'x');
    EXPECT_EQ(dial_to("http://a.example/", how).failure->cause.value(), ENAMETOOLONG);
}

}  // namespace
}  // namespace trawl::net
