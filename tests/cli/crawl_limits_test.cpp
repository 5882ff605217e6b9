#include <algorithm>
#include <memory>

#include <gmock/gmock.h>

#include "cli/crawl_command.hpp"

namespace trawl::test {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::Not;
using testing::SizeIs;

/// How much of a site is taken. Each page has two below it, without end, and 1,000 bytes.
class CrawlLimits : public CrawlCommand {
protected:
    CrawlLimits()
        : server_([](const received_request& asked) {
              if (asked.target == "/robots.txt") {
                  return reply::status(404);
              }
              std::string text = page_of({asked.target + "a/", asked.target + "b/", '#' + asked.field("Host")});
              text.resize(1000, ' ');
              return reply::ok(std::move(text), "text/html");
          }) {}

    [[nodiscard]] std::size_t pages_asked(const std::string& host = "127.0.0.1") const {
        const auto log = server_.log();
        return static_cast<std::size_t>(std::ranges::count_if(log, [&](const received_request& one) {
            return one.target != "/robots.txt" && one.field("Host").starts_with(host + ':');
        }));
    }

    fault_server server_;
};

TEST_F(CrawlLimits, OfPagesAreExactOverRuns) {
    for (const std::size_t limit : {1U, 2U, 17U, 17U, 40U}) {
        const auto result = crawl({server_.url("/"), "--max-pages", std::to_string(limit), "--per-host", "8"});
        EXPECT_TRUE(ended_with(result, 0));
        EXPECT_EQ(pages_asked(), limit);
        EXPECT_THAT(result.err, HasSubstr("--max-pages " + std::to_string(limit)));
    }
}

TEST_F(CrawlLimits, OfBytesEndTheCrawlAndGoOn) {
    EXPECT_TRUE(ended_with(crawl({server_.url("/"), "--max-bytes", "10000", "--per-host", "2"}), 0));
    EXPECT_GE(pages_asked(), 10U);
    EXPECT_LE(pages_asked(), 12U) << "what was in flight";

    EXPECT_TRUE(ended_with(crawl({server_.url("/"), "--max-bytes", "20000", "--per-host", "2"}), 0));
    EXPECT_GE(pages_asked(), 20U);
    EXPECT_LE(pages_asked(), 22U);
}

TEST_F(CrawlLimits, OfBodiesAreNoPagesAndSayWhy) {
    fault_server site;
    serve(site, {{"/", {"/big", "/image"}}});
    site.on("/big", reply::ok(std::string(20'000, 'x'), "text/html"));
    site.on("/image", reply::ok("GIF", "image/gif"));

    const auto result =
        crawl({site.url("/"), "--max-size", "10000", "--content-type", "text/html", "--results", "run.jsonl"});

    EXPECT_TRUE(ended_with(result, 0));
    EXPECT_THAT(result.err, HasSubstr("1 page,"));
    const auto records = read_file(place("run.jsonl"));
    EXPECT_THAT(records, HasSubstr(R"("outcome":"too_large","status":200)"));
    EXPECT_THAT(records, HasSubstr("over --max-size"));
    EXPECT_THAT(records, HasSubstr(R"("outcome":"skipped","status":200)"));
    EXPECT_THAT(records, HasSubstr("image/gif, is not one of --content-type"));

    const auto again = crawl({site.url("/"), "--max-size", "10000", "--content-type", "text/html"});
    EXPECT_THAT(again.err, HasSubstr("1 page, ")) << "in all runs";
}

TEST_F(CrawlLimits, OfTimeEndTheRunAndTheNextGoesOn) {
    const std::vector<std::string> arguments{server_.url("/"), "--max-time", "300ms", "--host-delay", "10ms", "--jsonl",
                                             "pages.jsonl",    "--per-host", "2"};
    const auto first = crawl(arguments);
    EXPECT_TRUE(ended_with(first, 0));
    EXPECT_THAT(first.err, HasSubstr("--max-time 300 ms"));
    const std::size_t before = pages_asked();
    EXPECT_LE(before, 40U);

    EXPECT_TRUE(ended_with(crawl(arguments), 0));
    EXPECT_GT(pages_asked(), before);
    EXPECT_THAT(member_of_lines("pages.jsonl", "url"), SizeIs(pages_asked())) << "nothing twice";
}

TEST_F(CrawlLimits, OfAHostLeaveTheOthersAlone) {
    const std::string port = std::to_string(server_.port());
    std::vector<std::string> arguments{server_.url("/", "a.test"),
                                       server_.url("/", "b.test"),
                                       "--resolve",
                                       "a.test:" + port + ":127.0.0.1",
                                       "--resolve",
                                       "b.test:" + port + ":127.0.0.1",
                                       "--depth",
                                       "4",
                                       "--host-max-pages"};
    for (const std::string limit : {"5", "9"}) {
        auto limited = arguments;
        limited.push_back(limit);
        const auto result = crawl(limited);
        EXPECT_TRUE(ended_with(result, 0));
        EXPECT_EQ(std::to_string(pages_asked("a.test")), limit);
        EXPECT_EQ(std::to_string(pages_asked("b.test")), limit);
        EXPECT_THAT(result.err, HasSubstr("2 hosts have used up --host-max-pages " + limit));
        EXPECT_THAT(result.err, HasSubstr(server_.url("", "b.test")));
        EXPECT_THAT(result.err, HasSubstr("The same command with a larger limit goes on."));
    }
    EXPECT_THAT(crawl({"--export", "skipped", "--format", "csv"}).out,
                HasSubstr(",budget,--host-max-pages 9,pending,"));
    EXPECT_THAT(crawl({"--status"}).out, HasSubstr("--host-max-pages 9 is reached"));
}

TEST_F(CrawlLimits, TellWhichUrlsWaitForALargerOne) {
    EXPECT_TRUE(ended_with(crawl({server_.url("/"), "--max-pages", "3"}), 0));
    EXPECT_THAT(crawl({"--export", "skipped", "--format", "csv"}).out, HasSubstr(",budget,--max-pages 3,pending,"));
    EXPECT_TRUE(ended_with(crawl({server_.url("/"), "--depth", "1"}), 0));
    EXPECT_THAT(crawl({"--export", "skipped", "--format", "csv"}).out, testing::Not(HasSubstr("budget")));
}

TEST_F(CrawlLimits, OfTheBytesOfAHostEndIt) {
    const auto result =
        crawl({server_.url("/"), "--host-max-bytes", "10000", "--per-host", "2", "--host-delay", "1ms"});
    EXPECT_TRUE(ended_with(result, 0));
    EXPECT_GE(pages_asked(), 10U);
    EXPECT_LE(pages_asked(), 12U) << "what was in flight";
}

/// One host asks to be left alone for long, with pages of it given out: the others have all of the budget.
TEST_F(CrawlLimits, OfPagesAreNotHeldByAHostThatRests) {
    fault_server server([](const received_request& asked) {
        if (asked.target == "/robots.txt") {
            return reply::status(404);
        }
        if (asked.field("Host").starts_with("rests.test") && asked.target != "/") {
            return reply::status(503, {{"Retry-After", "100"}});
        }
        return reply::ok(page_of({asked.target + "a/", asked.target + "b/", "#" + asked.field("Host")}), "text/html");
    });
    const std::string port = std::to_string(server.port());
    const auto result = crawl({server.url("/", "rests.test"), server.url("/", "well.test"), "--resolve",
                               "rests.test:" + port + ":127.0.0.1", "--resolve", "well.test:" + port + ":127.0.0.1",
                               "--max-pages", "4", "--host-delay", "1ms", "--per-host", "1"});
    EXPECT_TRUE(ended_with(result, 0));
    EXPECT_THAT(result.err, HasSubstr("4 pages"));
}

TEST_F(CrawlLimits, AreToldByTheStatus) {
    EXPECT_TRUE(ended_with(crawl({server_.url("/"), "--max-pages", "2"}), 0));
    EXPECT_THAT(crawl({"--status"}).out, HasSubstr("--max-pages 2 is reached"));
}

TEST_F(CrawlLimits, AreNotWhatKeepsAUrlThatFailsForNow) {
    for (int run = 0; run < 2; ++run) {
        const auto result = crawl({"http://127.0.0.1:1/", "--retries", "0", "--ignore-robots"});
        EXPECT_THAT(result.err, Not(HasSubstr("nothing left to do")));
    }
}

/// "/far" is 3 links away at first; when it is found next to the seed, what is behind it comes within reach.
TEST_F(CrawlLimits, OfDepthGoByTheShortestWay) {
    fault_server server;
    const auto late = std::make_shared<gate>();
    serve(server, {{"/", {"/1", "/late"}},
                   {"/1", {"/2"}},
                   {"/2", {"/far"}},
                   {"/far", {"/behind"}},
                   {"/behind", {"/edge"}},
                   {"/edge", {"/over"}}});
    server.on("/late", script{step::wait_for{late}} + reply::ok(page_of({"/far", "#late"}), "text/html"));

    auto running = start_crawl({server.url("/"), "--depth", "4"});
    ASSERT_TRUE(server.wait_for_requests(7));  // robots.txt, and all but what is deeper than 4 for now
    late->open();
    EXPECT_TRUE(ended_with(running.wait(), 0));

    EXPECT_THAT(targets(server), Contains("/edge"));
    EXPECT_THAT(targets(server), Not(Contains("/over")));
    EXPECT_EQ(server.requests(), 8U);
}

}  // namespace
}  // namespace trawl::test
