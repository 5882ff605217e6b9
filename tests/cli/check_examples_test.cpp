#include <gmock/gmock.h>

#include "cli/trawl_command.hpp"
#include "support/fault_server.hpp"
#include "support/replies.hpp"

namespace trawl::test {
namespace {

using testing::HasSubstr;

script site(const received_request& request) {
    const auto& path = request.target;
    if (path == "/") {
        return reply::ok("<html lang=\"en\"><title>Welcome</title></html>", "text/html; charset=utf-8");
    }
    if (path == "/de/" || path == "/en/") {
        return reply::ok("<html lang=\"" + path.substr(1, 2) + "\"></html>", "text/html");
    }
    if (path == "/robots.txt") {
        return reply::ok("User-agent: *\nAllow: /\n", "text/plain");
    }
    if (path == "/old") {
        return reply::redirect(301, "/new");
    }
    if (path == "/health.json") {
        return reply::ok(R"({"status": "ok", "checks": [{"up": true}, {"up": true}]})", "application/json");
    }
    return reply::status(404, {}, "not here");
}

script shop(const received_request& request) {
    const reply::field_list json{{"Content-Type", "application/json"}};
    const auto& path = request.target;
    if (path == "/v1/login" && request.method == "POST" &&
        request.body == R"({"user": "ada", "password": "pass-word"})") {
        auto fields = json;
        fields.emplace_back("Set-Cookie", "session=s1; Path=/");
        fields.emplace_back("Location", "/v1/accounts/42");
        return reply::status(200, fields, R"({"token": "token0001"})");
    }
    if (request.field("Authorization") != "Bearer token0001" || request.field("Cookie") != "session=s1") {
        return reply::status(401, json, "{}");
    }
    if (path == "/v1/accounts/42") {
        return reply::status(200, json, R"({"name": "ada", "orders": [{"id": 7}]})");
    }
    if (path == "/v1/orders/7.json" || path == "/v1/orders/7.pdf") {
        return reply::ok("{}", "application/" + path.substr(path.rfind('.') + 1));
    }
    return reply::status(request.method == "DELETE" ? 204 : 404, json);
}

TEST(ExampleSuite, SmokeRuns) {
    fault_server server(site);

    const auto result =
        run_trawl({"check", TRAWL_CONFIGS "/smoke.toml", "--base-url", server.url("/"), "--skip-tag", "tls"});

    EXPECT_TRUE(ended_with(result, 0));
    EXPECT_THAT(result.out, HasSubstr("7 checks: 7 passed"));
}

TEST(ExampleSuite, LoginRuns) {
    fault_server server(shop);

    const auto result = run_trawl({"check", TRAWL_CONFIGS "/login.toml", "--base-url", server.url("/"), "--var",
                                   "user=ada", "--secret", "PASSWORD=pass-word"});

    EXPECT_TRUE(ended_with(result, 0));
    EXPECT_THAT(result.out, HasSubstr("6 checks: 5 passed, 1 skipped"));
}

}  // namespace
}  // namespace trawl::test
