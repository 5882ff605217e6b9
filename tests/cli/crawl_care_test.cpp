#include <algorithm>
#include <chrono>
#include <map>
#include <ranges>
#include <utility>

#include <gmock/gmock.h>

#include "cli/crawl_command.hpp"
#include "support/free_port.hpp"

namespace trawl::test {
namespace {

using namespace std::chrono_literals;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using testing::SizeIs;

/// How a crawl treats hosts. Their names all lead to one server.
class CrawlCare : public CrawlCommand {
protected:
    [[nodiscard]] static std::vector<received_request> asked_of(const fault_server& server, const std::string& host) {
        auto log = server.log();
        std::erase_if(log, [&](const received_request& one) { return !one.field("Host").starts_with(host + ':'); });
        return log;
    }
    [[nodiscard]] static std::string at_loopback(const fault_server& server, const std::string& host) {
        return host + ':' + std::to_string(server.port()) + ":127.0.0.1";
    }
    [[nodiscard]] static script html(const linked_pages::mapped_type& links) {
        return reply::ok(page_of(links), "text/html");
    }
};

TEST_F(CrawlCare, LeavesAHostAsLongInPeaceAsItsRobotsTxtAsksFor) {
    fault_server server;
    server.on("/robots.txt", reply::ok("User-agent: *\nCrawl-delay: 0.3\n"));
    serve(server, {{"/", {"/a", "/b"}}, {"/a", {}}, {"/b", {}}});

    EXPECT_TRUE(ended_with(crawl({server.url("/"), "--host-delay", "auto"}), 0));

    const auto log = server.log();
    ASSERT_THAT(log, SizeIs(4));
    EXPECT_GT(log.back().arrived - log.front().arrived, 600ms) << "900 ms, less what the first one took to be seen";
}

TEST_F(CrawlCare, AHostThatAsksForTimeHoldsUpNoOther) {
    fault_server server{[](const received_request& asked) {
        static bool was_refused = false;
        const bool is_slow = asked.field("Host").starts_with("slow.test");
        if (asked.target == "/robots.txt") {
            return reply::status(404);
        }
        if (asked.target == "/" && is_slow && !std::exchange(was_refused, true)) {
            return reply::retry_after(429, "2");
        }
        const std::string mark = '#' + asked.field("Host");
        return asked.target == "/" ? html({"/1", "/2", "/3", "/4", "/5", "/6", mark}) : html({asked.target, mark});
    }};

    const auto result = crawl({server.url("/", "slow.test"), server.url("/", "quick.test"), "--resolve",
                               at_loopback(server, "slow.test"), "--resolve", at_loopback(server, "quick.test"),
                               "--depth", "1", "-j", "2"});

    EXPECT_TRUE(ended_with(result, 0));
    const auto slow = asked_of(server, "slow.test");
    const auto quick = asked_of(server, "quick.test");
    ASSERT_THAT(slow, SizeIs(9));
    ASSERT_THAT(quick, SizeIs(8));
    EXPECT_GT(slow[2].arrived - slow[1].arrived, 1800ms);
    EXPECT_LT(quick.back().arrived, slow[2].arrived);
}

TEST_F(CrawlCare, LeavesAHostAloneThatKeepsFailing) {
    fault_server server;
    serve(server, {{"/",
                    {"/a", server.url("/1", "dead.test"), server.url("/2", "dead.test"), server.url("/3", "dead.test"),
                     server.url("/4", "dead.test")}},
                   {"/a", {}}});
    const auto dead = "dead.test:" + std::to_string(server.port()) + ':';
    const std::vector<std::string> arguments{
        server.url("/"), "--scope", "any", "--park-after", "2", "--retries", "0", "--ignore-robots", "--per-host", "1"};
    auto failing = arguments;
    failing.insert(failing.end(), {"--connect-to", dead + "127.0.0.1:" + std::to_string(free_port())});

    const auto result = crawl(failing);

    EXPECT_TRUE(ended_with(result, 3));
    EXPECT_THAT(run_trawl({"crawl", "--export", "failed", "--format", "csv", folder()}).out, HasSubstr("parked"));

    auto mended = arguments;
    mended.insert(mended.end(), {"--resolve", dead + "127.0.0.1"});
    serve(server, {{"/1", {}}, {"/2", {}}, {"/3", {}}, {"/4", {}}});
    EXPECT_TRUE(ended_with(crawl(mended), 0)) << "the next run asks again";
    EXPECT_THAT(asked_of(server, "dead.test"), SizeIs(4));
}

TEST_F(CrawlCare, TakesManyHostsInTurn) {
    constexpr std::size_t hosts = 20;
    fault_server server{[](const received_request& asked) {
        return asked.target == "/robots.txt"
                   ? reply::status(404)
                   : html({asked.target + "a/", asked.target + "b/", '#' + asked.field("Host")});
    }};
    std::vector<std::string> arguments{"--depth", "2", "-j", "4"};
    for (std::size_t i = 0; i < hosts; ++i) {
        const std::string host = "h" + std::to_string(i) + ".test";
        arguments.push_back(server.url("/", host));
        arguments.insert(arguments.end(), {"--resolve", at_loopback(server, host)});
    }

    EXPECT_TRUE(ended_with(crawl(arguments), 0));

    const auto log = server.log();
    ASSERT_THAT(log, SizeIs(hosts * 8)) << "7 pages and robots.txt of each";
    std::map<std::string, std::size_t> by_half;
    for (std::size_t i = 0; i < log.size() / 2; ++i) {
        ++by_half[log[i].field("Host")];
    }
    ASSERT_THAT(by_half, SizeIs(hosts));
    const auto [least, most] = std::ranges::minmax(by_half | std::views::values);
    EXPECT_LE(most - least, 4U) << "no host is far ahead";
}

TEST_F(CrawlCare, TriesAHostThatIsNotThereAsOftenAsItMay) {
    const auto result = crawl({"http://127.0.0.1:" + std::to_string(free_port()) + "/", "--retries", "0"});

    EXPECT_TRUE(ended_with(result, 3));
    EXPECT_THAT(result.err, Not(HasSubstr("asked again in")));
    EXPECT_THAT(result.err, HasSubstr("connection refused"));
}

/// What becomes of a site by what its robots.txt gives.
TEST_F(CrawlCare, GoesByWhatRobotsTxtGives) {
    struct robots_case {
        const char* name;
        std::vector<script> gives;
        bool is_asked;
    };
    const script deny_all = reply::ok("User-agent: *\nDisallow: /\n");
    const std::vector<robots_case> cases{
        {"none", {reply::status(404)}, true},
        {"forbidden", {reply::status(403)}, true},
        {"moved", {reply::redirect(301, "/moved.txt")}, false},
        {"broken", {reply::retry_after(500, "1000")}, false},
        {"broken for a moment", {reply::status(503), reply::ok("User-agent: *\nDisallow: /b\n")}, true},
        {"a page", {reply::ok(page_of({"/"}), "text/html")}, true},
    };
    for (const robots_case& each : cases) {
        SCOPED_TRACE(each.name);
        fault_server server;
        server.on("/robots.txt", each.gives);
        server.on("/moved.txt", deny_all);
        serve(server, {{"/", {}}});

        EXPECT_TRUE(ended_with(crawl({server.url("/"), "--dir", std::string("crawl of ") + each.name}), 0));

        EXPECT_THAT(targets(server), each.is_asked ? testing::Matcher<std::vector<std::string>>(Contains("/"))
                                                   : testing::Matcher<std::vector<std::string>>(Not(Contains("/"))));
    }
}

TEST_F(CrawlCare, GoesBackToAPageThatLookedWhetherCookiesAreKept) {
    fault_server server;
    serve(server, {{"/", {"/a", "/b"}}, {"/a/deeper", {}}, {"/b", {}}});
    server.on("/a", [](const received_request& asked) {
        return asked.field("Cookie").find("kept=yes") != std::string::npos ? html({"/a/deeper"})
                                                                           : reply::redirect(302, "/check?for=/a");
    });
    server.on("/check", reply::status(302, {{"Location", "/a"}, {"Set-Cookie", "kept=yes; Path=/"}}));
    server.on("/b", [](const received_request&) {
        return reply::status(302, {{"Location", "/never"}, {"Set-Cookie", "never=enough"}});
    });
    server.on("/never", reply::redirect(302, "/b"));

    const auto result = crawl({server.url("/"), "--jsonl", "pages.jsonl"});

    EXPECT_TRUE(ended_with(result, 0));
    EXPECT_THAT(targets(server), ElementsAre("/", "/a", "/a", "/a/deeper", "/b", "/b", "/check?for=/a", "/never",
                                             "/never", "/robots.txt"));
    EXPECT_THAT(result.err, HasSubstr("3 pages"));
    EXPECT_THAT(run_trawl({"crawl", "--export", "changes", folder()}).out, Not(HasSubstr("\"changed\"")));
    EXPECT_THAT(crawl({server.url("/"), "--jsonl", "pages.jsonl"}).err, HasSubstr("nothing left to do"));
}

}  // namespace
}  // namespace trawl::test
