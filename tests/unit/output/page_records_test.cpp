#include "output/page_records.hpp"

#include <filesystem>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <boost/json.hpp>

#include "output/link_graph.hpp"
#include "support/temp_dir.hpp"
#include "unit/output/sample_page.hpp"

namespace trawl::output {
namespace {

using test::add_link;
using test::sample_page;

boost::json::object record_of(const crawl::page& what) {
    std::string text;
    append_page_record(text, what);
    EXPECT_EQ(text.find('\n'), text.size() - 1);
    return boost::json::parse(text).as_object();
}

TEST(PageRecords, SaysWhatIsOnThePage) {
    const auto page = sample_page("https://example.org/a?b=1", "<p>hello");
    page->title = "A \"title\"";
    page->depth = 2;
    page->referrer = "https://user:secret@example.org/";
    page->metas = {{"description", "d"}, {"og:image", "1.png"}, {"og:image", "2.png"}};
    page->fields.add("Set-Cookie", "a=1");
    page->fields.add("Set-Cookie", "b=2");
    add_link(*page, "/next", "go on");
    add_link(*page, "mailto:me@example.org", "write");

    const auto record = record_of(*page);

    EXPECT_EQ(record.at("url"), "https://example.org/a?b=1");
    EXPECT_EQ(record.at("final_url"), "https://example.org/a?b=1");
    EXPECT_EQ(record.at("status"), 200);
    EXPECT_EQ(record.at("title"), "A \"title\"");
    EXPECT_EQ(record.at("depth"), 2);
    EXPECT_EQ(record.at("referrer"), "https://user:***@example.org/");
    EXPECT_EQ(record.at("meta"), boost::json::parse(R"({"description":"d","og:image":["1.png","2.png"]})"));
    EXPECT_EQ(record.at("headers"), boost::json::parse(R"({"content-type":"text/html","content-length":"8",
                                                           "set-cookie":["a=1","b=2"]})"));
    EXPECT_EQ(record.at("links"), boost::json::parse(R"([
        {"url":"https://example.org/next","raw":null,"kind":"anchor","anchor":"go on","nofollow":false,"inert":false},
        {"url":null,"raw":"mailto:me@example.org","kind":"anchor","anchor":"write","nofollow":false,"inert":false}])"));
    EXPECT_EQ(record.at("size"), 8);
    EXPECT_EQ(record.at("started"), "2026-11-23T10:33:49.123Z");
    EXPECT_TRUE(record.at("text").is_null());
    EXPECT_TRUE(record.at("duplicate_of").is_null());
}

// What links of other pages lead to is the URL that the crawl knows.
TEST(PageRecords, IsOfTheUrlThatTheCrawlKnows) {
    const auto page = sample_page("https://www.example.org/a", "<p>hello");
    page->known_as = http::parse_url("https://example.org/a").value();
    EXPECT_EQ(record_of(*page).at("url"), "https://example.org/a");
    EXPECT_EQ(record_of(*page).at("final_url"), "https://www.example.org/a");
}

TEST(PageRecords, SaysWhyAPageHasNoContentOfItsOwn) {
    const auto copy = sample_page("http://example.org/copy", "same");
    copy->same_as = crawl::same_page{1, "http://example.org/first", copy->started};
    const auto cut = sample_page("http://example.org/cut", "half");
    cut->end = crawl::body_end::disconnect;

    EXPECT_EQ(record_of(*copy).at("duplicate_of"), "http://example.org/first");
    EXPECT_EQ(record_of(*cut).at("truncated"), "disconnect");
    EXPECT_TRUE(record_of(*cut).at("sha256").is_null());
}

TEST(PageRecords, GoOnWhereTheyWereCommitted) {
    const trawl::test::temp_dir folder;
    const std::string path = (folder / "pages.jsonl").string();
    std::vector<crawl::output_file> committed;
    {
        page_records records(path);
        records.open({});
        records.write(*sample_page("http://example.org/1", "1"));
        records.sync();
        records.describe(committed);
        records.write(*sample_page("http://example.org/2", "2"));
        records.sync();
    }
    const std::string before = trawl::test::read_file(path);
    page_records records(path);
    records.open(committed);
    records.write(*sample_page("http://example.org/2", "2"));
    records.sync();

    EXPECT_EQ(trawl::test::read_file(path), before);
}

TEST(LinkGraph, IsJsonLinesOrCsvByItsName) {
    const trawl::test::temp_dir folder;
    const auto page = sample_page("http://example.org/", "");
    add_link(*page, "/a,b", "say \"go\",\nnow \x1b[2J");
    add_link(*page, "mailto:me@example.org", "left out");
    add_link(*page, "/inert", "left out");
    page->links.back().is_inert = true;
    add_link(*page, "/i.png", "", html::link_kind::image);
    page->links.back().nofollow = true;
    for (const char* const name : {"links.csv", "links.jsonl"}) {
        link_graph graph((folder / name).string());
        graph.open({});
        graph.write(*page);
        graph.write(*sample_page("http://example.org/none", ""));
        graph.sync();
    }

    EXPECT_EQ(trawl::test::read_file(folder / "links.csv"),
              "source,target,kind,anchor,nofollow\r\n"
              "http://example.org/,\"http://example.org/a,b\",anchor,\"say \"\"go\"\",\\x0anow \\x1b[2J\",false\r\n"
              "http://example.org/,http://example.org/i.png,image,,true\r\n");
    EXPECT_EQ(trawl::test::read_file(folder / "links.jsonl"),
              R"({"source":"http://example.org/","target":"http://example.org/a,b","kind":"anchor",)"
              R"("anchor":"say \"go\",\nnow \u001b[2J","nofollow":false})"
              "\n"
              R"({"source":"http://example.org/","target":"http://example.org/i.png","kind":"image",)"
              R"("anchor":"","nofollow":true})"
              "\n");
}

}  // namespace
}  // namespace trawl::output
