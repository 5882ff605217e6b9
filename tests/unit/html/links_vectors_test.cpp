#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <string>
#include <string_view>

#include <boost/json.hpp>

#include <gtest/gtest.h>

#include "html/document_reader.hpp"

namespace {

namespace html = trawl::html;
namespace http = trawl::http;
namespace json = boost::json;

std::string text_of(const json::object& object, std::string_view key) {
    return std::string(object.at(key).as_string());
}

json::value read_vectors() {
    std::ifstream file(TRAWL_VECTORS "/links.json", std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>(file), {}};
    return json::parse(text);
}

std::string_view class_of(const html::found_link& link) {
    switch (link.kind) {
        case html::link_kind::anchor:
            return "nav";
        case html::link_kind::frame:
            return "frame";
        case html::link_kind::refresh:
            return "refresh";
        default:
            return link.element == "link" ? "linkrel" : "asset";
    }
}

html::document read(const json::object& vector, std::size_t piece) {
    const std::string source = text_of(vector, "html");
    html::document_reader reader(html::reading_options(http::parse_url(text_of(vector, "url")).value()));
    for (std::size_t at = 0; at < source.size(); at += piece) {
        reader.feed(std::string_view(source).substr(at, piece));
    }
    return reader.finish();
}

// What is followed: "nav http://...". An element that the tree has twice counts once.
std::set<std::string> links_of(const html::document& document) {
    std::set<std::string> links;
    for (const html::found_link& link : document.links) {
        if (link.target && !link.is_inert) {
            links.insert(std::string(class_of(link)).append(" ").append(link.target->href()));
        }
    }
    return links;
}

struct expectation {
    std::set<std::string> wanted;
    std::set<std::string> possible;
};

expectation expected_of(const json::object& vector) {
    expectation expected;
    for (const json::value& value : vector.at("links").as_array()) {
        const json::object& link = value.as_object();
        if (link.at("url").is_null() || (link.contains("template") && link.at("template").as_bool())) {
            continue;
        }
        const std::string text = text_of(link, "kind") + " " + text_of(link, "url");
        if (!link.contains("bad")) {
            expected.wanted.insert(text);
        }
        expected.possible.insert(text);
    }
    return expected;
}

class LinksVectors : public testing::Test {
protected:
    void SetUp() override {
        if (!std::filesystem::exists(TRAWL_VECTORS "/links.json")) {
            GTEST_SKIP() << "skipped: no vectors";
        }
    }
};

TEST_F(LinksVectors, EveryDocumentHasTheLinksOfABrowser) {
    const json::value vectors = read_vectors();
    for (const json::value& value : vectors.at("docs").as_array()) {
        const json::object& vector = value.as_object();
        if (vector.contains("disputed")) {
            continue;
        }
        const expectation expected = expected_of(vector);
        for (const std::size_t piece : {std::size_t{1}, std::size_t{7}, std::string::npos / 2}) {
            SCOPED_TRACE(text_of(vector, "id") + ": " + json::serialize(vector.at("html")).substr(0, 1000));
            const html::document document = read(vector, piece);
            const std::set<std::string> links = links_of(document);
            EXPECT_TRUE(std::ranges::includes(links, expected.wanted)) << testing::PrintToString(links);
            EXPECT_TRUE(std::ranges::includes(expected.possible, links)) << testing::PrintToString(links);
            EXPECT_EQ(document.base.value_or(http::parse_url(text_of(vector, "url")).value()).href(),
                      text_of(vector, "base"));
        }
    }
}

}  // namespace
