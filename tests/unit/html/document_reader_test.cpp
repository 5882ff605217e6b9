#include "html/document_reader.hpp"

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace {

namespace html = trawl::html;
namespace http = trawl::http;
using html::link_kind;
using testing::ElementsAre;
using testing::Pair;

http::url location() {
    return http::parse_url("http://example.test/dir/page.html").value();
}

html::document read(std::string_view source, const std::function<void(html::reading_options&)>& adapt = {}) {
    html::reading_options options(location());
    if (adapt) {
        adapt(options);
    }
    html::document_reader reader(std::move(options));
    reader.feed(source);
    return reader.finish();
}

// "kind URL", or "kind (raw)" for what is no URL.
std::vector<std::string> links_of(const html::document& document) {
    std::vector<std::string> out;
    for (const html::found_link& link : document.links) {
        const std::string where = link.target ? link.target->href() : "(" + link.raw + ")";
        out.push_back(std::string(name(link.kind)) + " " + where);
    }
    return out;
}

TEST(DocumentReader, EachElementHasItsKindOfLink) {
    struct row {
        std::string_view source;
        std::vector<std::string> links;
    };
    const row rows[] = {
        {"<a href=x>", {"anchor http://example.test/dir/x"}},
        {"<area href=x>", {"anchor http://example.test/dir/x"}},
        {"<iframe src=x>", {"frame http://example.test/dir/x"}},
        {"<frameset><frame src=x>", {"frame http://example.test/dir/x"}},
        {"<frame src=x>", {}},
        {"<meta http-equiv=Refresh content='5; URL=x'>", {"refresh http://example.test/dir/x"}},
        {"<link rel='Shortcut Icon' href=x>", {"icon http://example.test/dir/x"}},
        {"<link rel=stylesheet href=x>", {"style http://example.test/dir/x"}},
        {"<link rel='alternate stylesheet' href=x>", {"style http://example.test/dir/x"}},
        {"<link rel=canonical href=x>", {"canonical http://example.test/dir/x"}},
        {"<link rel=alternate hreflang=de href=x>", {"alternate http://example.test/dir/x"}},
        {"<link rel=manifest href=x>", {"requisite http://example.test/dir/x"}},
        {"<link rel=next href=x>", {"related http://example.test/dir/x"}},
        {"<link rel=preconnect href=//x.test>", {}},
        {"<img src=x srcset='y 1x, z,w 2x'>",
         {"image http://example.test/dir/x", "image http://example.test/dir/y", "image http://example.test/dir/z,w"}},
        {"<img src=x data-src=y>", {"image http://example.test/dir/x", "image http://example.test/dir/y"}},
        {"<input type=IMAGE src=x><input src=y>", {"image http://example.test/dir/x"}},
        {"<picture><source srcset='x 2x'></picture>", {"image http://example.test/dir/x"}},
        {"<video src=x poster=y><source src=z><track src=w></video>",
         {"media http://example.test/dir/x", "media http://example.test/dir/y", "media http://example.test/dir/z",
          "media http://example.test/dir/w"}},
        {"<embed src=x><object data=y>", {"object http://example.test/dir/x", "object http://example.test/dir/y"}},
        {"<script src=x></script>", {"script http://example.test/dir/x"}},
        {"<table background=x>", {"image http://example.test/dir/x"}},
        {"<svg><a xlink:href=x></a><image href=y /><use href=z /></svg>",
         {"anchor http://example.test/dir/x", "image http://example.test/dir/y", "image http://example.test/dir/z"}},
        {"<p style='background: url(x)'>", {"image http://example.test/dir/x"}},
        {"<style>@import 'x'; p { background: url(y) }</style>",
         {"style http://example.test/dir/x", "image http://example.test/dir/y"}},
        {"<noscript><img src=x></noscript>", {"image http://example.test/dir/x"}},
        {"<a href=mailto:x@y.test>", {"anchor (mailto:x@y.test)"}},
        {"<a href=''>", {"anchor http://example.test/dir/page.html"}},
        {"<img src=''><a ping=x>", {}},
        {"<a href='  x&amp;y&copy=1&#x41; '>", {"anchor http://example.test/dir/x&y&copy=1A"}},
    };
    for (const row& row : rows) {
        EXPECT_EQ(links_of(read(row.source)), row.links) << row.source;
    }
}

TEST(DocumentReader, ElementsOfXmlMayEndInTheirStartTag) {
    const std::string_view source =
        "<title/><script src=a.js /><style/><template/><textarea/><a id=x /><a href=b>b</a>";
    const auto as_xml = read(source, [](html::reading_options& options) { options.is_xml = true; });
    EXPECT_THAT(links_of(as_xml),
                ElementsAre("script http://example.test/dir/a.js", "anchor http://example.test/dir/b"));
    EXPECT_EQ(as_xml.links.back().anchor, "b");
    EXPECT_FALSE(as_xml.links.back().is_inert);
    EXPECT_THAT(links_of(read(source)), ElementsAre()) << "in HTML the title goes on";
}

TEST(DocumentReader, FormsAreLinksOnlyIfWantedAndSentByGet) {
    constexpr std::string_view source = "<form action=x></form><form action=y method=POST></form>";
    EXPECT_THAT(links_of(read(source)), ElementsAre());
    EXPECT_THAT(links_of(read(source, [](html::reading_options& options) { options.takes_forms = true; })),
                ElementsAre("form http://example.test/dir/x"));
}

TEST(DocumentReader, TheFirstBaseWithAnAddressCountsForTheWholeDocument) {
    const html::document document =
        read("<link rel=next href=1><base target=x><base href=/b/><base href=/c/><a href=2>");
    EXPECT_THAT(links_of(document), ElementsAre("related http://example.test/b/1", "anchor http://example.test/b/2"));
    EXPECT_EQ(document.base.value().href(), "http://example.test/b/");
    EXPECT_FALSE(read("<base href='ftp://x.test/'><a href=2>").base.has_value());
}

TEST(DocumentReader, NofollowIsOfTheLinkAndTemplatesAreInert) {
    const html::document document = read(
        "<a rel='noopener NoFollow' href=1></a><a rel=sponsored href=2></a><a rel=me href=3></a><template><a "
        "href=4></template><a href=5>");
    std::vector<std::pair<bool, bool>> flags;
    for (const html::found_link& link : document.links) {
        flags.emplace_back(link.nofollow, link.is_inert);
    }
    EXPECT_THAT(flags, ElementsAre(Pair(true, false), Pair(true, false), Pair(false, false), Pair(false, true),
                                   Pair(false, false)));
}

TEST(DocumentReader, SaysWhatTheDocumentIsAbout) {
    const html::document document = read(
        "<html lang=de-AT><title> A &lt;b&gt;\n title </title><title>other</title>"
        "<meta name=Robots content='noindex &amp; more'><meta property=og:title content=T><meta charset=utf-8>");
    EXPECT_EQ(document.title, "A <b> title");
    EXPECT_EQ(document.language, "de-AT");
    EXPECT_THAT(document.metas, ElementsAre(Pair("robots", "noindex & more"), Pair("og:title", "T")));
    EXPECT_FALSE(document.is_cut);
}

TEST(DocumentReader, AnchorsHaveTheirTextOrThatOfTheirImage) {
    const html::document document = read(
        "<a href=1>\n One <b>link</b>&nbsp;&amp; </a><a href=2><img src=i alt=' An  image '></a><a href=3>x<a "
        "href=4>y");
    std::vector<std::string> texts;
    for (const html::found_link& link : document.links) {
        texts.push_back(link.anchor);
    }
    EXPECT_THAT(texts, ElementsAre("One link\u00A0&", "An image", "An image", "x", "y"));
    EXPECT_EQ(read("<a href=1>" + std::string(199, 'x') + "\u00E4</a>").links[0].anchor, std::string(199, 'x'));
}

TEST(DocumentReader, KnowsWhereALinkStands) {
    constexpr std::string_view source =
        "<p>\n\u00E4 <a title='>'\n href=\" x&amp;y \"></a><img srcset='a&amp;b 1x, c 2x'>\n"
        "<style>\np { background: url( 'd' ) }</style><b style='color:red;background:url(&quot;e&quot;)'>";
    struct seen {
        std::string value;
        std::uint32_t line;
        std::uint32_t column;
        bool operator==(const seen&) const = default;
    };
    const std::vector<seen> expected{{"x&amp;y", 2, 3}, {"a&amp;b", 3, 23}, {"c", 3, 23}, {"d", 5, 23}, {"e", 5, 78}};
    for (const std::size_t piece : {source.size(), std::size_t{1}, std::size_t{5}}) {
        html::document_reader reader((html::reading_options(location())));
        for (std::size_t at = 0; at < source.size(); at += piece) {
            reader.feed(source.substr(at, piece));
        }
        std::vector<seen> found;
        for (const html::found_link& link : reader.finish().links) {
            found.push_back({std::string(source.substr(link.offset, link.size)), link.line, link.column});
        }
        ASSERT_EQ(found.size(), expected.size());
        for (std::size_t index = 0; index < found.size(); ++index) {
            EXPECT_EQ(found[index].value, expected[index].value);
            EXPECT_EQ(found[index].line, expected[index].line) << found[index].value;
            EXPECT_EQ(found[index].column, expected[index].column) << found[index].value;
        }
    }
}

TEST(DocumentReader, KeepsTextAndIdsIfWanted) {
    constexpr std::string_view source =
        "<title>T</title><h1 id=top>A  <i>head</i>ing</h1><script>no()</script><p>Some\ntext<br>more &amp; more"
        "<table><tr><td>1<td>2</table><template>not</template><a name=n id=i></a><textarea name=t>area</textarea>";
    const html::document document = read(source, [](html::reading_options& options) {
        options.keeps_text = true;
        options.keeps_ids = true;
    });
    EXPECT_EQ(document.text, "A heading\nSome text\nmore & more\n1 2\narea");
    EXPECT_THAT(document.ids, ElementsAre("top", "i", "n"));
    EXPECT_EQ(read(source).text, "");
    EXPECT_TRUE(read(source).ids.empty());
}

TEST(DocumentReader, WhatIsNoMarkupHasNoLinks) {
    for (const std::string_view source :
         {"<!-- <a href=x> -->", "<script>'<a href=x>'</script>", "<style><a href=x></style>",
          "<title><a href=x></title>", "<textarea><a href=x></textarea>", "<xmp><a href=x></xmp>",
          "<script><!--<script></script><a href=x>--></script>", "<iframe><a href=x></iframe>",
          "<noframes><a href=x></noframes>", "<plaintext></plaintext><a href=x>", "<svg><![CDATA[<a href=x>]]></svg>",
          "<!doctype html '<a href=x'>", "<? <a href=x>", "</ <a href=x>", "<a href=x", "<a href='x>",
          "<math><a href=x></math>", "<frameset><a href=x>", "</a href=x>"}) {
        EXPECT_THAT(links_of(read(source)), ElementsAre()) << source;
    }
}

TEST(DocumentReader, SaysThatALimitWasMet) {
    const html::document document =
        read("<a href=1><a href=2><a href=3>", [](html::reading_options& options) { options.max_links = 2; });
    EXPECT_EQ(document.links.size(), 2U);
    EXPECT_TRUE(document.is_cut);
    EXPECT_TRUE(read("<p>long text", [](html::reading_options& options) {
                    options.keeps_text = true;
                    options.max_text = 4;
                }).is_cut);
}

}  // namespace
