// Very many connections that stall, and very many hosts of which half are dead.

#include <algorithm>
#include <chrono>
#include <iostream>

#include <gmock/gmock.h>

#include <sys/resource.h>

#include "cli/trawl_command.hpp"
#include "support/fault_server.hpp"
#include "support/replies.hpp"
#include "support/test_ca.hpp"

namespace trawl::test {
namespace {

using namespace std::chrono_literals;

#ifdef TRAWL_SANITIZED
constexpr bool is_measured = false;
constexpr std::size_t plain_connections = 300;
constexpr std::size_t tls_connections = 60;
constexpr std::size_t host_count = 400;
#else
constexpr bool is_measured = true;
constexpr std::size_t plain_connections = 2'000;
constexpr std::size_t tls_connections = 500;
constexpr std::size_t host_count = 2'000;
#endif

/// So many as are wanted, or as fit.
std::size_t connections_within_limit(std::size_t wanted) {
    rlimit limit{};
    ::getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    ::setrlimit(RLIMIT_NOFILE, &limit);
    const auto most = static_cast<std::size_t>(limit.rlim_max) - 200;
    if (most < wanted) {
        std::cout << "only " << most << " connections: the limit of open descriptors is " << limit.rlim_max << "\n";
    }
    return std::min(wanted, most);
}

class StalledConnections : public FetchCommand {
protected:
    struct held {
        std::size_t memory = 0;
        std::size_t connections = 0;
    };

    /// So many at a time, until their time-outs end them.
    [[nodiscard]] held hold(const fault_server& server, std::size_t count) {
        std::string list;
        for (std::size_t i = 0; i < count; ++i) {
            list += server.url("/" + std::to_string(i)) + "\n";
        }
        const auto before = server.requests();
        auto how = fetch_options({"-i", file("list", list), "--discard", "-j", std::to_string(count), "--per-host",
                                  std::to_string(count), "--retries", "0", "--first-byte-timeout", "5s", "--cacert",
                                  ca_.ca_file(), "-q"});
        child_process running{TRAWL_BINARY, std::move(how)};
        EXPECT_TRUE(server.wait_for_requests(before + count));
        const held found{running.memory_now(), server.open_connections()};
        EXPECT_TRUE(ended_with(running.wait(), 3));
        EXPECT_TRUE(server.wait_for_open_connections(0));
        expect_each_ended_on_time(count);
        return found;
    }

    void expect_each_ended_on_time(std::size_t count) const {
        const auto told = records();
        EXPECT_EQ(told.count("timeout"), count);
        for (const auto& one : told) {
            const auto phase = [&](const std::string& name) {
                return one.text("/timing_ms/" + name) == "null" ? 0 : one.number("/timing_ms/" + name);
            };
            const auto waited = phase("total") - phase("queue") - phase("dns") - phase("connect") - phase("tls");
            EXPECT_GE(waited, 4'990);
            EXPECT_LT(waited, 3 * 5'000);
        }
    }

    void expect_memory_of_each_below(std::size_t bytes, const fault_server& server, std::size_t wanted) {
        const auto one = hold(server, 1);
        const auto many = hold(server, connections_within_limit(wanted));
        const auto each = (many.memory - std::min(many.memory, one.memory)) / many.connections;
        std::cout << many.connections << " connections, " << many.memory / 1024 << " KiB resident: " << each
                  << " bytes each\n";
        if (is_measured) {
            EXPECT_LT(each, bytes);
        }
    }

    test_ca ca_;
};

TEST_F(StalledConnections, TakeLittleMemoryAndEndOnTime) {
    const fault_server server{[](const received_request&) { return reply::never_answers(); }};
    expect_memory_of_each_below(30'000, server, plain_connections);
}

TEST_F(StalledConnections, OverTlsTakeLittleMemoryAndEndOnTime) {
    fault_server::options how;
    how.certificate = ca_.issue();
    const fault_server server{[](const received_request&) { return reply::never_answers(); }, std::move(how)};
    // Of so few, those that keep their buffers are a quarter.
    expect_memory_of_each_below(80'000, server, tls_connections);
}

using ManyHosts = FetchCommand;

TEST_F(ManyHosts, OfWhichHalfAreDeadAreAllAskedAndTold) {
    const std::vector<std::string> domains{".live.test", ".dead.test", ".live.test", ".no.test",   ".live.test",
                                           ".dead.test", ".live.test", ".dead.test", ".live.test", ".slow.test"};
    fault_server server{[](const received_request&) { return reply::ok("x"); }};
    std::string list;
    for (std::size_t i = 0; i < host_count; ++i) {
        list += server.url("/", std::to_string(i) + domains[i % domains.size()]) + "\n";
    }
    auto how = fetch_options({"-i", file("list", list), "--discard", "--retries", "0", "--dns-timeout", "2s", "-q"});
    how.environment.push_back("LD_PRELOAD=" TRAWL_SLOW_LOOKUP);
    child_process running{TRAWL_BINARY, std::move(how)};

    EXPECT_TRUE(server.wait_for_requests(host_count / 2));
    const auto memory = running.peak_memory_now();
    EXPECT_TRUE(ended_with(running.wait(), 3));

    EXPECT_EQ(records().size(), host_count);
    EXPECT_EQ(records().count("ok"), host_count / 2);
    EXPECT_EQ(records().count("timeout"), host_count / 10);
    EXPECT_EQ(records().count("network_error"), host_count * 4 / 10);
    if (is_measured) {
        EXPECT_LT(memory, std::size_t{64} << 20);
    }
}

}  // namespace
}  // namespace trawl::test
