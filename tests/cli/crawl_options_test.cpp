#include <gmock/gmock.h>

#include "cli/crawl_command.hpp"

namespace trawl::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

class CrawlOptions : public CrawlCommand {
protected:
    void expect_refused(const std::vector<std::string>& arguments, const std::string& told) const {
        std::vector<std::string> all{"crawl"};
        all.insert(all.end(), arguments.begin(), arguments.end());
        auto how = trawl_options(all);
        how.folder = place("");
        const auto result = run(TRAWL_BINARY, how);
        EXPECT_TRUE(ended_with(result, 2)) << told;
        EXPECT_THAT(result.err, HasSubstr(told));
    }
};

TEST_F(CrawlOptions, RefusesWhatDoesNotGoTogetherOrMeansNothing) {
    expect_refused({}, "nothing to crawl");
    expect_refused({"-i", "seeds"}, "--dir: is needed");
    expect_refused({"-d", "none"}, "there is no crawl in none");
    expect_refused({"http://a.invalid/", "--text"}, "--text: needs --jsonl");
    expect_refused({"http://a.invalid/", "--jsonl", "x", "--convert-links"}, "--convert-links: needs --mirror");
    expect_refused({"http://a.invalid/", "--jsonl", "-"}, "--jsonl: must be a file");
    expect_refused({"http://a.invalid/", "--jsonl", "x", "--links", "x"}, "--links: x is named by --jsonl too");
    expect_refused({"http://a.invalid/", "--report", "junit=x"}, "--report: needs --check-links");
    expect_refused({"http://a.invalid/", "--check-links", "--report", "pdf=x"},
                   "--report: 'pdf=x': the format must be");
    expect_refused({"http://a.invalid/", "--check-links", "--report", "json"}, "names no file: json=FILE");
    expect_refused({"http://a.invalid/", "--check-links", "--report", "json=-", "--report", "junit=-"},
                   "standard output is taken");
    expect_refused({"http://a.invalid/", "--jsonl", "x", "--results", "./x"}, "--results: ./x is named by --jsonl too");
    expect_refused({"http://a.invalid/", "--content-type", "text/html,pdf"},
                   "--content-type: 'pdf' is no media type, such as text/html");
    expect_refused({"http://a.invalid/", "--older-than", "1d"}, "--older-than: needs --refresh");
    expect_refused({"http://a.invalid/", "--requisites", "--no-requisites"}, "does not go with --no-requisites");
    expect_refused({"http://a.invalid/", "--scope", "world"}, "--scope: 'world' is none of page, prefix");
    expect_refused({"http://a.invalid/", "--include", "("}, "(");
    expect_refused({"http://a.invalid/", "--span-hosts", "a b"}, "a b");
    expect_refused({"http://a.invalid/", "--agent", "a b"}, "--agent: 'a b' is no product token");
    expect_refused({"http://a.invalid/", "--max-pages", "0"}, "--max-pages");
    expect_refused({"http://a.invalid/", "--host-delay", "soon"}, "--host-delay");
}

TEST_F(CrawlOptions, SayWhatTheSystemSaysOfAnOutputAndNoMore) {
    const auto result = crawl({"http://a.invalid/", "--jsonl", "none/x"});

    EXPECT_TRUE(ended_with(result, 5));
    EXPECT_EQ(result.err, "trawl: cannot open " + place("none/x").string() + ": No such file or directory\n");
}

TEST_F(CrawlOptions, TellOfAStateThatCannotBeWithoutAdviceForFetch) {
    std::filesystem::create_directory(folder());
    std::filesystem::create_directory_symlink(place(""), folder() / ".trawl");

    const auto result = crawl({"http://a.invalid/"});

    EXPECT_TRUE(ended_with(result, 5));
    EXPECT_THAT(result.err, HasSubstr("cannot keep the state of the run in "));
    EXPECT_THAT(result.err, Not(HasSubstr("--no-state")));
}

TEST_F(CrawlOptions, WithoutAGoodSeedSpeakOfNoEarlierCrawl) {
    const auto result = crawl({"ftp://a.invalid/"});

    EXPECT_TRUE(ended_with(result, 2));
    EXPECT_THAT(result.err, Not(HasSubstr("--refresh")));
}

TEST_F(CrawlOptions, ComeFromTheConfigFileToo) {
    fault_server server;
    serve(server, {{"/", {"/a"}}, {"/a", {}}});
    const auto config = file("config.toml",
                             "user-agent = 'both'\n"
                             "max-redirects = 3\n"
                             "[fetch]\ncompressed = true\n"
                             "[crawl]\ndepth = 0\n");

    EXPECT_TRUE(ended_with(crawl({server.url("/"), "--config", config}), 0));

    EXPECT_THAT(targets(server), ElementsAre("/", "/robots.txt"));
    EXPECT_EQ(server.log().at(0).field("User-Agent"), "both");
}

TEST_F(CrawlOptions, OfTheExampleRun) {
    fault_server server;
    serve(server, {{"/", {"/a"}}, {"/a", {}}});

    EXPECT_TRUE(ended_with(crawl({server.url("/"), "--config", TRAWL_CONFIGS "/crawl.toml"}), 0));

    EXPECT_EQ(server.requests(), 3U);
}

TEST_F(CrawlOptions, TellRobotsTxtWhoWeAre) {
    fault_server server;
    server.on("/robots.txt", reply::ok("User-agent: mybot\nDisallow: /\n"));
    serve(server, {{"/", {}}});

    EXPECT_TRUE(ended_with(crawl({server.url("/"), "--agent", "MyBot"}), 0));

    EXPECT_THAT(targets(server), ElementsAre("/robots.txt"));
    EXPECT_THAT(server.log().at(0).field("User-Agent"), testing::StartsWith("MyBot trawl/"));
    EXPECT_TRUE(ended_with(crawl({server.url("/"), "--dir", "other", "-A", "yourbot/1.0"}), 0));
    EXPECT_EQ(server.requests(), 3U);
}

TEST_F(CrawlOptions, MakeTheFolderFromTheFirstSeed) {
    fault_server server;
    serve(server, {{"/", {}}});
    auto how = trawl_options({"crawl", server.url("/")});
    how.folder = place("");

    EXPECT_TRUE(ended_with(run(TRAWL_BINARY, how), 0));

    EXPECT_TRUE(std::filesystem::exists(place("127.0.0.1.crawl/.trawl/state.db")));
}

TEST_F(CrawlOptions, OfWhatIsOneUrlStayAsTheyWere) {
    fault_server server;
    serve(server, {{"/", {"/a?x=1&y=2", "/a?y=2&x=1"}}, {"/a", {}}});
    EXPECT_TRUE(ended_with(crawl({server.url("/"), "--sort-query"}), 0));
    EXPECT_EQ(server.requests(), 3U);

    const auto refused = crawl({server.url("/")});

    EXPECT_TRUE(ended_with(refused, 2));
    EXPECT_THAT(refused.err, HasSubstr("sort_query"));
}

TEST(RobotsCommand, ExplainsAVerdictWithItsLine) {
    fault_server server;
    server.on("/robots.txt", reply::ok("User-agent: *\nDisallow: /private\nAllow: /private/open\n"));

    const auto denied = run_trawl({"robots", server.url("/private/x")});
    EXPECT_TRUE(ended_with(denied, 4));
    EXPECT_THAT(denied.out, HasSubstr("Disallow: /private (line 2)"));

    const auto allowed = run_trawl({"robots", server.url("/private/open"), "--agent", "any"});
    EXPECT_TRUE(ended_with(allowed, 0));
    EXPECT_THAT(allowed.out, HasSubstr("Allow: /private/open (line 3)"));
}

}  // namespace
}  // namespace trawl::test
