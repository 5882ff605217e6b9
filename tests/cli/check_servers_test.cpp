#include <chrono>

#include <gmock/gmock.h>

#include "cli/check_command.hpp"
#include "support/fault_server.hpp"
#include "support/replies.hpp"
#include "support/test_ca.hpp"

namespace trawl::test {
namespace {

using testing::AllOf;
using testing::ContainsRegex;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::MatchesRegex;
using testing::StartsWith;

/// Servers as they are when a deploy went wrong, or is not over.
class CheckServers : public CheckCommand {
protected:
    /// "RESULT OUTCOME BLAME: MESSAGE" of the only check.
    [[nodiscard]] std::string told() const {
        const auto all = records();
        const record& one = all.only();
        return one.text("/result") + " " + one.outcome() + " " + one.text("/blame") + ": " + one.text("/message");
    }

    /// "EXPECTATION: RESULT" of the only check, with the message behind those that failed.
    [[nodiscard]] std::vector<std::string> expectations() const {
        const auto all = records();
        std::vector<std::string> told;
        for (std::size_t i = 0; i < all.only().size("/expectations"); ++i) {
            const std::string at = "/expectations/" + std::to_string(i);
            const std::string result = all.only().text(at + "/result");
            told.push_back(all.only().text(at + "/text") + ": " + result +
                           (result == "failed" ? ": " + all.only().text(at + "/message") : ""));
        }
        return told;
    }
};

TEST_F(CheckServers, ThatAreDownAtFirstAreWaitedFor) {
    fault_server_options how;
    how.is_closed_at_first = true;
    fault_server server{[](const received_request&) { return reply::ok("up"); }, how};
    child_process running{TRAWL_BINARY, check_options({server.url("/"), "--wait-for", "10m", "--wait-every", "20ms",
                                                       "-v", "--results", place("records.jsonl")})};
    ASSERT_TRUE(running.wait_for_err("connection refused; again in 20 ms"));

    server.open();
    const auto result = running.wait();

    EXPECT_TRUE(ended_with(result, 0));
    EXPECT_THAT(result.out, HasSubstr("\n1 check: 1 passed in "));
    EXPECT_EQ(server.requests(), 1U);
    const auto all = records();
    const std::string tries = all.only().text("/tries");
    EXPECT_GE(std::stoul(tries), 2U);
    EXPECT_THAT(told(), StartsWith("passed ok null: after " + tries + " tries, "));
    EXPECT_EQ(all.only().text("/first_failure"),
              "connect to 127.0.0.1:" + std::to_string(server.port()) + ": connection refused");
}

TEST_F(CheckServers, ThatAreDownAreANetworkFailure) {
    fault_server_options how;
    how.is_closed_at_first = true;
    const fault_server server{how};

    const auto result = check_and_record({server.url("/"), "-e", "status == 200"});

    const std::string why = "connect to 127.0.0.1:" + std::to_string(server.port()) + ": connection refused";
    EXPECT_TRUE(ended_with(result, 3));
    EXPECT_EQ(told(), "error network_error network: " + why);
    EXPECT_THAT(expectations(), ElementsAre("status == 200: not_evaluated"));
    EXPECT_THAT(result.out, AllOf(HasSubstr("\n         message: " + why + "\n"), HasSubstr("\n1 check: 1 error in ")));
}

TEST_F(CheckServers, WithAnExpiredCertificateAreANetworkFailure) {
    test_ca ca;
    fault_server_options how;
    how.certificate = ca.expired();
    fault_server server{[](const received_request&) { return reply::ok("x"); }, how};

    const auto result = check_and_record({server.url("/"), "--cacert", ca.ca_file(), "--retries", "3"});

    const std::string why = "TLS handshake: certificate refused \\(certificate has expired on [0-9-]+\\)";
    EXPECT_TRUE(ended_with(result, 3));
    EXPECT_THAT(told(), MatchesRegex("error network_error network: " + why));
    EXPECT_EQ(server.connections(), 1U);
    EXPECT_THAT(result.out, ContainsRegex("\n         message: " + why + "\n"));
}

TEST_F(CheckServers, MayBeExpectedToHaveAnExpiredCertificate) {
    test_ca ca;
    fault_server_options how;
    how.certificate = ca.expired();
    fault_server server{[](const received_request&) { return reply::ok("x"); }, how};
    const std::vector<std::string> base{server.url("/"), "--cacert", ca.ca_file(), "-e"};
    const auto with = [&](std::vector<std::string> more) {
        more.insert(more.begin(), base.begin(), base.end());
        return check_and_record(std::move(more));
    };

    EXPECT_TRUE(ended_with(with({"error == tls"}), 0));
    EXPECT_EQ(told(), "passed network_error null: null");

    EXPECT_TRUE(ended_with(with({"tls.expires_in < 0", "--insecure"}), 0));
    EXPECT_TRUE(ended_with(with({"tls.expires_in > 14 days", "--insecure"}), 4));
    EXPECT_THAT(told(), MatchesRegex("failed ok assertion: tls.expires_in is -[0-9.]+ (h|days?)[^,]*, not > 14 days"));
}

TEST_F(CheckServers, ThatAreSlowAreNotAsExpected) {
    fault_server server;
    server.on("/", reply::slow(std::chrono::milliseconds(60), "late"));

    const auto result = check_and_record({server.url("/"), "-e", "time < 50ms", "-e", "body == late"});

    EXPECT_TRUE(ended_with(result, 4));
    EXPECT_THAT(told(), MatchesRegex("failed ok assertion: time is [0-9.]+ m?s, not < 50ms"));
    EXPECT_THAT(expectations(), ElementsAre(MatchesRegex("time < 50ms: failed: time is [0-9.]+ m?s, not < 50ms"),
                                            "body == late: passed", "status in 200..299: passed"));
}

TEST_F(CheckServers, ThatAreTooSlowAreANetworkFailure) {
    fault_server server;
    server.on("/", reply::never_answers());

    const auto result = check_and_record({server.url("/"), "--first-byte-timeout", "50ms", "-e", "time < 10ms"});

    EXPECT_TRUE(ended_with(result, 3));
    EXPECT_EQ(told(), "error timeout network: wait for the reply: timed out");
    EXPECT_TRUE(ended_with(check_and_record({server.url("/"), "--timeout", "50ms", "-e", "error == timeout"}), 0));
}

TEST_F(CheckServers, ThatCloseEarlyAreJudgedByWhatCame) {
    fault_server server;
    server.on("/", reply::truncated(R"({"a": 1)", 100));

    const auto result = check_and_record({server.url("/"), "-e", "status == 200", "-e", "header X-Release == 7", "-e",
                                          "json $.a == 1", "-e", "size > 10", "-e", "not body contains x"});

    EXPECT_TRUE(ended_with(result, 3));
    EXPECT_EQ(told(), "error truncated network: read the reply's body: cut short");
    EXPECT_THAT(
        expectations(),
        ElementsAre("status == 200: passed", "header X-Release == 7: failed: header X-Release: no such header",
                    "json $.a == 1: not_evaluated", "size > 10: not_evaluated", "not body contains x: not_evaluated"));
    EXPECT_THAT(result.out, AllOf(HasSubstr("message: read the reply's body: cut short\n"),
                                  HasSubstr("  but header X-Release: no such header\n"),
                                  HasSubstr("3 expectations were not looked at\n"), HasSubstr("| {\"a\": 1\n")));
}

TEST_F(CheckServers, MayBeExpectedToCloseEarly) {
    fault_server server;
    server.on("/", reply::truncated("half", 100));

    EXPECT_TRUE(
        ended_with(check({server.url("/"), "-e", "error == truncated", "-e", "header Content-Length == 100"}), 0));
    EXPECT_TRUE(
        ended_with(check({server.url("/"), "-e", "error == truncated", "-e", "header Content-Length == 4"}), 4));
}

TEST_F(CheckServers, WhoseJsonIsBrokenAreNotAsExpected) {
    fault_server server;
    server.on("/", reply::ok("{\"a\": 1,\n \"b\": tru}", "application/json"));

    const auto result = check_and_record({server.url("/"), "-e", "json $.a == 1", "-e", "not json $.b exists"});

    const std::string why = R"(the body is no JSON: line 2, column 7: unexpected "tru")";
    EXPECT_TRUE(ended_with(result, 4));
    EXPECT_EQ(told(), "failed ok assertion: " + why + " (and 1 more)");
    EXPECT_THAT(expectations(), ElementsAre("json $.a == 1: failed: " + why, "not json $.b exists: failed: " + why,
                                            "status in 200..299: passed"));
    EXPECT_THAT(result.out,
                AllOf(HasSubstr("\n           but " + why + "\n"), HasSubstr("\n         |  \"b\": tru}\n")));
}

}  // namespace
}  // namespace trawl::test
