#include <gmock/gmock.h>

#include "cli/crawl_command.hpp"

namespace trawl::test {
namespace {

using testing::Each;
using testing::HasSubstr;
using testing::Not;

class CrawlSecrets : public CrawlCommand {};

// What the user says of himself is for the places that he named, not for those that a page or a redirect leads to.
TEST_F(CrawlSecrets, TellsWhoWeAreToTheSeedsServersAlone) {
    fault_server other;
    serve(other, {{"/", {"/deeper"}}, {"/deeper", {}}});
    fault_server server;
    serve(server, {{"/", {"/moved", other.url("/")}}});
    server.on("/moved", reply::redirect(302, other.url("/deeper")));
    const std::vector<std::vector<std::string>> ways{
        {"--user", "ich:geheim"}, {"--bearer", "geheim"}, {"-H", "authorization: geheim"}, {"-H", "Cookie: a=geheim"}};
    for (std::size_t i = 0; i < ways.size(); ++i) {
        std::vector<std::string> arguments{server.url("/"), "--scope", "any", "--dir",
                                           place(std::to_string(i)).string()};
        arguments.insert(arguments.end(), ways[i].begin(), ways[i].end());
        EXPECT_TRUE(ended_with(crawl(arguments), 0));
    }
    const auto is_told = [](const received_request& asked) {
        return asked.count("Authorization") + asked.count("Cookie") > 0;
    };
    EXPECT_THAT(server.log(), Each(testing::ResultOf(is_told, true)));
    EXPECT_THAT(other.log(), Each(testing::ResultOf(is_told, false)));
    EXPECT_EQ(other.log().size(), 3 * ways.size());
}

TEST_F(CrawlSecrets, LogsInWithWhatASeedSays) {
    fault_server server;
    serve(server, {{"/", {"/a"}}, {"/a", {}}});
    std::string seed = server.url("/");
    seed.insert(seed.find("//") + 2, "ich:geheim@");

    const auto result = crawl({seed, "--jsonl", "pages.jsonl"});

    EXPECT_TRUE(ended_with(result, 0));
    EXPECT_EQ(server.log().size(), 3U);
    for (const auto& asked : server.log()) {
        EXPECT_EQ(asked.field("Authorization"), "Basic aWNoOmdlaGVpbQ==");
    }
    EXPECT_THAT(read_file(place("pages.jsonl")) + result.err, Not(HasSubstr("geheim")));
}

// A Referer could hold the user info or the fragment of the page before.
TEST_F(CrawlSecrets, NoServerIsToldWhereALinkWasFound) {
    fault_server server;
    serve(server, {{"/", {"/a#part", "/moved"}}, {"/a", {}}});
    server.on("/moved", reply::redirect(302, "/a?b"));
    server.on("/a?b", reply::ok("b"));
    std::string seed = server.url("/?geheim#geheim");
    seed.insert(seed.find("//") + 2, "ich:geheim@");

    EXPECT_TRUE(ended_with(crawl({seed}), 0));
    EXPECT_TRUE(ended_with(run_trawl({"fetch", server.url("/moved"), "--discard"}), 0));

    EXPECT_GE(server.log().size(), 6U);
    EXPECT_THAT(server.log(),
                Each(testing::ResultOf([](const received_request& asked) { return asked.count("Referer"); }, 0U)));
}

}  // namespace
}  // namespace trawl::test
