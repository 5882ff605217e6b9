#include <string>

#include <gmock/gmock.h>

#include "support/replies.hpp"
#include "unit/crawl/page_fixture.hpp"

namespace trawl::crawl {
namespace {

namespace reply = test::reply;
using testing::ElementsAre;

using PageReading = page_fixture;

TEST_F(PageReading, ReadsStylesSitemapsAndFeeds) {
    server.on("/s.css", reply::ok("@import 'b.css'; a { background: url(i.png) }", "text/css"));
    EXPECT_THAT(links_of(*ask("/s.css")),
                ElementsAre("style " + server.url("/b.css"), "image " + server.url("/i.png")));
    server.on("/feed", reply::ok("<rss version='2.0'><channel><item><link>" + server.url("/p") +
                                     "</link></item></channel></rss>",
                                 "application/rss+xml"));
    EXPECT_THAT(links_of(*ask("/feed")), ElementsAre("feed " + server.url("/p")));
    what.purpose = purpose::sitemap;
    settings.max_parse = 10;
    const std::string map = "<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'><url><loc>" +
                            server.url("/p") + "</loc></url></urlset>";
    server.on("/sitemap.xml.gz", reply::ok(reply::gzip_bytes(map), "application/octet-stream"));
    EXPECT_THAT(links_of(*ask("/sitemap.xml.gz")), ElementsAre("sitemap " + server.url("/p")));
}

TEST_F(PageReading, TellsWhatIsWrongWithASitemap) {
    what.purpose = purpose::sitemap;
    server.on("/sitemap.xml",
              reply::ok("<urlset><url><loc>" + server.url("/p") + "</loc></url><url><loc>mailto:me", ""));
    const auto got = ask("/sitemap.xml");
    EXPECT_EQ(links_of(*got).size(), 1U);
    EXPECT_NE(got->problem, "");
    server.on("/none.xml", reply::ok("<p>Not found", "text/html"));
    EXPECT_NE(ask("/none.xml")->problem, "");
}

TEST_F(PageReading, ReadsCharacterSets) {
    server.on("/a", reply::ok("<title>\xE4</title><a href='?q=\xE4'>", "text/html; charset=\"ISO-8859-1\""));
    const auto got = ask("/a");
    EXPECT_EQ(got->title, "\xC3\xA4");
    EXPECT_THAT(links_of(*got), ElementsAre("anchor " + server.url("/a?q=%C3%A4")));
}

}  // namespace
}  // namespace trawl::crawl
