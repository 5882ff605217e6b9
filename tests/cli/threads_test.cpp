#include <algorithm>
#include <array>
#include <chrono>
#include <csignal>
#include <map>
#include <set>

#include <gmock/gmock.h>

#include "cli/trawl_command.hpp"
#include "support/fault_server.hpp"
#include "support/replies.hpp"

namespace trawl::test {
namespace {

using testing::HasSubstr;

struct Threads : FetchCommand {
    /// `each` URLs of every server, in turns, a line each.
    [[nodiscard]] std::string list(int each) const {
        std::string lines;
        for (int i = 0; i < each; ++i) {
            for (std::size_t server = 0; server < servers.size(); ++server) {
                lines += servers[server].url("/" + std::to_string(server) + "-" + std::to_string(i)) + "\n";
            }
        }
        return lines;
    }

    void serve(const fault_server::handler& answer) {
        for (auto& each : servers) {
            each.on("/", answer);
            for (int i = 0; i < 200; ++i) {
                each.on("/" + std::to_string(&each - servers.data()) + "-" + std::to_string(i), answer);
            }
        }
    }

    std::array<fault_server, 3> servers;
};

TEST_F(Threads, FetchEachUrlOnceAndASecondRunKnowsTheFiles) {
    serve([](const received_request& asked) { return reply::ok("body of " + asked.target); });
    const auto first = fetch({"-i", "-", "--threads", "2"}, list(50));
    EXPECT_TRUE(ended_with(first, 0));
    EXPECT_THAT(first.err, HasSubstr("150 of 150 fetched"));
    EXPECT_THAT(first.err, HasSubstr("150 requests"));
    EXPECT_EQ(names().size(), 150U);
    EXPECT_EQ(content("2-49"), "body of /2-49");
    EXPECT_EQ(records().count("ok"), 150U);

    EXPECT_TRUE(ended_with(fetch({"-i", "-", "--threads", "3"}, list(50)), 0));
    EXPECT_EQ(records().count("already_complete"), 150U);
    for (const auto& each : servers) {
        EXPECT_EQ(each.requests(), 50U);
    }
}

TEST_F(Threads, KeepAFileThatIsNotTheirsAndTakeTheNextName) {
    serve([](const received_request&) { return reply::ok("new"); });
    EXPECT_TRUE(ended_with(fetch({servers[0].url("/0-1")}), 0));
    (void)file("out/0-0", "somebody's");
    (void)file("out/1-0", "somebody's");
    EXPECT_TRUE(ended_with(fetch({servers[0].url("/0-0"), servers[1].url("/1-0"), "--threads", "2"}), 0));
    EXPECT_EQ(content("0-0"), "somebody's");
    EXPECT_EQ(content("1-0"), "somebody's");
    EXPECT_EQ(names().size(), 5U);
}

TEST_F(Threads, InterruptedLetWhatIsInFlightEndAndTellOfEachInput) {
    const auto go_on = std::make_shared<gate>();
    serve([&](const received_request&) { return script{step::wait_for{go_on}} + reply::ok("x"); });
    auto running = start_fetch({"-i", file("list", list(100)), "--threads", "3", "-j", "3"});
    for (const auto& each : servers) {
        ASSERT_TRUE(each.wait_for_requests(1));
    }
    running.kill(SIGINT);
    EXPECT_TRUE(running.wait_for_err("in flight"));
    go_on->open();
    EXPECT_TRUE(ended_with(running.wait(), 130));
    EXPECT_EQ(records().count("ok"), 3U);
    EXPECT_EQ(records().count("cancelled"), 297U);
}

TEST_F(Threads, InterruptedTwiceEndAtOnce) {
    serve([](const received_request&) { return reply::stalls_in_body(std::string(300'000, 'x'), 200'000); });
    auto running = start_fetch({"-i", file("list", list(20)), "--threads", "3", "-j", "6", "--grace", "none"});
    for (const auto& each : servers) {
        ASSERT_TRUE(each.wait_for_requests(1));
    }
    running.kill(SIGINT);
    EXPECT_TRUE(running.wait_for_err("in flight"));
    EXPECT_TRUE(running.is_running());
    running.kill(SIGINT);
    EXPECT_TRUE(ended_with(running.wait(), 130));
    EXPECT_TRUE(names().empty());
    EXPECT_EQ(records().count("cancelled"), 60U);
}

TEST_F(Threads, KilledGoOnInTheNextRunAndAskForNothingTwiceThatWasRecorded) {
    const auto last_ones = std::make_shared<gate>();
    for (auto& each : servers) {
        for (int i = 0; i < 667; ++i) {
            const std::string path = "/" + std::to_string(&each - servers.data()) + "-" + std::to_string(i);
            const auto body = reply::ok("body of " + path);
            each.on(path, i < 600 ? body : script{step::wait_for{last_ones}} + body);
        }
    }
    const std::string urls = file("list", list(667));
    auto killed = start_fetch({"-i", urls, "--threads", "2"});
    for (const auto& each : servers) {
        ASSERT_TRUE(each.wait_for_requests(200));
    }
    const auto limit = std::chrono::steady_clock::now() + patience;
    std::string lines;
    while (lines.empty() && std::chrono::steady_clock::now() < limit) {
        lines = read_file(place("records.jsonl"));
        lines.resize(lines.rfind('\n') + 1);
    }
    killed.kill(SIGKILL);
    EXPECT_EQ(killed.wait().signal, SIGKILL);
    last_ones->open();
    std::set<std::string> done;
    for (const auto& each : record_list(lines)) {
        if (each.outcome() == "ok") {
            done.insert(each.text("/url"));
        }
    }
    EXPECT_FALSE(done.empty());

    EXPECT_TRUE(ended_with(fetch({"-i", urls, "--threads", "2"}), 0));
    std::set<std::string> told;
    for (const auto& each : records()) {
        told.insert(each.text("/url"));
    }
    EXPECT_EQ(records().size(), 2001U);
    EXPECT_EQ(told.size(), 2001U);
    EXPECT_EQ(names().size(), 2001U);
    for (const auto& name : names()) {
        EXPECT_EQ(content(name), "body of /" + name);
    }
    for (const auto& each : servers) {
        std::map<std::string, int> asked;
        for (const auto& one : each.log()) {
            ++asked[each.url(one.target)];
        }
        for (const auto& [url, times] : asked) {
            EXPECT_LE(times, done.contains(url) ? 1 : 2) << url;
        }
    }
}

TEST_F(Threads, AskTheOneWhoseHostARedirectLeadsTo) {
    serve([](const received_request&) { return reply::ok("x"); });
    for (std::size_t i = 1; i < servers.size(); ++i) {
        servers[i].on("/", [&](const received_request&) { return reply::redirect(302, servers[0].url("/0-1")); });
    }
    EXPECT_TRUE(ended_with(fetch({servers[0].url("/0-0"), servers[1].url("/"), servers[2].url("/"), "--threads", "3",
                                  "--host-delay", "300ms"}),
                           0));
    auto log = servers[0].log();
    ASSERT_EQ(log.size(), 3U);
    std::ranges::sort(log, {}, &received_request::arrived);
    EXPECT_GE(log[2].arrived - log[0].arrived, std::chrono::milliseconds(550));
}

TEST_F(Threads, RefuseWhatTheyWouldHaveToShare) {
    const std::vector<std::vector<std::string>> shared{
        {"--rate", "5/s"}, {"--limit-rate", "1M"}, {"--per-ip", "2"}, {"--cookies"}};
    for (const auto& option : shared) {
        std::vector<std::string> arguments{"http://127.0.0.1:9/", "--threads", "2"};
        arguments.insert(arguments.end(), option.begin(), option.end());
        const auto result = fetch(arguments);
        EXPECT_TRUE(ended_with(result, 2));
        EXPECT_THAT(result.err, HasSubstr("--threads: does not go with " + option.front()));
    }
}

}  // namespace
}  // namespace trawl::test
