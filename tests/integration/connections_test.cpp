#include <string>
#include <vector>

#include <gmock/gmock.h>

#include "cli/trawl_command.hpp"
#include "support/fault_server.hpp"
#include "support/nginx.hpp"
#include "support/proxy_program.hpp"
#include "support/replies.hpp"
#include "support/temp_dir.hpp"

namespace trawl::test {
namespace {

using testing::HasSubstr;
using testing::Not;
using namespace std::string_literals;

/// The program, and how it gets to servers.
class FetchConnections : public FetchCommand {
protected:
    static proxy_program_options login() {
        proxy_program_options how;
        how.username = "me";
        how.password = "secret";
        return how;
    }

    child_result fetch_with(const std::vector<std::string>& environment, const std::vector<std::string>& arguments) {
        child_options how = fetch_options(arguments);
        how.environment.insert(how.environment.end(), environment.begin(), environment.end());
        return run(TRAWL_BINARY, std::move(how));
    }

    test_ca ca_;
    fault_server plain_{[](const received_request&) { return reply::ok("plain"); }};
    fault_server tls_{[](const received_request&) { return reply::ok("over TLS"); }, {.certificate = ca_.issue()}};
};

TEST_F(FetchConnections, TheEnvironmentsProxiesAreUsedAndTheirPasswordsNotTold) {
    const proxy_program program(proxy_name::squid, login());
    const std::string proxy = "http://me:secret@127.0.0.1:" + std::to_string(program.port());
    const auto result = fetch_with({"http_proxy=" + proxy, "HTTPS_PROXY=" + proxy},
                                   {plain_.url("/a"), tls_.url("/b"), "--cacert", ca_.ca_file().string(), "-v"});
    EXPECT_TRUE(ended_with(result, 0));
    EXPECT_EQ(content("a"), "plain");
    EXPECT_EQ(content("b"), "over TLS");
    EXPECT_TRUE(program.wait_for_log("GET " + plain_.url("/a") + " me")) << program.log();
    EXPECT_TRUE(program.wait_for_log("CONNECT 127.0.0.1:" + std::to_string(tls_.port()) + " me")) << program.log();
    EXPECT_THAT(result.err + result.out + read_file(place("records.jsonl")), Not(HasSubstr("secret")));
}

TEST_F(FetchConnections, UpperCaseHttpProxyDoesNotCountAndNoProxyLeadsAround) {
    const auto result = fetch_with(
        {"HTTP_PROXY=http://127.0.0.1:1", "https_proxy=http://127.0.0.1:1", "NO_PROXY=example.org 127.0.0.0/8"},
        {plain_.url("/a"), tls_.url("/b"), "--cacert", ca_.ca_file().string()});
    EXPECT_TRUE(ended_with(result, 0));
}

TEST_F(FetchConnections, ARefusalOfTheProxySaysWhichAndWhy) {
    const proxy_program program(proxy_name::tinyproxy, login());
    const std::string proxy = "127.0.0.1:" + std::to_string(program.port());
    const auto result = fetch({plain_.url("/a"), tls_.url("/b"), "--proxy", proxy});
    EXPECT_TRUE(ended_with(result, 3));
    EXPECT_THAT(result.err, HasSubstr("proxy " + proxy));
    EXPECT_THAT(result.err, HasSubstr("wants a user name and password"));
    EXPECT_EQ(plain_.connections() + tls_.connections(), 0U);
}

TEST_F(FetchConnections, SocksProxiesLeadToNamesThatTheyKnow) {
    const proxy_program program(proxy_name::microsocks, login());
    for (const char* const scheme : {"socks5", "socks5h"}) {
        const auto result = fetch({tls_.url("/"s + scheme, "localhost"), "--cacert", ca_.ca_file().string(), "--proxy",
                                   scheme + "://127.0.0.1:"s + std::to_string(program.port()), "--proxy-user",
                                   "@" + file("user", "me:secret\n")});
        EXPECT_TRUE(ended_with(result, 0));
        EXPECT_EQ(content(scheme), "over TLS");
    }
}

TEST_F(FetchConnections, TinyproxyLetsUsInWithALogin) {
    const proxy_program program(proxy_name::tinyproxy, login());
    const std::string proxy = "http_proxy=http://127.0.0.1:" + std::to_string(program.port());
    const auto result = fetch_with({proxy, "https" + proxy.substr(4), "TRAWL_PROXY_USER=me:secret"},
                                   {plain_.url("/a"), tls_.url("/b"), "--cacert", ca_.ca_file().string()});
    EXPECT_TRUE(ended_with(result, 0));
    EXPECT_EQ(content("a") + content("b"), "plainover TLS");
    EXPECT_EQ(plain_.log().at(0).count("Proxy-Authorization") + tls_.log().at(0).count("Proxy-Authorization"), 0U);
}

TEST_F(FetchConnections, SquidIsSpokenToOverTls) {
    proxy_program_options how = login();
    how.certificate = ca_.issue();
    const proxy_program program(proxy_name::squid, how);
    const std::string proxy = "https://me:secret@127.0.0.1:" + std::to_string(program.tls_port());
    const auto result = fetch({plain_.url("/a"), tls_.url("/b"), "--cacert", ca_.ca_file().string(), "--proxy", proxy});
    EXPECT_TRUE(ended_with(result, 0));
    EXPECT_EQ(content("a") + content("b"), "plainover TLS");
    EXPECT_TRUE(program.wait_for_log("CONNECT 127.0.0.1:" + std::to_string(tls_.port()) + " me")) << program.log();
}

TEST_F(FetchConnections, DantedLeadsEverywhereAsAllProxy) {
    const proxy_program program(proxy_name::danted);
    const std::string all = "ALL_PROXY=socks5h://127.0.0.1:" + std::to_string(program.port());
    EXPECT_TRUE(ended_with(
        fetch_with({all}, {plain_.url("/a"), tls_.url("/b"), "--cacert", ca_.ca_file().string(), "--retries", "0"}),
        0));
    EXPECT_EQ(content("a") + content("b"), "plainover TLS");
    EXPECT_TRUE(ended_with(
        fetch_with({"all_proxy=socks5://127.0.0.1:1", "no_proxy=10.0.0.0/8,127.0.0.0/24"}, {plain_.url("/c")}), 0));
}

TEST_F(FetchConnections, Socks5ResolvesNamesHereAndSocks5hThere) {
    const proxy_program program(proxy_name::microsocks);
    const std::string there = "127.0.0.1:" + std::to_string(program.port());
    const std::string port = std::to_string(plain_.port());
    const auto through = [&](const std::string& scheme) {
        return fetch({"http://known-here.invalid:" + port + "/a", "--no-state", "--retries", "0", "--resolve",
                      "known-here.invalid:" + port + ":127.0.0.1", "--proxy", scheme + "://" + there});
    };
    EXPECT_TRUE(ended_with(through("socks5"), 0));
    EXPECT_TRUE(ended_with(through("socks5h"), 3));
    EXPECT_EQ(records().only().error_kind(), "proxy");
}

TEST_F(FetchConnections, TakeTheFamilyAndTheAddressThatWereAskedFor) {
    const fault_server both{[](const received_request&) { return reply::ok("x"); }, {.ipv6 = true}};
    for (const auto& [option, address] : {std::pair{"-4", "127.0.0.1"}, {"-6", "::1"}}) {
        EXPECT_TRUE(ended_with(fetch({both.url("/x", "localhost"), option, "--no-state"}), 0));
        EXPECT_THAT(records().only().text("/remote_ip"), HasSubstr(address));
    }
    nginx_options how;
    how.root = place("root");
    how.server_lines = "location / { default_type text/plain; return 200 $remote_addr; }";
    const nginx server(how);
    EXPECT_TRUE(ended_with(fetch({server.url("/from"), "--interface", "127.0.0.77"}), 0));
    EXPECT_EQ(content("from"), "127.0.0.77");
    EXPECT_TRUE(ended_with(fetch({server.url("/device"), "--interface", "lo"}), 0));
    EXPECT_TRUE(ended_with(fetch({server.url("/none"), "--interface", "no-such-device", "--retries", "0"}), 2));
}

TEST_F(FetchConnections, GoWhereTheyAreTold) {
    const std::string port = std::to_string(plain_.port());
    EXPECT_TRUE(
        ended_with(fetch({"http://a.example:" + port + "/one", "--resolve", "a.example:" + port + ":127.0.0.1"}), 0));
    EXPECT_TRUE(ended_with(fetch({"http://b.example/two", "--connect-to", "b.example:80:127.0.0.1:" + port}), 0));
    EXPECT_EQ(content("two"), "plain");
    EXPECT_EQ(plain_.log().at(0).field("Host"), "a.example:" + port);
    EXPECT_EQ(plain_.log().at(1).field("Host"), "b.example");
}

TEST_F(FetchConnections, ReachServersOnUnixSockets) {
    const temp_dir folder;
    write_file(folder / "www/page", "by socket");
    nginx_options how;
    how.root = folder / "www";
    const std::string socket = (folder / "socket").string();
    how.http_lines = "server { listen unix:" + socket + "; root " + how.root.string() + "; }";
    const nginx server(how);
    const auto result = fetch({"http://nowhere.example/page", "--unix-socket", socket});
    EXPECT_TRUE(ended_with(result, 0));
    EXPECT_EQ(content("page"), "by socket");
}

TEST_F(FetchConnections, DenyPrivateKeepsFromWhatIsNotPublicWhateverItsName) {
    const std::string port = std::to_string(plain_.port());
    const auto result = fetch({plain_.url("/a"), plain_.url("/b", "localhost"), "http://c.example:" + port + "/c",
                               "http://169.254.169.254/latest/meta-data/", "--resolve",
                               "c.example:" + port + ":127.0.0.1", "--deny-private"});
    EXPECT_TRUE(ended_with(result, 3));
    EXPECT_THAT(result.err, HasSubstr("not allowed to connect to this address"));
    EXPECT_EQ(plain_.connections(), 0U);
    EXPECT_THAT(names(), testing::IsEmpty());
}

}  // namespace
}  // namespace trawl::test
