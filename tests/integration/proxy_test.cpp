#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>
#include <boost/asio/this_coro.hpp>

#include "support/fault_server.hpp"
#include "support/free_port.hpp"
#include "support/proxy_program.hpp"
#include "support/replies.hpp"
#include "support/run_coroutine.hpp"
#include "trawl/http/session.hpp"
#include "unit/client/fetched.hpp"

namespace trawl::http {
namespace {

namespace reply = test::reply;
using test::fault_server;
using test::fetch_alone;
using test::fetched;
using test::get;
using test::proxy_name;
using test::proxy_program;
using test::received_request;

constexpr const char* username = "me@work";
constexpr const char* password = "a:b c";

proxy proxy_at(proxy_kind kind, std::uint16_t port) {
    proxy by;
    by.kind = kind;
    by.host = "127.0.0.1";
    by.port = port;
    return by;
}

session_options through(const proxy& by) {
    session_options options;
    options.proxies.for_http = by;
    options.proxies.for_https = by;
    return options;
}

/// An origin with http and https that tells of each request what came.
struct origins {
    test::test_ca ca;
    fault_server plain{&origins::answer, {.ipv6 = true}};
    fault_server tls{&origins::answer, {.certificate = ca.issue(), .ipv6 = true}};

    static test::script answer(const received_request& what) {
        return what.target == "/away" ? reply::redirect(302, what.field("X-To"))
                                      : reply::ok("origin of " + what.target);
    }

    [[nodiscard]] session_options trusted(session_options options) const {
        options.tls.ca_file = ca.ca_file().string();
        return options;
    }
};

/// A proxy that runs, and how it is spoken to.
struct speaker {
    proxy_name name;
    proxy_kind kind;

    // As they are set up here.
    [[nodiscard]] bool knows_ipv6() const { return name != proxy_name::danted; }
    [[nodiscard]] bool asks_for_login() const { return name != proxy_name::danted; }
};

class Proxies : public testing::TestWithParam<speaker> {
protected:
    static test::proxy_program_options login() {
        test::proxy_program_options how;
        how.username = GetParam().kind == proxy_kind::http ? "me" : username;
        how.password = GetParam().kind == proxy_kind::http ? "secret" : password;
        return how;
    }
    [[nodiscard]] static proxy to(const proxy_program& program) { return proxy_at(GetParam().kind, program.port()); }
};

TEST_P(Proxies, LeadToHttpAndHttps) {
    const proxy_program program(GetParam().name);
    const origins servers;
    const session_options options = servers.trusted(through(to(program)));
    for (const fault_server* const server : {&servers.plain, &servers.tls}) {
        const fetched got = fetch_alone(get(server->url("/a?b", "localhost")), options);
        ASSERT_FALSE(got.failure) << message(*got.failure);
        EXPECT_EQ(got.body, "origin of /a?b");
        EXPECT_TRUE(got.trace.took.connect);
        EXPECT_EQ(server->log().at(0).field("Host"), "localhost:" + std::to_string(server->port()));
    }
}

TEST_P(Proxies, LeadToIPv6) {
    if (!GetParam().knows_ipv6()) {
        return;
    }
    const proxy_program program(GetParam().name);
    const origins servers;
    const session_options options = servers.trusted(through(to(program)));
    for (const fault_server* const server : {&servers.plain, &servers.tls}) {
        const fetched got = fetch_alone(get(server->url("/six", "[::1]")), options);
        ASSERT_FALSE(got.failure) << message(*got.failure);
        EXPECT_EQ(got.body, "origin of /six");
    }
}

async::awaitable<void> fetch_twice(session_options options, std::string where) {
    session client(co_await boost::asio::this_coro::executor, std::move(options));
    for (int i = 0; i < 2; ++i) {
        const fetched got = co_await test::fetch(client, get(where));
        EXPECT_FALSE(got.failure);
        EXPECT_EQ(got.trace.reused, i == 1);
    }
    EXPECT_EQ(client.statistics().connections_made, 1U);
}

TEST_P(Proxies, TunnelsAreUsedAgain) {
    const proxy_program program(GetParam().name);
    const origins servers;
    test::run(fetch_twice(servers.trusted(through(to(program))), servers.tls.url("/again")));
    EXPECT_EQ(servers.tls.connections(), 1U);
}

TEST_P(Proxies, AreToldWhoWeAreAndOriginsAreNot) {
    if (!GetParam().asks_for_login()) {
        return;
    }
    const proxy_program program(GetParam().name, login());
    const origins servers;
    proxy by = to(program);
    by.username = login().username;
    by.password = login().password;
    for (const fault_server* const server : {&servers.plain, &servers.tls}) {
        const session_options options = servers.trusted(through(by));
        request what = get(server->url("/away"));
        what.fields.add("X-To", servers.plain.url("/there", "localhost"));
        const fetched got = fetch_alone(std::move(what), options);
        ASSERT_FALSE(got.failure) << message(*got.failure);
        EXPECT_EQ(got.body, "origin of /there");
    }
    for (const fault_server* const server : {&servers.plain, &servers.tls}) {
        for (const received_request& one : server->log()) {
            EXPECT_EQ(one.count("Proxy-Authorization"), 0U);
            EXPECT_EQ(one.count("Authorization"), 0U);
        }
    }
}

TEST_P(Proxies, RefuseWhoIsNotKnown) {
    if (!GetParam().asks_for_login()) {
        return;
    }
    const proxy_program program(GetParam().name, login());
    const origins servers;
    proxy stranger = to(program);
    stranger.username = "someone";
    stranger.password = "guesses";
    for (const proxy& by : {to(program), stranger}) {
        for (const fault_server* const server : {&servers.plain, &servers.tls}) {
            const fetched got = fetch_alone(get(server->url()), servers.trusted(through(by)));
            // tinyproxy answers a wrong password as an origin would.
            if (GetParam().name == proxy_name::tinyproxy && by == stranger && server == &servers.plain) {
                EXPECT_EQ(got.status, 401);
                continue;
            }
            ASSERT_TRUE(got.failure);
            EXPECT_EQ(got.failure->code, errc::proxy) << message(*got.failure);
            EXPECT_EQ(got.failure->where, phase::proxy);
            EXPECT_NE(got.failure->detail.find("user name and password"), std::string::npos) << got.failure->detail;
            EXPECT_EQ(got.failure->detail.find("guesses"), std::string::npos);
        }
    }
    EXPECT_EQ(servers.plain.requests() + servers.tls.requests(), 0U);
}

TEST_P(Proxies, SayThatTheTargetCannotBeReached) {
    const proxy_program program(GetParam().name);
    const test::refusing_port nobody;
    const std::string where = "https://127.0.0.1:" + std::to_string(nobody.port()) + '/';
    const fetched got = fetch_alone(get(where), through(to(program)));
    ASSERT_TRUE(got.failure);
    EXPECT_EQ(got.failure->code, errc::proxy) << message(*got.failure);
    EXPECT_EQ(got.failure->where, phase::proxy);
    EXPECT_EQ(message(*got.failure).find("proxy 127.0.0.1:" + std::to_string(program.port()) + ": "), 0U)
        << message(*got.failure);
}

TEST_P(Proxies, AnUntrustedOriginIsRefusedBehindThem) {
    const proxy_program program(GetParam().name);
    test::test_ca ca;
    const fault_server other(&origins::answer, {.certificate = ca.wrong_host()});
    session_options options = through(to(program));
    options.tls.ca_file = ca.ca_file().string();
    const fetched got = fetch_alone(get(other.url()), options);
    ASSERT_TRUE(got.failure);
    EXPECT_EQ(got.failure->code, errc::certificate) << message(*got.failure);
    EXPECT_EQ(got.failure->where, phase::tls);
}

INSTANTIATE_TEST_SUITE_P(Http, Proxies,
                         testing::Values(speaker{proxy_name::squid, proxy_kind::http},
                                         speaker{proxy_name::tinyproxy, proxy_kind::http}),
                         [](const auto& row) { return row.param.name == proxy_name::squid ? "squid" : "tinyproxy"; });
INSTANTIATE_TEST_SUITE_P(Socks5, Proxies,
                         testing::Values(speaker{proxy_name::microsocks, proxy_kind::socks5},
                                         speaker{proxy_name::danted, proxy_kind::socks5}),
                         [](const auto& row) {
                             return row.param.name == proxy_name::danted ? "danted" : "microsocks";
                         });
INSTANTIATE_TEST_SUITE_P(Socks5h, Proxies,
                         testing::Values(speaker{proxy_name::microsocks, proxy_kind::socks5h},
                                         speaker{proxy_name::danted, proxy_kind::socks5h}),
                         [](const auto& row) {
                             return row.param.name == proxy_name::danted ? "danted" : "microsocks";
                         });

/// squid with a port for TLS.
class HttpsProxy : public testing::Test {
protected:
    test::proxy_program_options with_tls(const test::certificate_files& which) {
        test::proxy_program_options how;
        how.certificate = which;
        return how;
    }
    origins servers_;
};

TEST_F(HttpsProxy, LeadsToHttpAndWithinItsTlsToHttps) {
    const proxy_program program(proxy_name::squid, with_tls(servers_.ca.issue()));
    const session_options options = servers_.trusted(through(proxy_at(proxy_kind::https, program.tls_port())));
    for (const fault_server* const server : {&servers_.plain, &servers_.tls}) {
        const fetched got = fetch_alone(get(server->url("/in")), options);
        ASSERT_FALSE(got.failure) << message(*got.failure);
        EXPECT_EQ(got.body, "origin of /in");
    }
    EXPECT_TRUE(program.wait_for_log("CONNECT")) << program.log();
}

TEST_F(HttpsProxy, BigBodiesComeThroughBothLayers) {
    const proxy_program program(proxy_name::squid, with_tls(servers_.ca.issue()));
    std::string big(5'000'000, '\0');
    for (std::size_t i = 0; i < big.size(); ++i) {
        big[i] = static_cast<char>(i * 7 + i / 251);
    }
    servers_.tls.on("/big", reply::ok(big));
    const fetched got = fetch_alone(get(servers_.tls.url("/big")),
                                    servers_.trusted(through(proxy_at(proxy_kind::https, program.tls_port()))));
    ASSERT_FALSE(got.failure) << message(*got.failure);
    EXPECT_TRUE(got.body == big);
}

TEST_F(HttpsProxy, ItsCertificateIsChecked) {
    const proxy_program program(proxy_name::squid, with_tls(servers_.ca.wrong_host()));
    const fetched got = fetch_alone(get(servers_.plain.url()),
                                    servers_.trusted(through(proxy_at(proxy_kind::https, program.tls_port()))));
    ASSERT_TRUE(got.failure);
    EXPECT_EQ(got.failure->code, errc::certificate);
    EXPECT_EQ(got.failure->where, phase::proxy);
    EXPECT_NE(message(*got.failure).find("other.example"), std::string::npos) << message(*got.failure);
    EXPECT_EQ(servers_.plain.requests(), 0U);
}

TEST_F(HttpsProxy, TheOriginsCertificateIsCheckedWithin) {
    const proxy_program program(proxy_name::squid, with_tls(servers_.ca.issue()));
    const fault_server other(&origins::answer, {.certificate = servers_.ca.expired()});
    const fetched got =
        fetch_alone(get(other.url()), servers_.trusted(through(proxy_at(proxy_kind::https, program.tls_port()))));
    ASSERT_TRUE(got.failure);
    EXPECT_EQ(got.failure->code, errc::certificate) << message(*got.failure);
    EXPECT_EQ(got.failure->where, phase::tls);
    EXPECT_NE(got.failure->detail.find("expired"), std::string::npos) << got.failure->detail;
}

}  // namespace
}  // namespace trawl::http
