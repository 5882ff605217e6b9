#include <algorithm>
#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>
#include <boost/asio/this_coro.hpp>

#include "support/fault_server.hpp"
#include "support/odd_replies.hpp"
#include "support/replies.hpp"
#include "support/run_coroutine.hpp"
#include "trawl/async/gather.hpp"
#include "trawl/async/semaphore.hpp"
#include "unit/client/fetched.hpp"

namespace trawl::http {
namespace {

using namespace std::chrono_literals;
using test::fault_server;
using test::fetched;
using test::odd_reply;

session_options options_with(const std::shared_ptr<cookie_jar>& jar) {
    session_options options;
    options.accept_codings = true;
    options.max_connections_per_host = 1;
    options.cookies = jar;
    options.timeouts.first_byte = 30s;
    options.timeouts.idle = 30s;
    return options;
}

std::string verdict(const odd_reply& wanted, const fetched& got) {
    if (got.failure) {
        const std::string told = std::string(name(got.failure->code)) + " in " + std::string(name(got.failure->where));
        const bool is_right = wanted.failure == name(got.failure->code) && wanted.where == name(got.failure->where);
        return is_right ? std::string() : told + ": " + message(*got.failure);
    }
    if (!wanted.failure.empty()) {
        return "accepted with " + std::to_string(got.status) + " and " + got.body.substr(0, 100);
    }
    if (got.status != wanted.status) {
        return "status " + std::to_string(got.status);
    }
    return got.body == wanted.body ? std::string() : "another body: " + got.body.substr(0, 100);
}

async::awaitable<void> judge(const odd_reply& wanted, async::semaphore& turns, const fault_server& at) {
    const async::semaphore::permit turn = co_await turns.acquire();
    const auto jar = std::make_shared<cookie_jar>();
    const auto executor = co_await boost::asio::this_coro::executor;
    session client(executor, options_with(jar));
    request what = test::get(at.url('/' + wanted.name));
    what.method = wanted.method;
    const fetched got = co_await test::fetch(client, std::move(what), 1000);
    EXPECT_EQ(verdict(wanted, got), "") << wanted.name;

    const fetched next = co_await test::fetch(client, test::get(at.url("/good")));
    EXPECT_EQ(next.body, "good") << wanted.name << (next.failure ? message(*next.failure) : "");
    EXPECT_EQ(next.trace.reused, wanted.serves_again) << wanted.name;
    const std::string cookies = jar->cookies_for(parse_url(at.url("/")).value(), std::chrono::system_clock::now());
    EXPECT_EQ(cookies.find("evil"), std::string::npos) << wanted.name;
}

using judgement = std::function<async::awaitable<void>(const odd_reply&, async::semaphore&, const fault_server&)>;

async::awaitable<void> judge_all(const std::vector<odd_reply>& replies, const fault_server& at,
                                 const judgement& judge_one) {
    async::semaphore turns(8);
    std::vector<async::awaitable<void>> all;
    for (const odd_reply& one : replies) {
        all.push_back(judge_one(one, turns, at));
    }
    co_await async::gather(std::move(all));
}

void serve(fault_server& server, const std::vector<odd_reply>& replies) {
    server.on("/good", test::reply::ok("good"));
    for (const odd_reply& one : replies) {
        server.on('/' + one.name, one.steps);
    }
}

void expect_treated_well(const std::vector<odd_reply>& replies) {
    fault_server server;
    serve(server, replies);
    test::run(judge_all(replies, server, judge));
    // Each reply got its name for itself.
    EXPECT_EQ(std::ranges::count_if(server.log(),
                                    [](const auto& asked) { return asked.target.find("evil") != std::string::npos; }),
              0);
    std::map<std::string, int> names;
    for (const odd_reply& one : replies) {
        EXPECT_EQ(++names[one.name], 1) << one.name;
    }
}

TEST(SessionOddReplies, OfEveryFramingHaveTheirOutcomeAndLeaveNothingToTheNextOne) {
    expect_treated_well(test::odd_framings());
}

TEST(SessionOddReplies, WithHeadsOfEveryKindHaveTheirOutcome) {
    expect_treated_well(test::odd_heads());
}

TEST(SessionOddReplies, WithCodingsAndRedirectsHaveTheirOutcome) {
    expect_treated_well(test::odd_bodies());
}

TEST(SessionOddReplies, CutAtAnyByteAreNeverTakenForWhole) {
    for (const odd_reply& whole : test::replies_to_cut()) {
        expect_treated_well({whole});
        const std::vector<odd_reply> parts = test::cut_everywhere(whole);
        fault_server server;
        serve(server, parts);
        test::run(judge_all(
            parts, server,
            [](const odd_reply& part, async::semaphore& turns, const fault_server& at) -> async::awaitable<void> {
                const async::semaphore::permit turn = co_await turns.acquire();
                const auto executor = co_await boost::asio::this_coro::executor;
                session client(executor, options_with(nullptr));
                const fetched got = co_await test::fetch(client, test::get(at.url('/' + part.name)));
                EXPECT_TRUE(got.failure) << part.name;
                EXPECT_EQ(client.statistics().connections_open, 0U);
            }));
    }
}

}  // namespace
}  // namespace trawl::http
