#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json.hpp>

#include <gtest/gtest.h>

#include "crawl/sitemap.hpp"
#include "http/base64.hpp"

namespace {

namespace crawl = trawl::crawl;
namespace http = trawl::http;
namespace json = boost::json;
using crawl::sitemap_kind;

std::string text_of(const json::object& object, std::string_view key) {
    return std::string(object.at(key).as_string());
}

crawl::sitemap read(const json::object& vector) {
    crawl::sitemap_reader reader(http::parse_url(text_of(vector, "url")).value(), text_of(vector, "content_type"));
    reader.feed(http::decode_base64(text_of(vector, "content_b64")).value());
    return reader.finish();
}

// What the vectors call an error, being strict: we read it as far as it makes sense.
void expect_lenience(const std::string& test, const crawl::sitemap& found) {
    if (test == "SiteMapParserTest.testSitemapParserBrokenXml") {
        EXPECT_EQ(found.problem, "after entry 1: \"url\" ends and did not begin");
    } else {
        EXPECT_EQ(test, "SiteMapParserTest.testSitemapWithWrongNamespace");
    }
    EXPECT_EQ(found.kind, sitemap_kind::urlset);
}

TEST(SitemapVectors, EachGivesItsUrls) {
    if (!std::filesystem::exists(TRAWL_VECTORS "/sitemaps.json")) {
        GTEST_SKIP() << "skipped: no vectors";
    }
    std::ifstream file(TRAWL_VECTORS "/sitemaps.json", std::ios::binary);
    const json::value vectors = json::parse(std::string{std::istreambuf_iterator<char>(file), {}});
    for (const json::value& value : vectors.at("cases").as_array()) {
        const json::object& vector = value.as_object();
        SCOPED_TRACE(text_of(vector, "id") + " " + text_of(vector, "test"));
        const auto found = read(vector);
        if (text_of(vector, "kind") == "error") {
            expect_lenience(text_of(vector, "test"), found);
            continue;
        }
        std::vector<std::string> urls;
        for (const auto& entry : found.entries) {
            urls.push_back(entry.where.href());
        }
        EXPECT_EQ(urls, json::value_to<std::vector<std::string>>(vector.at("expected")));
        EXPECT_EQ(found.kind == sitemap_kind::index, text_of(vector, "kind") == "index");
    }
}

}  // namespace
