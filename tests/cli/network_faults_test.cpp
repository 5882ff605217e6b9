// What a network does to connections in each of their phases, and to a run of many: it tells each request's fate, and
// keeps no descriptor.

#include <chrono>
#include <filesystem>
#include <thread>

#include <gmock/gmock.h>

#include "cli/trawl_command.hpp"
#include "support/blackhole.hpp"
#include "support/fault_server.hpp"
#include "support/free_port.hpp"
#include "support/replies.hpp"
#include "support/test_ca.hpp"

namespace trawl::test {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

struct expected_fault {
    std::string url;
    std::string kind;
    std::string phase;
};

class NetworkFaults : public FetchCommand {
protected:
    NetworkFaults()
        : stalling_(at_connect(script{step::stall{}})),
          resetting_(at_connect(script{step::reset{}})),
          closing_(at_connect(script{step::close{}})),
          resetting_plain_(resets_when_accepted()) {
        const std::string head = "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n";
        for (const auto& [name, end] : {std::pair<std::string, step_variant>{"reset", step::reset{}},
                                        {"close", step::close{}},
                                        {"stall", step::stall{}}}) {
            plain_.on("/request/" + name, script{end});
            plain_.on("/head/" + name, script{step::send{head}, end});
            plain_.on("/body/" + name, script{step::send{head + "\r\n12345"}, end});
        }
        plain_.on("/body/drip", reply::drip(std::string(1000, 'x'), 1, 50ms));
        plain_.on("/good", reply::ok("good"));
    }

    /// Each fault that a URL of it meets, and what is to be told of it.
    [[nodiscard]] std::vector<expected_fault> all() const {
        return {{"http://slow.test/", "timed_out", "dns"},
                {"http://x.no.test/", "dns", "dns"},
                {"http://127.0.0.1:" + std::to_string(blackhole_.port()) + "/", "timed_out", "connect"},
                {"http://127.0.0.1:" + std::to_string(refusing_) + "/", "refused", "connect"},
                {stalling_.url("/"), "timed_out", "tls"},
                {resetting_.url("/"), "reset", ""},
                {closing_.url("/"), "", "tls"},
                {resetting_plain_.url("/"), "reset", ""},
                {plain_.url("/request/reset"), "reset", "first_byte"},
                {plain_.url("/request/close"), "closed", "first_byte"},
                {plain_.url("/request/stall"), "timed_out", "first_byte"},
                {plain_.url("/head/reset"), "reset", "head"},
                {plain_.url("/head/close"), "protocol", "head"},
                {plain_.url("/head/stall"), "timed_out", ""},
                {plain_.url("/body/reset"), "reset", "body"},
                {plain_.url("/body/close"), "truncated", "body"},
                {plain_.url("/body/stall"), "timed_out", "body"},
                {plain_.url("/body/drip"), "timed_out", "body"}};
    }
    [[nodiscard]] child_options options(std::vector<std::string> arguments) const {
        arguments.insert(arguments.end(), {"--retries",
                                           "0",
                                           "--dns-timeout",
                                           "300ms",
                                           "--connect-timeout",
                                           "300ms",
                                           "--tls-timeout",
                                           "300ms",
                                           "--first-byte-timeout",
                                           "300ms",
                                           "--idle-timeout",
                                           "300ms",
                                           "--timeout",
                                           "2s",
                                           "--cacert",
                                           ca_.ca_file(),
                                           "-j",
                                           "200",
                                           "--per-host",
                                           "20"});
        auto how = fetch_options(arguments);
        how.environment.push_back("LD_PRELOAD=" TRAWL_SLOW_LOOKUP);
        return how;
    }

private:
    fault_server::options at_connect(script what) {
        fault_server::options how;
        how.certificate = ca_.issue();
        how.on_connect = [what = std::move(what)](std::size_t) { return what; };
        return how;
    }
    static fault_server::options resets_when_accepted() {
        fault_server::options how;
        how.on_connect = [](std::size_t) { return script{step::reset{}}; };
        return how;
    }

protected:
    test_ca ca_;
    blackhole blackhole_;
    std::uint16_t refusing_ = free_port();
    fault_server stalling_;
    fault_server resetting_;
    fault_server closing_;
    fault_server resetting_plain_;
    fault_server plain_;
};

TEST_F(NetworkFaults, OfEachPhaseAreToldAndKeepNoDescriptor) {
    constexpr std::size_t rounds = 10;
    auto how = options({"-i", "-", "--write", "%{outcome}\\n"});
    how.keep_input_open = true;
    child_process running{TRAWL_BINARY, std::move(how)};
    ASSERT_TRUE(running.write(plain_.url("/good") + "\n"));
    ASSERT_TRUE(running.wait_for_out("ok"));
    const auto before = running.open_files_now();

    const auto faults = all();
    for (std::size_t round = 0; round < rounds; ++round) {
        for (const auto& each : faults) {
            ASSERT_TRUE(running.write(each.url + "?" + std::to_string(round) + "\n"));
        }
    }
    const auto lines = [&] {
        const auto text = running.out();
        return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
    };
    while (lines() < 1 + rounds * faults.size() && running.is_running()) {
        std::this_thread::sleep_for(10ms);
    }
    while (running.open_files_now() > before && running.is_running()) {
        std::this_thread::sleep_for(10ms);
    }
    EXPECT_LE(running.open_files_now(), before);
    running.close_input();

    EXPECT_TRUE(ended_with(running.wait(), 3));
    const auto told = records();
    EXPECT_EQ(told.size(), 1 + rounds * faults.size());
    for (const auto& each : faults) {
        for (std::size_t round = 0; round < rounds; ++round) {
            const auto& one = told.of_input(each.url + "?" + std::to_string(round));
            EXPECT_THAT(one.error_kind(), HasSubstr(each.kind)) << each.url;
            EXPECT_THAT(one.text("/error/phase"), HasSubstr(each.phase)) << each.url;
        }
    }
    EXPECT_EQ(names(), std::vector<std::string>{"good"});
}

TEST_F(NetworkFaults, OneStallingHostInFrontHoldsUpNoOther) {
    std::string list;
    for (int i = 0; i < 1000; ++i) {
        list += plain_.url("/request/stall?" + std::to_string(i)) + "\n";
    }
    fault_server good{[](const received_request&) { return reply::ok("x"); }};
    for (int i = 0; i < 100; ++i) {
        list += good.url("/", std::to_string(i) + ".live.test") + "\n";
    }
    auto how = fetch_options({"-i", "-", "--discard", "-j", "10"}, list);
    how.environment.push_back("LD_PRELOAD=" TRAWL_SLOW_LOOKUP);
    how.keep_input_open = true;
    const child_process running{TRAWL_BINARY, std::move(how)};

    EXPECT_TRUE(good.wait_for_requests(100));
    EXPECT_LT(plain_.requests(), 10U) << "none of its requests has ended";
}

class FewDescriptors : public FetchCommand {
protected:
    [[nodiscard]] child_result fetch_within(int descriptors, std::vector<std::string> arguments) const {
        const auto how = fetch_options(arguments);
        std::vector<std::string> all{"-c", "ulimit -n " + std::to_string(descriptors) + " && exec \"$@\"", "sh",
                                     TRAWL_BINARY};
        all.insert(all.end(), how.arguments.begin(), how.arguments.end());
        auto shell = how;
        shell.arguments = std::move(all);
        return run("sh", std::move(shell));
    }
};

// However few: it starts no more than fits, or says that it cannot start, or fails single requests.
TEST_F(FewDescriptors, EndTheRunOrItsRequestsButNeverHangIt) {
    fault_server server{[](const received_request&) { return reply::ok("x"); }};
    std::vector<std::string> urls{"-j", "200", "--per-host", "200", "--retries", "0"};
    for (int i = 0; i < 40; ++i) {
        urls.push_back(server.url("/" + std::to_string(i)));
    }
    for (const int descriptors : {8, 12, 16, 20, 24, 28, 40, 64, 70, 100}) {
        SCOPED_TRACE(descriptors);
        std::filesystem::remove_all(out());
        write_file(place("records.jsonl"), "");

        const auto result = fetch_within(descriptors, urls);

        EXPECT_FALSE(result.timed_out);
        ASSERT_TRUE(result.exit_status) << result.err;
        const auto told = records();
        if (descriptors >= 40) {
            EXPECT_TRUE(ended_with(result, 0));
            EXPECT_THAT(result.err, HasSubstr("the limit of open descriptors is " + std::to_string(descriptors)));
        }
        if (*result.exit_status == 0 || told.size() > 0) {
            EXPECT_EQ(told.size(), 40U);
            EXPECT_EQ(names().size(), told.count("ok"));
        }
        EXPECT_TRUE(*result.exit_status != 0 || told.count("ok") == 40U) << result.err;
        EXPECT_LT(result.user_time + result.system_time, 20s);
    }
}

}  // namespace
}  // namespace trawl::test
