#include <csignal>

#include <gmock/gmock.h>

#include "cli/crawl_command.hpp"

namespace trawl::test {
namespace {

using testing::Contains;
using testing::Each;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

class Crawl : public CrawlCommand {};

TEST_F(Crawl, FetchesEachPageOfTheHostOnce) {
    fault_server server;
    serve(server, {{"/", {"/a", "a#part", "HTTP://127.0.0.1:" + std::to_string(server.port()) + "/b/../a", "/dir/"}},
                   {"/a", {"/"}},
                   {"/dir/", {"sub.html?x=1", "http://other.invalid/"}},
                   {"/dir/sub.html", {"../a"}}});

    const auto result = crawl({server.url("/"), "--jsonl", "pages.jsonl"});

    EXPECT_TRUE(ended_with(result, 0));
    EXPECT_THAT(targets(server), ElementsAre("/", "/a", "/dir/", "/dir/sub.html?x=1", "/robots.txt"));
    EXPECT_THAT(member_of_lines("pages.jsonl", "url"), ElementsAre("/", "/a", "/dir/", "/dir/sub.html?x=1"));
    EXPECT_THAT(result.err, HasSubstr("4 pages"));
    EXPECT_THAT(result.err, HasSubstr("scope 1"));
}

TEST_F(Crawl, MirrorsWhatItFetches) {
    fault_server server;
    serve(server, {{"/", {"/a", "/a/b"}}, {"/a", {}}, {"/a/b", {}}});
    const std::string host = "127.0.0.1:" + std::to_string(server.port());

    EXPECT_TRUE(ended_with(crawl({server.url("/")}), 0));

    EXPECT_EQ(read_file(folder() / host / "index.html"), page_of({"/a", "/a/b"}));
    EXPECT_EQ(read_file(folder() / host / "a.html"), page_of({}));
    EXPECT_EQ(read_file(folder() / host / "a/b.html"), page_of({}));
}

TEST_F(Crawl, ConvertsLinksForReadingWithoutANetwork) {
    fault_server server;
    serve(server, {{"/", {"/a?x=1", "/missing"}}, {"/a", {"/"}}});
    const auto host = folder() / ("127.0.0.1:" + std::to_string(server.port()));

    EXPECT_TRUE(ended_with(crawl({server.url("/"), "--convert-links", "--fail-on", "none"}), 0));

    EXPECT_THAT(read_file(host / "index.html"), HasSubstr("href=\"a%3Fx=1.html\""));
    EXPECT_THAT(read_file(host / "index.html"), HasSubstr("href=\"" + server.url("/missing") + "\""));
    EXPECT_THAT(read_file(host / "a?x=1.html"), HasSubstr("href=\"index.html\""));
}

TEST_F(Crawl, HeedsRobotsTxtWithoutCallingItAFailure) {
    fault_server server;
    server.on("/robots.txt", reply::ok("User-agent: *\nDisallow: /private\n"));
    serve(server, {{"/", {"/private/a", "/b"}}, {"/b", {}}, {"/private/a", {}}});

    const auto result = crawl({server.url("/"), "-v"});

    EXPECT_TRUE(ended_with(result, 0));
    EXPECT_THAT(targets(server), ElementsAre("/", "/b", "/robots.txt"));
    EXPECT_EQ(server.log().front().target, "/robots.txt");
    EXPECT_THAT(result.err, HasSubstr("line 2: Disallow: /private"));

    const auto ignored = crawl({server.url("/"), "--dir", "other", "--ignore-robots"});
    EXPECT_THAT(targets(server), Contains("/private/a"));
    EXPECT_THAT(ignored.err, HasSubstr("ignored"));
}

TEST_F(Crawl, AsksNothingOfAnOriginWhoseRobotsTxtCannotBeHad) {
    fault_server server;
    server.on("/robots.txt", {reply::retry_after(503, "100000"), reply::status(404)});
    serve(server, {{"/", {}}});

    EXPECT_TRUE(ended_with(crawl({server.url("/")}), 0));
    EXPECT_THAT(targets(server), Each("/robots.txt"));

    EXPECT_TRUE(ended_with(crawl({server.url("/")}), 0)) << "the next run asks again";
    EXPECT_THAT(targets(server), Contains("/"));
}

TEST_F(Crawl, TellsWhatFailedByItsStatus) {
    fault_server server;
    serve(server, {{"/", {"/missing", "/b"}}, {"/b", {}}});

    const auto result = crawl({server.url("/")});

    EXPECT_TRUE(ended_with(result, 4));
    EXPECT_THAT(result.err, HasSubstr(server.url("/missing") + ": HTTP 404"));
    EXPECT_TRUE(ended_with(crawl({server.url("/"), "--dir", "other", "--fail-on", "none"}), 0));
}

TEST_F(Crawl, SaysOfARedirectThatLeadsNowhereWhy) {
    fault_server server;
    server.on("/self", reply::redirect(302, "/self"));
    server.on("/nowhere", reply::status(302));
    serve(server, {{"/", {"/self", "/nowhere"}}});

    EXPECT_TRUE(ended_with(crawl({server.url("/"), "--fail-on", "none"}), 0));

    const auto failed = crawl({"--export", "failed"}).out;
    EXPECT_THAT(failed, HasSubstr("redirects to itself"));
    EXPECT_THAT(failed, HasSubstr("no Location"));
    EXPECT_EQ(server.requests(), 4U);
}

TEST_F(Crawl, TakesWhatTheScopeSays) {
    fault_server server;
    const linked_pages site{{"/docs/", {"/docs/a", "/docs/b/c", "/other", server.url("/docs/d", "localhost")}},
                            {"/docs/a", {}},
                            {"/docs/b/c", {}},
                            {"/other", {}},
                            {"/docs/d", {}}};
    serve(server, site);
    const auto pages_of = [&](const std::vector<std::string>& options) {
        static int count = 0;
        const std::string file = "pages" + std::to_string(++count) + ".jsonl";
        std::vector<std::string> arguments{server.url("/docs/"), "--dir", "crawl" + std::to_string(count), "--jsonl",
                                           file};
        arguments.insert(arguments.end(), options.begin(), options.end());
        EXPECT_TRUE(ended_with(crawl(arguments), 0));
        return member_of_lines(file, "url");
    };
    EXPECT_THAT(pages_of({"--scope", "page"}), ElementsAre("/docs/"));
    EXPECT_THAT(pages_of({"--scope", "prefix"}), ElementsAre("/docs/", "/docs/a", "/docs/b/c"));
    EXPECT_THAT(pages_of({}), ElementsAre("/docs/", "/docs/a", "/docs/b/c", "/other"));
    EXPECT_THAT(pages_of({"--scope", "any"}), ElementsAre("/docs/", "/docs/a", "/docs/b/c", "/docs/d", "/other"));
    EXPECT_THAT(pages_of({"--span-hosts", "localhost"}), Contains("/docs/d"));
    EXPECT_THAT(pages_of({"--include", "/b/"}), ElementsAre("/docs/", "/docs/b/c"));
    EXPECT_THAT(pages_of({"--exclude", "other$", "--exclude", "/a"}), ElementsAre("/docs/", "/docs/b/c"));
    EXPECT_THAT(pages_of({"--depth", "0"}), ElementsAre("/docs/"));
}

TEST_F(Crawl, FollowsASeedThatHasMoved) {
    fault_server server;
    server.on("/start", reply::redirect(301, server.url("/", "localhost")));
    serve(server, {{"/", {"/a"}}, {"/a", {}}});

    EXPECT_TRUE(ended_with(crawl({server.url("/start"), "--jsonl", "pages.jsonl"}), 0));

    EXPECT_THAT(member_of_lines("pages.jsonl", "url"), ElementsAre("/", "/a", "/start"));
}

TEST_F(Crawl, ReadsSeedsFromAListAndNamesBadOnes) {
    fault_server server;
    serve(server, {{"/a", {}}, {"/b", {}}});

    const auto result = crawl({"-i", "-"}, "# seeds\n" + server.url("/a") + "\nftp://x/\n" + server.url("/b") + "\n");

    EXPECT_TRUE(ended_with(result, 2));
    EXPECT_THAT(result.err, HasSubstr("-:3: ftp://x/ is no seed"));
    EXPECT_THAT(targets(server), ElementsAre("/a", "/b", "/robots.txt"));
}

TEST_F(Crawl, StopsAtItsBudgetAndGoesOnWithMore) {
    fault_server server;
    linked_pages site;
    for (int i = 0; i < 30; ++i) {
        site["/" + std::to_string(i)] = {"/" + std::to_string(2 * i + 1), "/" + std::to_string(2 * i + 2)};
    }
    serve(server, site);

    const auto first = crawl({server.url("/0"), "--max-pages", "7", "--jsonl", "pages.jsonl", "--fail-on", "none"});
    EXPECT_TRUE(ended_with(first, 0));
    EXPECT_THAT(first.err, HasSubstr("--max-pages 7"));
    EXPECT_EQ(member_of_lines("pages.jsonl", "url").size(), 7U);

    EXPECT_TRUE(
        ended_with(crawl({server.url("/0"), "--max-pages", "20", "--jsonl", "pages.jsonl", "--fail-on", "none"}), 0));
    EXPECT_EQ(member_of_lines("pages.jsonl", "url").size(), 20U);
    EXPECT_EQ(server.requests(), 21U) << "each once, and robots.txt";
}

TEST_F(Crawl, ThatHasEndedHasNothingToDo) {
    fault_server server;
    serve(server, {{"/", {"/a"}}, {"/a", {}}});
    EXPECT_TRUE(ended_with(crawl({server.url("/")}), 0));

    const auto again = crawl({});

    EXPECT_TRUE(ended_with(again, 0));
    EXPECT_THAT(again.err, HasSubstr("nothing left to do"));
    EXPECT_EQ(server.requests(), 3U);
}

TEST_F(Crawl, SaysWhyAUrlWasNotTaken) {
    fault_server server;
    server.on("/robots.txt", reply::ok("User-agent: *\nDisallow: /private\n"));
    serve(server, {{"/", {"/private", "/missing", "/far", "http://other.invalid/"}}, {"/far", {"/too-far"}}});
    EXPECT_TRUE(ended_with(crawl({server.url("/"), "--depth", "1"}), 4));

    const auto status = run_trawl({"crawl", "--status", folder()});
    EXPECT_TRUE(ended_with(status, 0));
    EXPECT_THAT(status.out, HasSubstr("6 known"));

    const auto skipped = run_trawl({"crawl", "--export", "skipped", "--format", "csv", "-d", folder()});
    EXPECT_TRUE(ended_with(skipped, 0));
    EXPECT_THAT(skipped.out, HasSubstr(server.url("/private") + ",robots,line 2: Disallow: /private"));
    EXPECT_THAT(skipped.out, HasSubstr(server.url("/too-far") + ",depth,--depth 1"));
    EXPECT_THAT(skipped.out, HasSubstr("http://other.invalid/,scope,"));

    EXPECT_THAT(run_trawl({"crawl", "--export", "failed", folder()}).out, HasSubstr("\"status\":404"));
    EXPECT_TRUE(ended_with(run_trawl({"crawl", "--export", "urls", place("none")}), 2));
    EXPECT_TRUE(ended_with(run_trawl({"crawl", "--export", "all", folder()}), 2));
}

TEST_F(Crawl, RefreshAsksWhatHasChanged) {
    fault_server server;
    server.on("/", [](const received_request& asked) {
        return asked.field("If-None-Match") == "\"1\""
                   ? reply::status(304, {{"ETag", "\"1\""}})
                   : reply::status(200, {{"ETag", "\"1\""}, {"Content-Type", "text/html"}}, page_of({"/a"}));
    });
    server.on("/a", {reply::ok(page_of({}), "text/html"), reply::ok(page_of({"/b"}), "text/html")});
    serve(server, {{"/b", {}}});
    EXPECT_TRUE(ended_with(crawl({server.url("/")}), 0));
    EXPECT_THAT(targets(server), Not(Contains("/b")));

    const auto again = crawl({server.url("/"), "--refresh"});

    EXPECT_TRUE(ended_with(again, 0));
    EXPECT_THAT(again.err, HasSubstr("1 not modified"));
    EXPECT_THAT(targets(server), Contains("/b"));
    const auto changes = run_trawl({"crawl", "--export", "changes", folder()}).out;
    EXPECT_THAT(changes, HasSubstr(server.url("/a") + "\",\"change\":\"changed\""));
    EXPECT_THAT(changes, HasSubstr(server.url("/b") + "\",\"change\":\"new\""));
    EXPECT_THAT(changes, Not(HasSubstr(server.url("/") + "\"")));

    EXPECT_THAT(crawl({server.url("/"), "--refresh", "--older-than", "1d"}).err, HasSubstr("nothing left to do"));
}

TEST_F(Crawl, WritesAllItsOutputsTogether) {
    fault_server server;
    serve(server, {{"/", {"/a"}}, {"/a", {"/"}}});

    EXPECT_TRUE(ended_with(crawl({server.url("/"), "--mirror", "--jsonl", "pages.jsonl", "--text", "--links",
                                  "links.csv", "--warc", "archive", "--results", "records.jsonl"}),
                           0));

    EXPECT_THAT(member_of_lines("pages.jsonl", "title"), Each("a page"));
    EXPECT_THAT(member_of_lines("pages.jsonl", "text"), Each(HasSubstr("/")));
    EXPECT_THAT(read_file(place("links.csv")), HasSubstr(server.url("/a") + "," + server.url("/")));
    EXPECT_GT(read_file(place("archive-00000.warc.gz")).size(), 100U);
    EXPECT_THAT(read_file(place("archive.cdxj")), HasSubstr("/a"));
    EXPECT_EQ(records().count("ok"), 2U);
    EXPECT_THAT(member_of_lines("records.jsonl", "depth"), ElementsAre("0", "1"));
    EXPECT_THAT(member_of_lines("records.jsonl", "referrer"), ElementsAre("/", "null"));
}

TEST_F(Crawl, RefusesAFolderOfFetchAndTheOtherWayRound) {
    fault_server server;
    serve(server, {{"/", {}}});
    EXPECT_TRUE(ended_with(fetch({server.url("/")}), 0));

    const auto crawled = crawl({server.url("/"), "--dir", out()});
    EXPECT_TRUE(ended_with(crawled, 5));
    EXPECT_THAT(crawled.err, HasSubstr("trawl fetch"));

    EXPECT_TRUE(ended_with(crawl({server.url("/")}), 0));
    const auto fetched = run_trawl({"fetch", server.url("/"), "--dir", folder()});
    EXPECT_TRUE(ended_with(fetched, 5));
    EXPECT_THAT(fetched.err, HasSubstr("the state of a crawl"));
}

}  // namespace
}  // namespace trawl::test
