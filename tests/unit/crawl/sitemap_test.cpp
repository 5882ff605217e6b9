#include "crawl/sitemap.hpp"

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/cpu_time.hpp"
#include "unit/crawl/gzipped.hpp"

namespace {

namespace crawl = trawl::crawl;
namespace http = trawl::http;
using crawl::sitemap_kind;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

crawl::sitemap read(std::string_view document, std::size_t piece = std::string_view::npos) {
    crawl::sitemap_reader reader(http::parse_url("http://example.org/a/sitemap.xml").value(), "application/xml");
    for (; !document.empty(); document.remove_prefix(std::min(piece, document.size()))) {
        reader.feed(document.substr(0, piece));
    }
    return reader.finish();
}

std::vector<std::string> urls(const crawl::sitemap& read) {
    std::vector<std::string> all;
    for (const auto& entry : read.entries) {
        all.push_back(entry.where.href());
    }
    return all;
}

std::vector<std::string> urls_of(std::string_view document) {
    return urls(read(document));
}

std::string urlset(std::string_view entries) {
    return "<?xml version='1.0'?><urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>" + std::string(entries) +
           "</urlset>";
}

TEST(Sitemap, GivesPagesWithTheirTimes) {
    const auto found =
        read(urlset("<url><loc> http://example.org/1?a=1&amp;b=2 </loc><lastmod>2026-01-02</lastmod></url>"
                    "<url><lastmod>2026</lastmod><loc>https://example.org/2</loc></url><url><loc>/3</loc></url>"));
    EXPECT_EQ(found.kind, sitemap_kind::urlset);
    EXPECT_THAT(urls(found),
                ElementsAre("http://example.org/1?a=1&b=2", "https://example.org/2", "http://example.org/3"));
    EXPECT_EQ(found.entries[0].last_modified, "2026-01-02");
    EXPECT_EQ(found.entries[1].last_modified, "2026");
    EXPECT_EQ(found.entries[2].last_modified, "");
    EXPECT_FALSE(found.is_cut);
    EXPECT_EQ(found.problem, "");
}

TEST(Sitemap, IsTheSameInPiecesOfAnySize) {
    const std::string document =
        "\xEF\xBB\xBF <!DOCTYPE urlset [ <!ENTITY x \"> <url> don't\"> ] ><!-- > <url> -- ->--><!-- -->" +
        urlset(
            "<url a='>'><loc>http://example.org/<![CDATA[x]]y&amp;]]>&#x7A;&amp;&#38;</loc></url><?pi "
            "<url>?><url\n><loc>http://example.org/2</loc ></url >");
    for (const std::size_t piece : {std::size_t{1}, std::size_t{2}, std::size_t{3}, std::size_t{7}, document.size()}) {
        const auto found = read(document, piece);
        EXPECT_THAT(urls(found), ElementsAre("http://example.org/x]]y&amp;z&&", "http://example.org/2")) << piece;
        EXPECT_EQ(found.problem, "");
    }
}

TEST(Sitemap, TakesWhatStandsDirectlyInAnEntry) {
    EXPECT_THAT(
        urls_of(urlset(
            "<loc>http://example.org/no</loc>"
            "<url><image:image><image:loc>http://example.org/i</image:loc><loc>http://example.org/j</loc></image:image>"
            "<image:loc>http://example.org/k</image:loc><loc>http://example.org/<b>x</b>1</loc>"
            "<xhtml:link rel='alternate' href='http://example.org/de'/></url>")),
        ElementsAre("http://example.org/1"));
}

TEST(Sitemap, NamesCountNotNamespaces) {
    EXPECT_THAT(urls_of("<s:URLSET xmlns:s='urn:x'><s:url><s:loc>http://example.org/1</s:loc></s:url></s:URLSET>"),
                ElementsAre("http://example.org/1"));
}

TEST(Sitemap, ReadsDocumentsWithMistakes) {
    struct {
        std::string_view entries;
        std::vector<std::string> found;
        std::string_view problem;
    } const cases[] = {
        {"<url><loc>http://example.org/1<url><loc>http://example.org/2</loc></url>",
         {"http://example.org/1", "http://example.org/2"},
         "\"url\" has no end"},
        {"<url><loc>http://example.org/1</url><url><loc>http://example.org/2</loc></url>",
         {"http://example.org/1", "http://example.org/2"},
         ""},
        {"<url><x><y><loc>http://example.org/1</loc></url><url><loc>http://example.org/2</loc></url>",
         {"http://example.org/2"},
         ""},
        {"<url><loc>http://example.org/1</loc></url></url>",
         {"http://example.org/1"},
         "after entry 1: \"url\" ends and did not begin"},
        {"<url><loc>http://example.org/?a&b=1&copy;</loc></url>", {"http://example.org/?a&b=1&copy;"}, ""},
        {"<url><loc>words</loc></url><url><loc/></url><url/><url><loc>ftp://example.org/</loc></url>",
         {},
         "\"words\" is no URL"},
        {"<url>\nhttp://example.org/1\n</url>", {"http://example.org/1"}, ""},
        {"< url><url><loc>http://example.org/a<b</loc></url>", {"http://example.org/a"}, ""},
    };
    for (const auto& each : cases) {
        SCOPED_TRACE(each.entries);
        const auto found = read(urlset(each.entries));
        EXPECT_EQ(urls(found), each.found);
        EXPECT_EQ(found.problem, each.problem);
    }
}

TEST(Sitemap, CutOneGivesTheEntriesThatAreWhole) {
    const std::string document =
        urlset("<url><loc>http://example.org/1</loc></url><url><loc>http://example.org/22</loc>");
    for (std::size_t size = document.find("</loc>") + 6; size < document.size(); ++size) {
        const auto found = read(document.substr(0, size));
        EXPECT_TRUE(found.is_cut || size + 9 > document.size());
        EXPECT_THAT(urls(found), testing::AnyOf(ElementsAre("http://example.org/1"),
                                                ElementsAre("http://example.org/1", "http://example.org/22")))
            << size;
    }
}

TEST(Sitemap, IndexNamesSitemaps) {
    const auto found =
        read("<sitemapindex><sitemap><loc>https://cdn.example.net/1.xml.gz</loc></sitemap></sitemapindex>");
    EXPECT_EQ(found.kind, sitemap_kind::index);
    EXPECT_THAT(urls(found), ElementsAre("https://cdn.example.net/1.xml.gz"));
}

TEST(Sitemap, TextHasAUrlALine) {
    const auto found =
        read("\xEF\xBB\xBFhttp://example.org/1\r\n\r\n  https://example.org/2\t\r/3\nno url\nhttp://example.org/4");
    EXPECT_EQ(found.kind, sitemap_kind::text);
    EXPECT_THAT(urls(found), ElementsAre("http://example.org/1", "https://example.org/2", "http://example.org/4"));
    EXPECT_EQ(found.problem, "after entry 2: \"/3\" is no URL");
}

TEST(Sitemap, FeedsOfAllKinds) {
    struct {
        std::string_view document;
        std::vector<std::string> found;
    } const cases[] = {
        {"<rss><channel><link>http://example.org/</link><atom:link "
         "href='http://example.org/self'/><item><link>http://example.org/1</link><guid>http://example.org/g</guid></"
         "item>"
         "<item><guid>http://example.org/2</guid></item><item><guid "
         "isPermaLink='false'>http://example.org/no</guid></item><item><link>p/3</link></item></channel></rss>",
         {"http://example.org/1", "http://example.org/2", "http://example.org/a/p/3"}},
        {"<rdf:RDF xmlns='http://purl.org/rss/1.0/'><channel><link>http://example.org/</link></channel><item "
         "rdf:about='x'><link>http://example.org/1</link><dc:date>2026</dc:date></item></rdf:RDF>",
         {"http://example.org/1"}},
        {"<feed xml:base='/blog/'><link href='/'/><entry><link rel='edit' href='/e'/><link rel=\"alternate\" "
         "href='1?a=1&amp;b=2'/><link href='2'/><source><link href='3'/></source></entry></feed>",
         {"http://example.org/blog/1?a=1&b=2"}},
        {"<atom:feed><atom:entry><atom:link href = 'http://example.org/1'></atom:link></atom:entry></atom:feed>",
         {"http://example.org/1"}},
    };
    for (const auto& each : cases) {
        const auto found = read(each.document);
        EXPECT_EQ(found.kind, sitemap_kind::feed);
        EXPECT_EQ(urls(found), each.found) << each.document;
    }
    EXPECT_EQ(read(cases[1].document).entries[0].last_modified, "2026");
}

TEST(Sitemap, OtherDocumentsAreNone) {
    for (const std::string_view document :
         {"", " \n", "<html><url><loc>http://example.org/</loc></url></html>", "{\"a\": 1}", "\x1F\x8B", "\x1F",
          "<!-- x", "<<<>>>", "User-agent: *\nDisallow: /"}) {
        const auto found = read(document);
        EXPECT_EQ(found.kind, sitemap_kind::none) << document;
        EXPECT_THAT(found.entries, IsEmpty());
    }
    EXPECT_THAT(read("<html>").problem, HasSubstr("neither a sitemap nor a feed"));
}

TEST(Sitemap, EntitiesOfADocumentMeanNothing) {
    std::string bomb = "<!DOCTYPE urlset [<!ENTITY a0 'http://example.org/'>";
    for (int level = 1; level < 30; ++level) {
        const std::string below = "&a" + std::to_string(level - 1) + ";";
        bomb += "<!ENTITY a" + std::to_string(level) + " '" + below + below + "'>";
    }
    bomb += "<!ENTITY file SYSTEM 'file:///etc/passwd'><!ENTITY % all SYSTEM 'http://127.0.0.1/'> %all;]>";
    const auto found = read(
        bomb +
        urlset("<url><loc>&a29;</loc></url><url><loc>&file;</loc></url><url><loc>http://example.org/1</loc></url>"));
    EXPECT_THAT(urls(found), ElementsAre("http://example.org/1"));
}

TEST(Sitemap, Utf16AndLatin1AreDecoded) {
    std::string wide = "\xFF\xFE";
    for (const char c : urlset("<url><loc>http://example.org/1</loc></url>")) {
        wide.append({c, '\0'});
    }
    EXPECT_THAT(urls_of(wide), ElementsAre("http://example.org/1"));
    EXPECT_THAT(urls_of("<?xml version='1.0' "
                        "encoding='ISO-8859-1'?><urlset><url><loc>http://example.org/\xE9</loc></url></urlset>"),
                ElementsAre("http://example.org/%C3%A9"));
    EXPECT_THAT(
        urls_of(
            "<?xml version='1.0' encoding='utf-8'?><urlset><url><loc>http://example.org/\xC3\xA9</loc></url></urlset>"),
        ElementsAre("http://example.org/%C3%A9"));
}

TEST(Sitemap, NoMoreEntriesThanAllowed) {
    std::string entries;
    for (std::size_t i = 0; i <= crawl::sitemap_reader::max_entries; ++i) {
        entries += "<url><loc>http://example.org/1</loc></url>";
    }
    const auto found = read(urlset(entries), 65536);
    EXPECT_EQ(found.entries.size(), crawl::sitemap_reader::max_entries);
    EXPECT_TRUE(found.is_cut);
    EXPECT_THAT(found.problem, HasSubstr("there are more"));
}

TEST(Sitemap, GzippedOneIsUnzippedWhateverItsName) {
    const std::string zipped = gzipped(urlset("<url><loc>http://example.org/1</loc></url>"));
    for (const std::size_t piece : {std::size_t{1}, zipped.size()}) {
        EXPECT_THAT(urls(read(zipped, piece)), ElementsAre("http://example.org/1"));
    }
    const auto cut = read(zipped.substr(0, zipped.size() - 9));
    EXPECT_TRUE(cut.is_cut);
    EXPECT_NE(cut.problem, "");
}

TEST(Sitemap, BombIsNotUnzipped) {
    crawl::sitemap_reader reader(http::parse_url("http://example.org/sitemap.xml.gz").value(), "");
    std::size_t fed = 0;
    const auto feed = [&](std::string_view zipped) {
        fed += zipped.size();
        reader.feed(zipped);
        return !reader.has_enough();
    };
    gzip_blanks(std::size_t{1} << 30U, feed);
    EXPECT_LT(fed, std::size_t{300'000});
    const auto found = reader.finish();
    EXPECT_TRUE(found.is_cut);
    EXPECT_THAT(found.entries, IsEmpty());
}

TEST(Sitemap, HostileMarkupTakesWorkAsItsLengthAndIsNotKept) {
    // Each would be slow if something were read again and again.
    constexpr std::string_view parts[] = {"<a \"",       "<",  "<!",        "<a>",   "<url>",
                                          "</url>",      "&",  "<![CDATA[", "<!--",  "<url><loc>",
                                          "<!DOCTYPE [", "<?", "&#x",       "<a b='"};
    for (const std::string_view part : parts) {
        const auto work = [&](std::size_t size) {
            std::string document = "<urlset><url><loc>";
            while (document.size() < size) {
                document += part;
            }
            return cpu_time([&] {
                const auto found = read(document, 4096);
                EXPECT_THAT(found.entries, IsEmpty()) << part;
                EXPECT_LT(found.problem.size(), 600U);
            });
        };
        // Were it the square, it would be 256 times as much.
        EXPECT_LT(work(std::size_t{1} << 18U), work(std::size_t{1} << 14U) * 80) << part;
    }
}

}  // namespace
