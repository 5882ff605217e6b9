#include <chrono>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <boost/asio/this_coro.hpp>

#include "support/fault_server.hpp"
#include "support/run_coroutine.hpp"
#include "trawl/async/gather.hpp"
#include "trawl/async/semaphore.hpp"
#include "unit/client/fetched.hpp"
#include "unit/net/reply_cases.hpp"

namespace trawl::http {
namespace {

using namespace std::chrono_literals;
using test::fault_server;
using test::fetched;
using test::reply_case;

std::string verdict(const reply_case& wanted, const fetched& got) {
    if (wanted.outcome == "accept" && got.failure) {
        return "not accepted: " + message(*got.failure);
    }
    if (wanted.outcome == "reject" && !got.failure) {
        return "accepted";
    }
    return got.failure || wanted.allows(got.body) ? std::string() : "another body: " + got.body.substr(0, 100);
}

// Each with a session of its own: some send another reply later, which nobody could tell from that to a request sent
// meanwhile.
async::awaitable<void> judge(const reply_case& wanted, async::semaphore& turns, std::string url, bool decodes) {
    const async::semaphore::permit turn = co_await turns.acquire();
    session_options options;
    options.max_body_size = std::uint64_t{8} << 20;
    options.accept_codings = decodes;
    const auto executor = co_await boost::asio::this_coro::executor;
    session client(executor, options);
    request what = test::get(url);
    what.method = wanted.method;
    what.max_redirects = 0;
    what.limits = timeouts();
    what.limits->first_byte = 2s;
    what.limits->idle = 2s;
    const fetched got = co_await test::fetch(client, std::move(what), 1000);
    EXPECT_EQ(verdict(wanted, got), "") << wanted.name << " (" << wanted.level << ')' << (decodes ? ", decoded" : "");
}

async::awaitable<void> judge_all(const std::vector<reply_case>& cases, const fault_server& at) {
    async::semaphore turns(8);
    std::vector<async::awaitable<void>> all;
    for (std::size_t i = 0; i < cases.size(); ++i) {
        for (const bool decodes : {true, false}) {
            all.push_back(judge(cases[i], turns, at.url("/" + std::to_string(i)), decodes));
        }
    }
    co_await async::gather(std::move(all));
}

TEST(Session, TreatsThePublicSuitesRepliesAsAClientMust) {
    const std::vector<reply_case> cases = test::load_reply_cases();
    if (cases.empty()) {
        GTEST_SKIP() << "skipped: no vectors";
    }
    const fault_server server(
        [&cases](const test::received_request& asked) { return cases.at(std::stoul(asked.target.substr(1))).steps; });
    test::run(judge_all(cases, server));
}

}  // namespace
}  // namespace trawl::http
