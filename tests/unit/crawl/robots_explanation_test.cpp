#include "crawl/robots_explanation.hpp"

#include <string>
#include <string_view>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace {

namespace crawl = trawl::crawl;
namespace http = trawl::http;
using testing::EndsWith;

const http::url page = http::parse_url("http://user:secret@example.org/private/a?b#c").value();

crawl::robots_reply reply(int status, std::string_view body = "") {
    crawl::robots_reply made;
    made.asked.push_back(crawl::robots_txt_of(page));
    made.status = status;
    made.body = body;
    return made;
}

TEST(RobotsExplanation, ShowsTheLineThatDecides) {
    auto got = reply(200,
                     "User-agent: *\nDisallow:\n\nUser-agent: Trawl\nCrawl-delay: 1.5\nDisallow: /pri*\x1B[1m # "
                     "no\nDisallow: /private\nSitemap: /s.xml\n");
    got.asked.push_back(http::parse_url("https://www.example.org/robots.txt").value());
    EXPECT_EQ(crawl::explain_robots(page, "trawl/0.4 (+https://example.net/)", got),
              "url          http://user:***@example.org/private/a?b#c\n"
              "agent        trawl/0.4 (+https://example.net/)\n"
              "robots.txt   http://example.org/robots.txt\n"
              "redirected   https://www.example.org/robots.txt\n"
              "reply        HTTP 200, 120 bytes\n"
              "group        Trawl (line 4)\n"
              "rule         Disallow: /private (line 7)\n"
              "crawl-delay  1.5 s\n"
              "sitemap      https://www.example.org/s.xml\n"
              "verdict      denied\n");
}

TEST(RobotsExplanation, SaysWhyNothingDecides) {
    const auto explained = [](const crawl::robots_reply& got) { return crawl::explain_robots(page, "trawl", got); };
    EXPECT_TRUE(explained(reply(200, "User-agent: other\nDisallow: /\n"))
                    .ends_with("group        none for trawl, and none for *\nrule         none matches, so it is "
                               "allowed\nverdict      allowed\n"));
    const std::string allowed = ": as good as none, so everything is allowed\nverdict      allowed\n";
    const std::string denied = ": unreachable, so nothing is allowed until it is there\nverdict      denied\n";
    EXPECT_THAT(explained(reply(404)), EndsWith("reply        HTTP 404" + allowed));
    EXPECT_THAT(explained(reply(302)), EndsWith("reply        HTTP 302" + allowed));
    EXPECT_THAT(explained(reply(503)), EndsWith("reply        HTTP 503" + denied));
    auto cut = reply(200, "User-agent: *");
    cut.error = "connection reset";
    EXPECT_THAT(explained(cut), EndsWith("reply        connection reset" + denied));
    auto round = reply(302);
    round.error = "too many redirects";
    EXPECT_THAT(explained(round), EndsWith(denied));
    round.leads_nowhere = true;
    EXPECT_THAT(explained(round), EndsWith("reply        too many redirects" + allowed));
}

TEST(RobotsExplanation, RobotsTxtItselfIsAlwaysAllowed) {
    const auto itself = crawl::robots_txt_of(page);
    EXPECT_EQ(itself.href(), "http://example.org/robots.txt");
    EXPECT_TRUE(crawl::robots_verdict(itself, "trawl", reply(503)).allowed);
    EXPECT_TRUE(crawl::robots_verdict(itself, "trawl", reply(200, "User-agent: *\nDisallow: /\n")).allowed);
    EXPECT_FALSE(crawl::robots_verdict(page, "trawl", reply(200, "User-agent: *\nDisallow: /\n")).allowed);
}

}  // namespace
