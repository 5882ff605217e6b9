#include <algorithm>
#include <csignal>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>

#include "cli/check_command.hpp"
#include "cli/crawl_command.hpp"
#include "support/fault_server.hpp"
#include "support/odd_replies.hpp"
#include "support/replies.hpp"
#include "unit/net/reply_cases.hpp"

namespace trawl::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

/// Every reply of the corpus that a GET can get, behind a URL that is called like it.
std::vector<odd_reply> replies_to_get() {
    auto all = odd_replies();
    std::erase_if(all, [](const odd_reply& one) { return one.method != "GET"; });
    return all;
}

void serve(fault_server& server, const std::vector<odd_reply>& replies) {
    server.on("/good", reply::ok("good"));
    for (const auto& one : replies) {
        server.on('/' + one.name, one.steps);
    }
}

std::string list_of(const fault_server& server, const std::vector<odd_reply>& replies) {
    std::string lines;
    for (const auto& one : replies) {
        lines += server.url('/' + one.name) + '\n';
    }
    return lines;
}

std::string wanted_outcome(const odd_reply& reply) {
    if (reply.failure == "truncated" || reply.failure == "too_large") {
        return reply.failure;
    }
    if (!reply.failure.empty()) {
        return "network_error";
    }
    return reply.status < 300 ? "ok" : "http_error";
}

std::string wanted_kind(const odd_reply& reply) {
    if (!reply.failure.empty()) {
        return reply.failure;
    }
    return reply.status < 300 ? "missing" : "http_status";
}

std::string lines_of(const std::vector<std::string>& texts) {
    std::string all;
    for (const auto& text : texts) {
        all += text + '\n';
    }
    return all;
}

void expect_no_controls(const std::string& text) {
    EXPECT_TRUE(std::ranges::all_of(text, [](unsigned char c) { return c == '\n' || (c >= ' ' && c != 0x7f); }));
}

class BrokenReply : public FetchCommand {
protected:
    void expect_refused(script answer, const std::string& outcome, const std::string& kind,
                        std::vector<std::string> arguments = {}) const {
        fault_server server;
        server.on("/x", std::move(answer));
        arguments.insert(arguments.end(), {server.url("/x"), "--retries", "0", "--compressed"});
        EXPECT_TRUE(ended_with(fetch(arguments), 3)) << kind;
        EXPECT_EQ(records().only().outcome(), outcome);
        EXPECT_EQ(records().only().error_kind(), kind);
        EXPECT_THAT(names(), IsEmpty());
    }

    void expect_recorded_well(const odd_reply& reply, const record& told) const {
        EXPECT_EQ(told.outcome(), wanted_outcome(reply)) << reply.name << ' ' << told.text("/error/message");
        EXPECT_LT(told.text("/error/message").size(), 500U) << reply.name;
        EXPECT_EQ(told.error_kind(), wanted_kind(reply)) << reply.name;
        EXPECT_EQ(told.text("/error/phase"),
                  reply.failure.empty() ? (reply.status < 300 ? "missing" : "head") : reply.where)
            << reply.name;
        const bool is_kept = reply.failure.empty() && reply.status < 300;
        EXPECT_EQ(std::filesystem::exists(out() / reply.name), is_kept) << reply.name;
        if (is_kept) {
            EXPECT_EQ(content(reply.name), reply.body) << reply.name;
        }
    }
};

TEST_F(BrokenReply, OfEveryKindHasItsOutcomeAndMakesNoFileUnlessItIsWhole) {
    const auto replies = replies_to_get();
    fault_server server;
    serve(server, replies);

    const auto result =
        fetch({"-i", "-", "--compressed", "--retries", "0", "-j", "8", "--per-host", "8"}, list_of(server, replies));

    EXPECT_TRUE(ended_with(result, 3));
    EXPECT_LT(result.err.size(), 500 * replies.size());
    expect_no_controls(result.err);
    const auto told = records();
    EXPECT_EQ(told.size(), replies.size());
    for (const auto& one : replies) {
        expect_recorded_well(one, told.of_input(server.url('/' + one.name)));
    }
    for (const auto& asked : server.log()) {
        EXPECT_EQ(asked.target.find("evil"), std::string::npos) << asked.target;
        EXPECT_EQ(asked.count("X-Planted"), 0U) << asked.target;
    }
}

TEST_F(BrokenReply, CutAtAnyByteMakesNoFile) {
    std::vector<odd_reply> all;
    for (const auto& whole : replies_to_cut()) {
        const auto parts = cut_everywhere(whole);
        all.insert(all.end(), parts.begin(), parts.end());
    }
    fault_server server;
    serve(server, all);

    EXPECT_TRUE(ended_with(
        fetch({"-i", "-", "--compressed", "--retries", "0", "-j", "8", "--per-host", "8"}, list_of(server, all)), 3));

    EXPECT_EQ(records().size(), all.size());
    EXPECT_EQ(records().count("ok"), 0U);
    for (const auto& name : names()) {
        EXPECT_THAT(name, testing::ContainsRegex("\\.part(\\.json)?$"));
    }
}

// What the public suites say: accepted, refused, or either; some stall. Each on a connection of its own: some send another
// reply later, which nobody could tell from that to a request sent meanwhile.
TEST_F(BrokenReply, OfThePublicSuitesMakesAFileIfItIsWholeAndElseNone) {
    auto cases = load_reply_cases();
    if (cases.empty()) {
        GTEST_SKIP() << "skipped: no vectors";
    }
    std::erase_if(cases, [](const reply_case& one) { return one.method != "GET"; });
    const fault_server server{
        [&](const received_request& asked) { return cases.at(std::stoul(asked.target.substr(2))).steps; }};
    std::vector<std::string> urls;
    for (std::size_t i = 0; i < cases.size(); ++i) {
        const auto number = std::to_string(i);
        urls.push_back(server.url("/v" + number, "h" + number + ".test"));
    }

    const auto result =
        fetch({"-i", "-", "--resolve", "*:" + std::to_string(server.port()) + ":127.0.0.1", "--compressed", "--retries",
               "0", "--max-redirects", "0", "--limit-size", "8M", "--first-byte-timeout", "5s", "--idle-timeout", "5s"},
              lines_of(urls));

    EXPECT_TRUE(ended_with(result, 3));
    expect_no_controls(result.err);
    const auto told = records();
    for (std::size_t i = 0; i < cases.size(); ++i) {
        const auto name = "v" + std::to_string(i);
        const auto& one = told.of_input(urls[i]);
        const auto& wanted = cases[i].outcome;
        const bool is_whole = one.outcome() == "ok";
        EXPECT_EQ(std::filesystem::exists(out() / name), is_whole) << cases[i].name;
        EXPECT_FALSE(is_whole && wanted == "reject") << cases[i].name;
        EXPECT_FALSE(one.outcome() != "ok" && one.outcome() != "http_error" && wanted == "accept") << cases[i].name;
        EXPECT_TRUE(!is_whole || cases[i].allows(content(name))) << cases[i].name;
    }
}

// The most memory that fetching these, one after the other, takes.
TEST_F(BrokenReply, OfAnySizeTakesNoMoreMemory) {
    std::vector<odd_reply> huge;
    for (auto& one : replies_to_get()) {
        if (one.name.starts_with("bomb-") || one.name.find("endless") != std::string::npos ||
            one.name.starts_with("length-over-") || one.name.starts_with("fields-") ||
            one.name.starts_with("cookies-") || one.name.starts_with("trailers-")) {
            huge.push_back(std::move(one));
        }
    }
    ASSERT_GT(huge.size(), 20U);
    fault_server server;
    serve(server, huge);
    server.on("/end", reply::never_answers());
    auto running = start_fetch({"-i", "-", "--compressed", "--retries", "0", "-j", "1", "--cookies"},
                               list_of(server, huge) + server.url("/end") + '\n');
    ASSERT_TRUE(server.wait_for_requests(huge.size() + 1));
    const auto peak = running.peak_memory_now();
    running.kill(SIGKILL);

    ASSERT_GT(peak, 0U);
    RecordProperty("peak", std::to_string(peak));
#ifndef TRAWL_SANITIZED
    EXPECT_LT(peak, std::size_t{64} << 20);
#endif
}

TEST_F(BrokenReply, LargerThanItMayBeIsGivenUp) {
    expect_refused(reply::endless_body(), "too_large", "too_large", {"--limit-size", "1M"});
    expect_refused(reply::endless_chunks(), "too_large", "too_large", {"--limit-size", "1M"});
    expect_refused(reply::gzip(std::string(300'000, 'x')), "too_large", "too_large", {"--limit-size", "200k"});
}

TEST_F(BrokenReply, WithAPartThatWasNotAskedForMakesNoFile) {
    expect_refused(reply::status(206, {{"Content-Range", "bytes 0-3/100"}}, "part"), "network_error", "protocol");
}

TEST_F(BrokenReply, WithMoreThanItSaidGivesWhatItSaidAndAFreshConnection) {
    fault_server server;
    server.on("/1", reply::wrong_length("12345HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil", 5));
    server.on("/2", reply::ok("good"));

    EXPECT_TRUE(ended_with(fetch({server.url("/1"), server.url("/2"), "--per-host", "1"}), 0));

    EXPECT_EQ(content("1"), "12345");
    EXPECT_EQ(content("2"), "good");
    EXPECT_EQ(server.connections(), 2U);
}

/// Each on a host of its own: a host that fails often is left alone.
std::vector<std::string> urls_of_hosts(const fault_server& server, const std::vector<odd_reply>& replies) {
    std::vector<std::string> urls;
    for (const auto& one : replies) {
        urls.push_back(server.url('/' + one.name, 'h' + std::to_string(urls.size()) + ".test"));
    }
    return urls;
}

class BrokenReplyToACrawl : public CrawlCommand {};

TEST_F(BrokenReplyToACrawl, HasItsOutcomeAndTheRestGoesOn) {
    auto replies = replies_to_get();
    fault_server server;
    serve(server, replies);
    server.on("/robots.txt", reply::status(404));
    const auto urls = urls_of_hosts(server, replies);

    const auto result = crawl({"-i", "-", "--resolve", "*:" + std::to_string(server.port()) + ":127.0.0.1", "--retries",
                               "0", "-j", "8", "--depth", "1", "--dir", folder(), "--results", place("records.jsonl")},
                              lines_of(urls));

    EXPECT_TRUE(ended_with(result, 3));
    expect_no_controls(result.err);
    const auto told = records();
    for (std::size_t i = 0; i < replies.size(); ++i) {
        const auto& one = told.of_input(urls[i]);
        EXPECT_EQ(one.outcome(), wanted_outcome(replies[i])) << replies[i].name << ' ' << one.text("/error/message");
        EXPECT_EQ(one.error_kind(), wanted_kind(replies[i])) << replies[i].name;
    }
}

class BrokenReplyToACheck : public CheckCommand {};

TEST_F(BrokenReplyToACheck, IsAFailureOfThatCheckAlone) {
    auto replies = replies_to_get();
    fault_server server;
    serve(server, replies);

    const auto result = check_and_record({"-i", file("list", list_of(server, replies)), "--retries", "0", "-j", "8"});

    EXPECT_TRUE(ended_with(result, 3));
    expect_no_controls(result.out);
    EXPECT_EQ(records().size(), replies.size());
}

using OddReply = FetchCommand;

TEST_F(OddReply, IsTakenWhereTheStandardTakesIt) {
    fault_server server;
    server.on("/chunked", reply::chunked({"he", "llo"}, {{"X-Trailer", "yes"}}));
    server.on("/until-close", reply::until_close("hello"));
    server.on("/gzip.gz", reply::coded("gzip", "hello"));
    server.on("/1xx", reply::raw("HTTP/1.1 103 Early Hints\r\nLink: <x>\r\n\r\n") + reply::ok("hello"));
    server.on("/lf", reply::raw("HTTP/1.1 200 OK\nContent-Length: 5\n\nhello"));
    server.on("/1.0", {step::send{"HTTP/1.0 200 OK\r\n\r\nhello"}, step::close{}});
    server.on("/drip", reply::drip_head("hello", 1, std::chrono::milliseconds{1}));

    EXPECT_TRUE(ended_with(fetch({server.url("/chunked"), server.url("/until-close"), server.url("/gzip.gz"),
                                  server.url("/1xx"), server.url("/lf"), server.url("/1.0"), server.url("/drip")}),
                           0));

    EXPECT_THAT(names(), ElementsAre("1.0", "1xx", "chunked", "drip", "gzip.gz", "lf", "until-close"));
    for (const auto& name : names()) {
        EXPECT_EQ(content(name), "hello") << name;
    }
    EXPECT_EQ(records().of_input(server.url("/1.0")).text("/http_version"), "1.0");
}

TEST_F(OddReply, IsAskedForPlainUnlessCompressedIsGiven) {
    fault_server server;
    server.on("/x", reply::ok("x"));

    EXPECT_TRUE(ended_with(fetch({server.url("/x")}), 0));
    EXPECT_TRUE(ended_with(fetch({server.url("/x"), "--compressed", "--no-state"}), 0));

    EXPECT_THAT(server.log().at(0).field("Accept-Encoding"), testing::AnyOf("", "identity"));
    for (const auto* coding : {"gzip", "deflate", "br", "zstd"}) {
        EXPECT_THAT(server.log().at(1).field("Accept-Encoding"), testing::HasSubstr(coding));
    }
}

}  // namespace
}  // namespace trawl::test
