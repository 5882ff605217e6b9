#include "batch/list_parser.hpp"

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace {

using namespace std::string_view_literals;
using testing::ElementsAre;
using trawl::batch::list_entry;
using trawl::batch::list_parser;
using trawl::http::errc;

// "NUMBER HREF", or "NUMBER !code" of a bad line.
std::string shown(const list_entry& line) {
    const std::string what = line.url ? line.url->href() : "!" + std::string(name(line.url.error().code));
    return std::to_string(line.line) + ' ' + what;
}

void drain(list_parser& parser, std::vector<std::string>& found) {
    while (const auto line = parser.next()) {
        found.push_back(shown(*line));
    }
}

std::vector<std::string> read_in_chunks(std::string_view list, std::size_t size) {
    list_parser parser;
    std::vector<std::string> found;
    while (!list.empty()) {
        const std::size_t length = std::min(size, list.size());
        parser.feed(list.substr(0, length));
        list.remove_prefix(length);
        drain(parser, found);
    }
    parser.finish();
    drain(parser, found);
    return found;
}

std::vector<std::string> read(std::string_view list) {
    auto whole = read_in_chunks(list, list.size() + 1);
    for (const std::size_t size : {1U, 2U, 3U, 7U}) {
        EXPECT_EQ(read_in_chunks(list, size), whole) << "in chunks of " << size;
    }
    return whole;
}

TEST(UrlList, OneUrlALine) {
    EXPECT_THAT(read("http://a/\nb.example/x\n"), ElementsAre("1 http://a/", "2 http://b.example/x"));
}

TEST(UrlList, TheLastLineNeedsNoEnd) {
    EXPECT_THAT(read("http://a/\nhttp://b/"), ElementsAre("1 http://a/", "2 http://b/"));
}

TEST(UrlList, AnEmptyListHasNoEntries) {
    for (const std::string_view list :
         {"", "\n", "\r\n\r\n", " \t \n", "# only\n#comments", "\xEF\xBB\xBF", "\xEF\xBB\xBF\n"}) {
        EXPECT_THAT(read(list), ElementsAre()) << list;
    }
}

TEST(UrlList, CommentsAndBlankLinesAreCountedAndPassedOver) {
    EXPECT_THAT(read("# a\n\n   \nhttp://a/#f\n#http://b/\nhttp://c/\n"), ElementsAre("4 http://a/#f", "6 http://c/"));
}

TEST(UrlList, ACommentStartsTheLine) {
    EXPECT_THAT(read(" #http://a/\n"), ElementsAre("1 !bad_url"));
}

TEST(UrlList, LinesMayEndWithCrLf) {
    EXPECT_THAT(read("http://a/\r\n\r\n# c\r\nhttp://b/\r\r\nhttp://c/\r"),
                ElementsAre("1 http://a/", "4 http://b/", "5 http://c/"));
}

TEST(UrlList, BlanksAroundAUrlAreDropped) {
    list_parser parser(trawl::batch::list_format::plain);
    parser.feed(" \t http://a/b \t\r\n");
    const auto line = parser.next();
    ASSERT_TRUE(line);
    EXPECT_EQ(line->text, "http://a/b");
    EXPECT_EQ(line->url->href(), "http://a/b");
}

TEST(UrlList, AUtf8MarkStandsFirstOnly) {
    EXPECT_THAT(read("\xEF\xBB\xBFhttp://a/\n"), ElementsAre("1 http://a/"));
    EXPECT_THAT(read("\xEF\xBB\xBF# comment\nhttp://a/\n"), ElementsAre("2 http://a/"));
}

TEST(UrlList, AShortListIsReadAtItsEnd) {
    EXPECT_THAT(read("a"), ElementsAre("1 http://a/"));
    EXPECT_THAT(read("a\n"), ElementsAre("1 http://a/"));
}

TEST(UrlList, Utf16IsOneErrorAndTheRestIsIgnored) {
    for (const std::string_view list : {"\xFF\xFEh\0t\0\n\0x\0"sv, "\xFE\xFF\0h\0\n\0x"sv, "\xFF\xFE"sv}) {
        EXPECT_THAT(read(list), ElementsAre("1 !bad_url"));
    }
    list_parser parser;
    parser.feed("\xFF\xFEh\0"sv);
    EXPECT_THAT(parser.next()->url.error().detail, testing::HasSubstr("UTF-16"));
}

TEST(UrlList, BadLinesStopNothing) {
    EXPECT_THAT(read("garbage line with spaces\nftp://a/\nmailto:x\nhttp://a/\nhttp://\n\xFF\xFF\nhttp://b/"),
                ElementsAre("1 !bad_url", "2 !unsupported_scheme", "3 !unsupported_scheme", "4 http://a/", "5 !bad_url",
                            "6 !bad_url", "7 http://b/"));
}

TEST(UrlList, NulAndControlCharactersMakeALineBad) {
    EXPECT_THAT(
        read("http://a/\0\nhttp://a\0b/\nhttp://a/\x1B[31m\nhttp://a/\vb\nhttp://a/\rb\nhttp://a/\x7F\nhttp://b/"sv),
        ElementsAre("1 !bad_url", "2 !bad_url", "3 !bad_url", "4 !bad_url", "5 !bad_url", "6 !bad_url", "7 http://b/"));
    list_parser parser(trawl::batch::list_format::plain);
    parser.feed("http://a\0b/\nhttp://a\x01/\n"sv);
    EXPECT_EQ(parser.next()->url.error().detail, "a NUL byte");
    EXPECT_EQ(parser.next()->url.error().detail, "a control character");
}

TEST(UrlList, BytesThatAreNotUtf8AreLeftToTheUrl) {
    EXPECT_THAT(read("http://a/\xE9\nhttp://a/\xC3\xA9\n"), ElementsAre("1 http://a/%E9", "2 http://a/%C3%A9"));
}

TEST(UrlList, ALineOfOverAMebibyteIsBadAndSkippedToItsEnd) {
    const std::string longest = "http://a/" + std::string(1024 * 1024 - 9, 'x');
    const std::string list = "http://a/\n" + longest + "y\n" + longest + "\nhttp://b/\n" + longest + longest + longest;
    for (const std::size_t size : {std::size_t{1000}, std::size_t{65536}, list.size()}) {
        const auto found = read_in_chunks(list, size);
        ASSERT_EQ(found.size(), 5U) << size;
        EXPECT_EQ(found[0], "1 http://a/");
        EXPECT_EQ(found[1], "2 !too_large");
        EXPECT_EQ(found[2], "3 " + longest);
        EXPECT_EQ(found[3], "4 http://b/");
        EXPECT_EQ(found[4], "5 !too_large");
    }
}

TEST(UrlList, AnOverlongLineWhichEndsExactlyAtAChunkIsOneEntry) {
    list_parser parser;
    std::vector<std::string> found;
    parser.feed(std::string(2 * 1024 * 1024, 'x'));
    drain(parser, found);
    parser.feed("\n");
    drain(parser, found);
    parser.feed("http://b/");
    parser.finish();
    drain(parser, found);
    EXPECT_THAT(found, ElementsAre("1 !too_large", "2 http://b/"));
    EXPECT_FALSE(parser.next());
}

}  // namespace
