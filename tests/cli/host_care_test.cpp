#include <algorithm>
#include <array>
#include <chrono>
#include <memory>

#include <gmock/gmock.h>

#include "cli/trawl_command.hpp"
#include "support/fault_server.hpp"
#include "support/free_port.hpp"
#include "support/replies.hpp"
#include "support/test_ca.hpp"

namespace trawl::test {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

script after(const std::shared_ptr<gate>& what, const script& answer) {
    return script{step::wait_for{what}} + answer;
}

/// How the program treats a host that is busy.
class HostCare : public FetchCommand {
protected:
    /// Of requests by this host name.
    [[nodiscard]] static std::size_t count(const fault_server& server, std::string_view host) {
        const auto log = server.log();
        return static_cast<std::size_t>(std::ranges::count_if(
            log, [&](const received_request& one) { return one.field("Host").starts_with(host); }));
    }
};

/// Two at a time at first; one more after as many answers; half of it after a 503. That no more requests come is seen
/// by those of another host, which come meanwhile.
TEST_F(HostCare, AdaptiveFindsHowManyRequestsAHostTakes) {
    std::array<std::shared_ptr<gate>, 4> gates;
    std::ranges::generate(gates, [] { return std::make_shared<gate>(); });
    const fault_server other{[](const received_request&) { return reply::ok("x"); }};
    std::size_t number = 0;
    const fault_server server{[&](const received_request&) {
        ++number;
        const std::size_t group = number <= 2 ? number - 1 : number <= 5 ? 2 : 3;
        return after(gates[group], group == 2 ? reply::status(503) : reply::ok("x"));
    }};
    const auto urls = [](const fault_server& of, int from) {
        std::string list;
        for (int i = from; i < from + 30; ++i) {
            list += of.url("/" + std::to_string(i)) + '\n';
        }
        return list;
    };
    auto running = start_fetch({"-i", "-", "--adaptive", "--per-host", "16"}, urls(server, 0) + urls(other, 0));

    ASSERT_TRUE(other.wait_for_requests(30));
    EXPECT_EQ(server.requests(), 2U);
    gates[0]->open();
    ASSERT_TRUE(server.wait_for_requests(3));
    gates[1]->open();
    ASSERT_TRUE(server.wait_for_requests(5));
    running.write(urls(other, 30));
    ASSERT_TRUE(other.wait_for_requests(60));
    EXPECT_EQ(server.requests(), 5U);
    gates[2]->open();
    ASSERT_TRUE(server.wait_for_requests(6));
    running.write(urls(other, 60));
    ASSERT_TRUE(other.wait_for_requests(90));
    EXPECT_EQ(server.requests(), 6U);
    gates[3]->open();
    running.close_input();

    EXPECT_TRUE(ended_with(running.wait(), 0));
    EXPECT_EQ(records().count("ok"), 120U);
    EXPECT_LE(server.most_open_connections(), 16U);
}

TEST_F(HostCare, RatesOfAllKindsTogetherStillLeaveRequestsInParallel) {
    const auto all_are_here = std::make_shared<gate>();
    const fault_server server{[&](const received_request&) { return after(all_are_here, reply::ok("x")); }};
    std::vector<std::string> arguments{"--rate",       "1000/s", "--host-rate",       "1000/s", "--host-delay", "1ms",
                                       "--limit-rate", "10M",    "--host-limit-rate", "10M"};
    for (int i = 0; i < 6; ++i) {
        arguments.push_back(server.url("/" + std::to_string(i)));
    }
    auto running = start_fetch(arguments);

    EXPECT_TRUE(server.wait_for_requests(6));
    all_are_here->open();

    EXPECT_TRUE(ended_with(running.wait(), 0));
}

TEST_F(HostCare, TablesAreForTheHostsThatTheirPatternMatches) {
    const auto go_on = std::make_shared<gate>();
    const fault_server server{[&](const received_request&) { return after(go_on, reply::ok("x")); }};
    const auto port = std::to_string(server.port());
    std::vector<std::string> arguments{"--config", file("c.toml", "[host.\"*.example.org\"]\nper-host = 1\n")};
    for (const std::string host : {"a.example.org", "b.example.org", "example.net"}) {
        arguments.insert(arguments.end(), {"--resolve", host + ":" + port + ":127.0.0.1"});
        for (int i = 0; i < 5; ++i) {
            arguments.push_back(server.url("/" + std::to_string(i), host));
        }
    }
    auto running = start_fetch(arguments);

    EXPECT_TRUE(server.wait_for_requests(7));
    EXPECT_EQ(count(server, "a.example.org"), 1U);
    EXPECT_EQ(count(server, "b.example.org"), 1U);
    EXPECT_EQ(count(server, "example.net"), 5U);
    go_on->open();

    EXPECT_TRUE(ended_with(running.wait(), 0));
}

TEST_F(HostCare, RateLimitFieldsPauseTheHost) {
    const std::vector<reply::field_list> forms{{{"RateLimit", "\"default\";r=0;t=1"}},
                                               {{"RateLimit", "limit=10, remaining=0, reset=1"}},
                                               {{"X-RateLimit-Remaining", "0"}, {"X-RateLimit-Reset", "1"}}};
    std::vector<std::unique_ptr<fault_server>> servers;
    std::vector<std::string> arguments{"--per-host", "1"};
    for (const auto& fields : forms) {
        servers.push_back(std::make_unique<fault_server>([&fields](const received_request& request) {
            return request.number == 1 ? reply::status(200, fields, "x") : reply::ok("x");
        }));
        arguments.insert(arguments.end(), {servers.back()->url("/a"), servers.back()->url("/b")});
    }

    const auto result = fetch(arguments);

    EXPECT_TRUE(ended_with(result, 0));
    for (std::size_t i = 0; i < forms.size(); ++i) {
        const auto log = servers[i]->log();
        ASSERT_EQ(log.size(), 2U);
        EXPECT_GE(log[1].arrived - log[0].arrived, 900ms) << forms[i][0].second;
        EXPECT_THAT(result.err, HasSubstr("127.0.0.1:" + std::to_string(servers[i]->port()) + " asked us to wait"));
    }
}

TEST_F(HostCare, RetryAfterMayBeADate) {
    const auto now = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now() + 2s);
    std::string date(40, '\0');
    date.resize(std::strftime(date.data(), date.size(), "%a, %d %b %Y %H:%M:%S GMT", std::gmtime(&now)));
    fault_server server;
    server.on("/x", {reply::retry_after(503, date), reply::ok("x")});

    EXPECT_TRUE(ended_with(fetch({server.url("/x")}), 0));

    const auto log = server.log();
    ASSERT_EQ(log.size(), 2U);
    EXPECT_GE(records().only().number("/attempts/0/waited_ms"), 1);
}

TEST_F(HostCare, RetryMaxTimeEndsThem) {
    const fault_server server{[](const received_request&) { return reply::status(503); }};

    EXPECT_TRUE(ended_with(fetch({server.url("/x"), "--retries", "1000", "--retry-max-time", "1s"}), 4));

    EXPECT_LT(server.requests(), 20U);
    EXPECT_EQ(records().only().outcome(), "http_error");
}

/// Each class by its word: the failure is tried again with it and not without.
TEST_F(HostCare, EachRetryClassStandsForItsFailure) {
    test_ca ca;
    fault_server_options old;
    old.certificate = ca.issue();
    old.only_tls_version = "TLSv1.2";
    const fault_server no_tls13{[](const received_request&) { return reply::ok("x"); }, old};
    const refusing_port nobody;
    const std::string refused = "http://127.0.0.1:" + std::to_string(nobody.port());
    fault_server server;
    server.on("/reset", reply::reset_at_once());
    server.on("/silent", reply::never_answers());
    server.on("/cut", reply::truncated("half", 100));
    server.on("/coding", reply::coded("gzip", "this is not gzip"));
    server.on("/drip", reply::drip(std::string(2000, 'x'), 1, 20ms));
    server.on("/503", reply::status(503));
    server.on("/429", reply::status(429));
    server.on("/404", reply::status(404));
    struct row {
        std::string word;
        std::vector<std::string> arguments;
    };
    const std::vector<row> rows{{"connect", {refused + "/x"}},
                                {"proxy", {"https://name.invalid/", "--proxy", server.url("")}},
                                {"tls", {no_tls13.url("/"), "--tls-min", "1.3", "--cacert", ca.ca_file()}},
                                {"reset", {server.url("/reset")}},
                                {"timeout", {server.url("/silent"), "--first-byte-timeout", "200ms"}},
                                {"truncated", {server.url("/cut")}},
                                {"decode", {server.url("/coding"), "--compressed"}},
                                {"slow", {server.url("/drip"), "--min-speed", "10k", "--min-speed-time", "1s"}},
                                {"5xx", {server.url("/503")}},
                                {"429", {server.url("/429")}},
                                {"404", {server.url("/404")}}};
    std::vector<std::unique_ptr<child_process>> running;
    for (const auto& [word, arguments] : rows) {
        for (const bool is_named : {true, false}) {
            auto how = trawl_options({"fetch", "--discard", "--no-state", "--retries", "1", "--retry-on",
                                      is_named ? word : "none", "--results", place(word + (is_named ? "+" : "-"))});
            how.arguments.insert(how.arguments.end(), arguments.begin(), arguments.end());
            running.push_back(std::make_unique<child_process>(TRAWL_BINARY, std::move(how)));
        }
    }
    for (auto& one : running) {
        EXPECT_NE(one->wait().exit_status, 0);
    }
    for (const auto& [word, arguments] : rows) {
        EXPECT_EQ(record_list::of_file(place(word + "+")).only().size("/attempts"), 2U) << word;
        EXPECT_EQ(record_list::of_file(place(word + "-")).only().size("/attempts"), 1U) << word;
    }
}

}  // namespace
}  // namespace trawl::test
