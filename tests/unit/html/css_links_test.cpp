#include "html/css_links.hpp"

#include <string>
#include <string_view>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace {

namespace html = trawl::html;
namespace http = trawl::http;

std::vector<html::found_link> links_in(std::string_view css, std::size_t max_links = 100) {
    return html::css_links(css, http::parse_url("http://example.test/css/a.css").value(), max_links);
}

TEST(CssLinks, FindsWhatAStyleSheetRefersTo) {
    struct row {
        std::string_view css;
        std::vector<std::string> links;
    };
    const row rows[] = {
        {"@import 'a';", {"style a"}},
        {"@IMPORT/* x */url( \"a\" ) screen;", {"style a"}},
        {"@import url(a) layer(x);", {"style a"}},
        {"a { background: URL(a) }", {"image a"}},
        {"a { background: url( 'a b' ), url(c) }", {"image a b", "image c"}},
        {"a { background: url('a\\27 b\\\n c\\)') }", {"image a'b c)"}},
        {"@font-face { font-family: x; src: url(a) format('woff'), url(b) } p { background: url(c) }",
         {"requisite a", "requisite b", "image c"}},
        {"/* url(a) @import 'b' */ a { content: 'url(c)'; filter: url(#d); x: url(data:,e); y: url() }", {}},
        {"a { background: url(a b); x: url(c'd) } b { background: url(e) }", {"image e"}},
        {"a { background: curl(a); --url: (b) }", {}},
        {"url(a", {"image a"}},
        {"@import 'a\n; p { background: url(b) }", {"style a", "image b"}},
        {"@media screen { a { background: url(a) } } /* open url(b)", {"image a"}},
    };
    for (const row& row : rows) {
        std::vector<std::string> found;
        for (const html::found_link& link : links_in(row.css)) {
            found.push_back(std::string(name(link.kind)) + " " + link.raw);
            EXPECT_TRUE(link.target.has_value());
        }
        EXPECT_EQ(found, row.links) << row.css;
    }
}

TEST(CssLinks, KnowsWhereAReferenceStands) {
    constexpr std::string_view css = "@import \"a\";\n\u00E4 { background: url( b\\20 c ) }";
    const auto links = links_in(css);
    ASSERT_EQ(links.size(), 2U);
    EXPECT_EQ(css.substr(links[0].offset, links[0].size), "a");
    EXPECT_EQ(css.substr(links[1].offset, links[1].size), "b\\20 c");
    EXPECT_EQ(links[1].line, 2U);
    EXPECT_EQ(links[1].column, 22U);
    EXPECT_EQ(links[1].target.value().href(), "http://example.test/css/b%20c");
}

TEST(CssLinks, StopsAtTheLimit) {
    EXPECT_EQ(links_in("url(a) url(b) url(c)", 2).size(), 2U);
}

}  // namespace
