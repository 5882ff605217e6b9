#include <csignal>
#include <memory>

#include <gmock/gmock.h>

#include "cli/crawl_command.hpp"
#include "support/nginx.hpp"

namespace trawl::test {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

class CrawlLinks : public CrawlCommand {
protected:
    /// A page; its head alone when that is asked for.
    void page(const std::string& path, const std::string& html) {
        server_.on(path, [html](const received_request& asked) {
            return asked.method == "HEAD" ? reply::status(200, {{"Content-Type", "text/html"}})
                                          : reply::ok(html, "text/html");
        });
    }

    [[nodiscard]] child_result check(const std::vector<std::string>& more = {}) const {
        std::vector<std::string> arguments{server_.url("/"), "--check-links", "--retries", "0"};
        arguments.insert(arguments.end(), more.begin(), more.end());
        return crawl(arguments);
    }

    /// What was asked for, with the method, without robots.txt; sorted.
    [[nodiscard]] std::vector<std::string> asked() const {
        std::vector<std::string> all;
        for (const auto& one : server_.log()) {
            if (one.target != "/robots.txt") {
                all.push_back(one.method + " " + one.target);
            }
        }
        std::ranges::sort(all);
        return all;
    }

    /// A URL of the same server that is another host's.
    [[nodiscard]] std::string elsewhere(const std::string& path) const { return server_.url(path, "localhost"); }

    fault_server server_;
};

TEST_F(CrawlLinks, TellsEachBrokenOneWithItsPlace) {
    page("/",
         "<p>\n  <a href=/a>a</a> <a href=\"/gone\">the\n old <b>page</b></a>\n<img src=/no.png alt=picture>"
         "<a href=/loop>l</a><a href='http://[x/'>u</a><a href=mailto:a@b>m</a><a href=/private>p</a>");
    page("/a", "<a href=/gone>again</a><a href=/moved>moved</a>");
    page("/b", "x");
    server_.on("/loop", reply::redirect(302, "/pool"));
    server_.on("/pool", reply::redirect(302, "/loop"));
    server_.on("/moved", reply::redirect(301, "/b"));
    server_.on("/robots.txt", reply::ok("User-agent: *\nDisallow: /private\n"));

    const auto result = check();

    EXPECT_TRUE(ended_with(result, 4));
    const auto root = server_.url("/");
    EXPECT_EQ(result.out, root + ":2:20: HTTP 404: " + root + "gone \"the old page\"\n" +  //
                              root + ":4:1: HTTP 404: " + root + "no.png \"picture\"\n" +  //
                              root + ":4:30: redirects without end: " + root + "loop \"l\"\n" + root +
                              ":4:49: no URL: http://[x/ \"u\"\n" +  //
                              root + "a:1:1: HTTP 404: " + root + "gone \"again\"\n");
    EXPECT_THAT(result.err, HasSubstr("5 of 10 links on 2 pages are broken\nnot checked: 1 robots, 1 scheme\n"
                                      "1 link leads to what has moved for good"));
    EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder()), {}), 1) << "but the state, nothing is kept";
}

TEST_F(CrawlLinks, LooksAtWhatIsElsewhereOnceAndAtNothingThatItLinksTo) {
    page("/", "<a href='" + elsewhere("/x") + "'>x</a><a href='" + elsewhere("/refuses") + "'>r</a><a href='" +
                  elsewhere("/ids#there") + "'>i</a><a href='" + elsewhere("/ids#not-there") + "'>j</a><a href='" +
                  elsewhere("/moved#there") + "'>k</a>");
    page("/x", "<a href=/deeper>d</a>");
    page("/ids", "<a name=there href=/deeper>d</a>");
    server_.on("/moved", reply::redirect(302, "/ids"));
    server_.on("/refuses", [](const received_request& asked) {
        return asked.method == "HEAD" ? reply::status(405) : reply::ok("here");
    });

    const auto result = check();

    EXPECT_THAT(asked(), ElementsAre("GET /", "GET /ids", "GET /moved", "GET /refuses", "HEAD /refuses", "HEAD /x"));
    EXPECT_THAT(result.out, AllOf(HasSubstr("no such id: " + elsewhere("/ids#not-there")), Not(HasSubstr("ids#there")),
                                  Not(HasSubstr("moved"))));
}

TEST_F(CrawlLinks, LooksForIdsAsBrowsersDo) {
    page("/",
         "<h1 id='caf\xC3\xA9'>x</h1><h2 id=Two>y</h2><a href='#caf%C3%A9'>1</a><a href='#'>2</a><a href='#TOP'>3</a>"
         "<a href='#:~:text=y'>4</a><a href='#Two:~:text=y'>5</a><a href='#two'>6</a><a href='#!/inbox'>7</a>"
         "<a href='/old#Two'>8</a><a href='/picture.png#xywh=1,2'>9</a><a href='/old2#Two'>10</a>");
    server_.on("/old", reply::redirect(302, "/"));
    server_.on("/old2", reply::redirect(302, "/#nowhere"));
    server_.on("/picture.png", reply::ok("picture", "image/png"));

    const auto result = check();

    EXPECT_THAT(result.out, AllOf(HasSubstr("/#two \"6\"\n"), HasSubstr("/old2#nowhere -> " + server_.url("/"))));
    EXPECT_EQ(std::ranges::count(result.out, '\n'), 2) << result.out;
}

TEST_F(CrawlLinks, OfPagesWithTheSameContentAreEachPagesOwn) {
    page("/", "<a href=/one/>1</a><a href=/two/>2</a>");
    for (const char* const folder : {"/one/", "/two/"}) {
        page(folder, "<a href=next>n</a>");
    }
    page("/one/next", "<a href=/one/>1</a>");

    const auto result = check({"--per-host", "1"});

    const std::string broken = "/two/:1:1: HTTP 404: " + server_.url("/two/next") + " \"n\"\n";
    EXPECT_EQ(result.out, server_.url("") + broken);
}

// What was only looked at, and is wanted for its ids by a page that comes later.
TEST_F(CrawlLinks, AsksOnceMoreWhenAnIdIsNamedLater) {
    const auto open = std::make_shared<gate>();
    page("/", "<a href='" + elsewhere("/x") + "'>x</a><a href=/late>l</a>");
    page("/x", "<p id=here>");
    server_.on("/late",
               script{step::wait_for{open}} + reply::ok("<a href='" + elsewhere("/x#gone") + "'>y</a>", "text/html"));
    auto running = start_crawl({server_.url("/"), "--check-links"});
    ASSERT_TRUE(server_.wait_for_requests(5));  // with two robots.txt
    open->open();
    const auto result = running.wait();

    EXPECT_TRUE(ended_with(result, 4));
    EXPECT_THAT(asked(), ElementsAre("GET /", "GET /late", "GET /x", "HEAD /x"));
    EXPECT_THAT(result.out, HasSubstr("/late:1:1: no such id: " + elsewhere("/x#gone")));
}

TEST_F(CrawlLinks, ReportsForOthersToRead) {
    page("/", "<a href='/gone?a|b&amp;c'>&lt;b>`x` | &amp;</a><a href=/busy>z</a>");
    server_.on("/busy", reply::status(429));

    const auto result = check({"--report", "junit=links.xml", "--report", "markdown=links.md", "--report", "json=-"});

    EXPECT_TRUE(ended_with(result, 4));
    EXPECT_THAT(result.out,
                HasSubstr("\"problem\":\"http_error\",\"status\":404,\"error\":null,\"is_passing\":false}\n"));
    EXPECT_EQ(std::ranges::count(result.out, '\n'), 2);
    const auto junit = read_file(place("links.xml"));
    EXPECT_THAT(junit, HasSubstr("<testsuite name=\"" + server_.url("/") +
                                 "\" tests=\"2\" failures=\"1\" errors=\"1\" skipped=\"0\">"));
    EXPECT_THAT(junit, HasSubstr("name=\"1:1 " + server_.url("/gone?a|b&amp;c") + "\">"));
    EXPECT_THAT(junit, HasSubstr("<failure type=\"http_error\" message=\"HTTP 404\">&lt;b&gt;`x` | &amp;"));
    EXPECT_THAT(junit, HasSubstr("<error type=\"http_error\" message=\"HTTP 429\">z"));
    EXPECT_THAT(read_file(place("links.md")),
                HasSubstr("| `" + server_.url("/gone?a\\|b&c") + "` | ``<b>`x` \\| &`` | `HTTP 404` |"));
    EXPECT_EQ(crawl({"--export", "broken"}).out, result.out);
}

TEST_F(CrawlLinks, ExitStatusSaysWhetherThereAreBrokenOnesWhicheverRunFoundThem) {
    page("/", "<a href=/gone>g</a><a href=/a>a</a>");
    page("/a", "x");
    EXPECT_TRUE(ended_with(check(), 4));
    EXPECT_TRUE(ended_with(check(), 4)) << "nothing is left to do";
    EXPECT_TRUE(ended_with(check({"--fail-on", "none"}), 0));
    EXPECT_TRUE(ended_with(check({"--fail-on", "2"}), 0));
    EXPECT_EQ(server_.requests(), 4U);
    const auto other = crawl({server_.url("/")});
    EXPECT_TRUE(ended_with(other, 2));
    EXPECT_THAT(other.err, HasSubstr("was begun with --check-links"));
    EXPECT_TRUE(ended_with(
        crawl({"http://127.0.0.1:1/", "--check-links", "--ignore-robots", "--retries", "0", "--dir", "other"}), 3));
}

TEST_F(CrawlLinks, LooksAtWhatIsTooDeepAndAtImagesByHead) {
    page("/", "<a href=/a>a</a><link rel=stylesheet href=/s.css>");
    page("/a", "<a href=/b>b</a><a href=/skipped>s</a>");
    page("/b", "<a href=/c>c</a>");
    server_.on("/s.css", reply::ok("p { background: url(no.png) }", "text/css"));

    const auto result = check({"--depth", "1", "--exclude", "skipped"});

    EXPECT_THAT(asked(), ElementsAre("GET /", "GET /a", "GET /no.png", "GET /s.css", "HEAD /b", "HEAD /no.png"));
    EXPECT_THAT(result.out, HasSubstr("/s.css:1:21: HTTP 404: " + server_.url("/no.png")));
    EXPECT_THAT(result.err, HasSubstr("not checked: 1 excluded"));
}

TEST_F(CrawlLinks, AreKnownAllTheSameAfterAKill) {
    const auto open = std::make_shared<gate>();
    const std::string late = "<a href=/gone>l</a><a href='/a#no'>n</a>";
    page("/", "<a href=/a>a</a><a href=/gone>g</a><a href='/late#x'>l</a>");
    page("/a", "<a href='#not'>n</a>");
    server_.on("/late", {script{step::wait_for{open}} + reply::ok(late, "text/html"), reply::ok(late, "text/html")});
    {
        auto first = start_crawl({server_.url("/"), "--check-links"});
        ASSERT_TRUE(server_.wait_for_requests(5));
        first.kill(SIGKILL);
        EXPECT_EQ(first.wait().signal, SIGKILL);
    }

    const auto result = check();

    const auto root = server_.url("/");
    EXPECT_EQ(result.out, root + ":1:17: HTTP 404: " + root + "gone \"g\"\n" +          //
                              root + ":1:36: no such id: " + root + "late#x \"l\"\n" +  //
                              root + "a:1:1: no such id: " + root + "a#not \"n\"\n" +   //
                              root + "late:1:1: HTTP 404: " + root + "gone \"l\"\n" +   //
                              root + "late:1:20: no such id: " + root + "a#no \"n\"\n");
    open->open();
}

TEST_F(CrawlLinks, ThatMayPassAreAskedForAgainByTheNextRun) {
    page("/", "<a href=/busy>b</a>");
    server_.on("/busy", {reply::status(429), reply::ok("here", "text/html")});
    EXPECT_TRUE(ended_with(check(), 4));
    EXPECT_TRUE(ended_with(check(), 0));
}

TEST_F(CrawlLinks, AreThoseOfThePagesAsTheyAreAfterARefresh) {
    server_.on("/", {reply::ok("<a href=/gone>g</a><a href='/a#x'>a</a><a href=/same>s</a>", "text/html"),
                     reply::ok("<a href='/a#x'>a</a><a href=/same>s</a>", "text/html")});
    server_.on("/a", {reply::ok("<p id=y>", "text/html"), reply::ok("<p id=x>", "text/html")});
    server_.on("/same", [](const received_request& asked) {
        return asked.field("If-None-Match").empty()
                   ? reply::status(200, {{"ETag", "\"1\""}, {"Content-Type", "text/html"}}, "<a href='#z'>z</a>")
                   : reply::status(304);
    });
    EXPECT_EQ(std::ranges::count(check().out, '\n'), 3);

    EXPECT_EQ(check({"--refresh"}).out, server_.url("/same:1:1: no such id: ") + server_.url("/same#z \"z\"\n"));
}

TEST_F(CrawlLinks, AreFollowedWhereAnotherScopeLetsThem) {
    page("/", "<a href='" + elsewhere("/x") + "'>x</a>");
    page("/x", "<a href=/gone>g</a>");
    EXPECT_TRUE(ended_with(check(), 0));

    const auto result = check({"--span-hosts", "localhost"});

    EXPECT_EQ(result.out, elsewhere("/x:1:1: HTTP 404: ") + elsewhere("/gone \"g\"\n"));
    EXPECT_THAT(asked(), ElementsAre("GET /", "GET /gone", "GET /x", "HEAD /x"));
}

TEST_F(CrawlLinks, DoNotStandAmongThePagesOfOtherOutputs) {
    page("/", "<a href='" + elsewhere("/x") + "'>x</a>");
    page("/x", "");
    EXPECT_TRUE(ended_with(check({"--jsonl", "pages.jsonl", "--warc", "archive", "--mirror"}), 0));
    EXPECT_THAT(member_of_lines("pages.jsonl", "url"), ElementsAre("/"));
    EXPECT_FALSE(std::filesystem::exists(folder() / ("localhost:" + std::to_string(server_.port()))));
}

TEST_F(CrawlLinks, OfASiteThatNginxServes) {
    const auto root = place("site");
    std::filesystem::create_directories(root / "dir");
    write_file(root / "index.html", "<a href=dir>d</a><a href=dir/none.html>n</a><img src=i.png>");
    write_file(root / "dir/index.html", "<a href=../#x>x</a>");
    write_file(root / "i.png", "picture");
    const nginx server({.root = root, .certificate = {}, .server_lines = {}, .http_lines = {}});

    const auto result = crawl({server.url("/"), "--check-links"});

    EXPECT_TRUE(ended_with(result, 4));
    EXPECT_THAT(result.out, AllOf(HasSubstr("/:1:18: HTTP 404: " + server.url("/dir/none.html")),
                                  HasSubstr("/dir/:1:1: no such id: " + server.url("/#x"))));
    EXPECT_EQ(std::ranges::count(result.out, '\n'), 2) << result.out;
}

}  // namespace
}  // namespace trawl::test
