#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "support/child_process.hpp"
#include "support/fault_server.hpp"
#include "support/replies.hpp"

namespace {

using trawl::test::child_options;
using trawl::test::child_result;
using trawl::test::fault_server;
namespace reply = trawl::test::reply;

child_result run_with(const char* program, std::vector<std::string> addresses) {
    child_options how;
    how.arguments = std::move(addresses);
    return trawl::test::run(program, std::move(how));
}

TEST(SafeFetchExample, TellsOfEachUrlWhatHappened) {
    fault_server server;
    server.on("/good", reply::ok("hello"));
    server.on("/never", reply::never_answers());
    const auto good = server.url("/good");
    const auto missing = server.url("/missing");
    const auto never = server.url("/never");
    const auto result = run_with(TRAWL_SAFE_FETCH, {good, never, missing});
    EXPECT_EQ(result.exit_status, 0) << result.err;
    EXPECT_EQ(result.out.find(good + ": 200, 5 bytes\n" + never + ": gave up after 1 s\n" + missing + ": 404, "), 0U)
        << result.out;
}

TEST(LimitedFetchExample, FetchesAllWithThreeConnectionsAtMost) {
    fault_server server;
    std::vector<std::string> addresses;
    for (int i = 0; i < 30; ++i) {
        const std::string path = "/" + std::to_string(i);
        server.on(path, reply::ok("body of " + path));
        addresses.push_back(server.url(path));
    }
    const auto result = run_with(TRAWL_LIMITED_FETCH, addresses);
    EXPECT_EQ(result.exit_status, 0) << result.err;
    for (int i = 0; i < 30; ++i) {
        const std::string path = "/" + std::to_string(i);
        EXPECT_NE(result.out.find(server.url(path) + ": body of " + path + "\n"), std::string::npos) << result.out;
    }
    EXPECT_LE(server.most_open_connections(), 3U);
}

}  // namespace
