#include <algorithm>

#include <gmock/gmock.h>

#include "cli/trawl_command.hpp"
#include "support/fault_server.hpp"
#include "support/replies.hpp"

namespace trawl::test {
namespace {

using testing::HasSubstr;

class Connections : public FetchCommand {
protected:
    Connections() : server_([](const received_request&) { return reply::ok("x"); }) {}

    [[nodiscard]] std::string port() const { return std::to_string(server_.port()); }
    [[nodiscard]] child_result fetch_with(std::vector<std::string> variables,
                                          const std::vector<std::string>& arguments) const {
        auto how = fetch_options(arguments);
        how.environment.insert(how.environment.end(), variables.begin(), variables.end());
        return run(TRAWL_BINARY, how);
    }

    fault_server server_;
};

TEST_F(Connections, GoWhereResolveAndConnectToSay) {
    EXPECT_TRUE(ended_with(
        fetch({"http://name.invalid:" + port() + "/a", "--resolve", "name.invalid:" + port() + ":127.0.0.1"}), 0));
    EXPECT_EQ(server_.log().back().field("Host"), "name.invalid:" + port());
    EXPECT_TRUE(ended_with(fetch({"http://name.invalid/b", "--connect-to", "name.invalid:80:127.0.0.1:" + port()}), 0));
    EXPECT_EQ(server_.log().back().field("Host"), "name.invalid");
    EXPECT_TRUE(ended_with(fetch({"http://127.0.0.1:" + port() + "/c", "--interface", "127.0.0.1", "-4"}), 0));
    EXPECT_TRUE(ended_with(fetch({"http://127.0.0.1:" + port() + "/d", "-6", "--retries", "0"}), 3));
}

TEST_F(Connections, GoThroughTheProxyThatIsGivenOrOfTheEnvironment) {
    const std::string proxy = "http://127.0.0.1:" + port();
    EXPECT_TRUE(ended_with(fetch({"http://name.invalid/a", "--proxy", proxy, "--proxy-user", "me:s3cr3t"}), 0));
    EXPECT_EQ(server_.log().back().target, "http://name.invalid/a");
    EXPECT_EQ(server_.log().back().field("Proxy-Authorization"), "Basic bWU6czNjcjN0");

    EXPECT_TRUE(
        ended_with(fetch_with({"http_proxy=" + proxy, "TRAWL_PROXY_USER=me:s3cr3t"}, {"http://name.invalid/b"}), 0));
    EXPECT_EQ(server_.log().back().field("Proxy-Authorization"), "Basic bWU6czNjcjN0");

    const auto own = "http://127.0.0.1:" + port() + "/c";
    EXPECT_TRUE(ended_with(fetch_with({"http_proxy=http://127.0.0.1:1"}, {own, "--proxy", "none"}), 0));
    EXPECT_TRUE(ended_with(fetch_with({"http_proxy=http://127.0.0.1:1"}, {own, "--no-proxy", "127.0.0.0/8"}), 0));
    EXPECT_TRUE(ended_with(fetch_with({"http_proxy=http://127.0.0.1:1", "no_proxy=127.0.0.1"}, {own}), 0));
    const auto bad = fetch_with({"http_proxy=gopher://me:s3cr3t@x"}, {own});
    EXPECT_TRUE(ended_with(bad, 2));
    EXPECT_THAT(bad.err, HasSubstr("http_proxy"));
    EXPECT_THAT(bad.err, testing::Not(HasSubstr("s3cr3t")));
}

TEST_F(Connections, ToPrivateAddressesAreDenied) {
    const auto result = fetch({"http://127.0.0.1:" + port() + "/", "http://localhost:" + port() + "/",
                               "http://[::ffff:127.0.0.1]:" + port() + "/", "--deny-private"});
    EXPECT_TRUE(ended_with(result, 3));
    for (const auto& one : records()) {
        EXPECT_EQ(one.error_kind(), "denied");
    }
    EXPECT_EQ(server_.connections(), 0U);
}

TEST_F(Connections, OptionsThatDoNotGoTogetherAreRefused) {
    const std::string url = "http://127.0.0.1:1/";
    for (const std::vector<std::string>& arguments : {std::vector<std::string>{"-4", "-6"},
                                                      {"--deny-private", "--proxy", "http://127.0.0.1:1"},
                                                      {"--deny-private", "--proxy", "socks5h://127.0.0.1:1"},
                                                      {"--unix-socket", "/x", "--proxy", "http://127.0.0.1:1"},
                                                      {"--per-ip", "2", "--proxy", "http://127.0.0.1:1"},
                                                      {"--resolve", "name:80"},
                                                      {"--connect-to", "a:b"}}) {
        auto all = arguments;
        all.insert(all.end(), {"fetch", url});
        std::ranges::rotate(all, all.end() - 2);
        const auto result = run_trawl(all);
        EXPECT_TRUE(ended_with(result, 2)) << arguments[0];
        EXPECT_THAT(result.err, HasSubstr("--"));
    }
}

}  // namespace
}  // namespace trawl::test
