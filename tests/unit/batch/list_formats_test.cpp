#include <random>
#include <string>
#include <string_view>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "batch/list_parser.hpp"

namespace trawl::batch {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

constexpr std::string_view sha256_of_abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

std::vector<list_entry> read(std::string_view text, list_format format = list_format::automatic) {
    list_parser parser(format);
    std::vector<list_entry> found;
    const auto drain = [&] {
        while (auto entry = parser.next()) {
            found.push_back(std::move(*entry));
        }
    };
    for (const char c : text) {
        parser.feed({&c, 1});
        drain();
    }
    parser.finish();
    drain();
    return found;
}

list_entry read_one(std::string_view text, list_format format = list_format::automatic) {
    auto found = read(text, format);
    EXPECT_EQ(found.size(), 1U) << text;
    return found.empty() ? bad_entry(0, "", "nothing") : std::move(found.front());
}

std::string reason(std::string_view text, list_format format = list_format::automatic) {
    const list_entry entry = read_one(text, format);
    return entry.url ? "none" : entry.url.error().detail;
}

TEST(TsvList, ColumnsAreUrlNameAndPairs) {
    const std::string line = "http://a/x\tsub/b.iso\tsha256=" + std::string(sha256_of_abc) +
                             "\tsize=3\tmirror=http://m/x\tmethod=PUT\theader=X-A: 1\tdata=q=1";
    const list_entry entry = read_one("# c\n" + line + "\r\n");
    ASSERT_TRUE(entry.url) << message(entry.url.error());
    EXPECT_EQ(entry.line, 2U);
    EXPECT_EQ(entry.text, "http://a/x");
    EXPECT_EQ(entry.name, "sub/b.iso");
    EXPECT_EQ(*entry.source_text, line);
    ASSERT_TRUE(entry.details);
    EXPECT_EQ(to_text(entry.details->digests.at(0)), "sha256=" + std::string(sha256_of_abc));
    EXPECT_EQ(entry.details->size, 3U);
    EXPECT_EQ(entry.details->mirrors.at(0).href(), "http://m/x");
    EXPECT_EQ(entry.details->method, "PUT");
    EXPECT_EQ(entry.details->fields.get("x-a"), "1");
    EXPECT_EQ(*entry.details->body, "q=1");
}

TEST(TsvList, NameMayBeEmptyAndBeAFolder) {
    EXPECT_EQ(read_one("http://a/x\t\tsize=3\n").name, "");
    EXPECT_EQ(read_one("http://a/x\tsub/\n").name, "sub/");
    EXPECT_EQ(read_one("http://a/x\t\n", list_format::tsv).name, "");
}

TEST(TsvList, AnIndentedLineIsGivenBackSoThatItIsAnInputAgain) {
    const auto entry = read_one("  http://a/x\tname\tsize=1\n", list_format::tsv);
    EXPECT_EQ(entry.name, "name");
    EXPECT_EQ(*entry.source_text, "http://a/x\tname\tsize=1");
}

TEST(TsvList, WhatIsWrongIsNamed) {
    EXPECT_THAT(reason("http://a/\tn\tsha1=ab\n"), HasSubstr("'sha1'"));
    EXPECT_THAT(reason("http://a/\tn\tsha256=ab\n"), HasSubstr("64 hexadecimal digits"));
    EXPECT_THAT(reason("http://a/\tn\tsize=3k\n"), HasSubstr("'3k'"));
    EXPECT_THAT(reason("http://a/\tn\tx\n"), HasSubstr("key=value"));
    EXPECT_THAT(reason("http://a/\tn\theader=s3cret\n"),
                testing::AllOf(HasSubstr("header"), testing::Not(HasSubstr("s3c"))));
    EXPECT_THAT(reason("http://a/\tn\tmirror=ftp://m/\n"), HasSubstr("a mirror"));
    EXPECT_THAT(reason("http://a/\tsize=3\n"), HasSubstr("second column"));
}

TEST(ListNames, ReachNothingOutside) {
    for (const std::string_view name : {"../x", "a/../x", "/etc/x", "a//b", ".", "a/.", ".trawl/state.db", "x.part",
                                        "x.part.json", "a\x01", "a\xE2\x80\xAE"}) {
        EXPECT_THAT(reason("http://a/\t" + std::string(name) + "\n"), HasSubstr("the name")) << name;
        EXPECT_NE(reason_against_name(name), "");
    }
    EXPECT_NE(reason_against_name(std::string_view("a\0b", 3)), "");
    EXPECT_NE(reason_against_name(std::string(246, 'x')), "");
    for (const std::string_view name : {"", "a", "a/b", "a/", ".hidden", "..x", "a b", "\xC3\xA9"}) {
        EXPECT_EQ(reason_against_name(name), "") << name;
    }
}

TEST(JsonList, MembersAreThoseOfTheEntry) {
    const std::string line = R"({"url":"http://a/x","out":"b","headers":{"X-A":"1","X-B":["2","3"]},"method":"POST",)"
                             R"("data":"d","size":3,"mirrors":["http://m/x","http://a/x"],"md5":null,"sha256":")" +
                             std::string(sha256_of_abc) + "\"}";
    const list_entry entry = read_one(line + "\n");
    ASSERT_TRUE(entry.url) << message(entry.url.error());
    EXPECT_EQ(entry.text, "http://a/x");
    EXPECT_EQ(entry.name, "b");
    EXPECT_EQ(*entry.source_text, line);
    EXPECT_EQ(entry.details->fields.joined("X-B"), "2, 3");
    EXPECT_EQ(entry.details->mirrors.size(), 1U) << "the target is no mirror of its own";
    EXPECT_EQ(entry.details->digests.size(), 1U);
    EXPECT_EQ(entry.details->size, 3U);
    EXPECT_EQ(entry.details->method, "POST");
    EXPECT_FALSE(entry.details->fields.get("Content-Type")->empty());
}

TEST(JsonList, WhatIsWrongIsNamed) {
    EXPECT_THAT(reason(R"({"url":"http://a/","sha1":"x"})"), HasSubstr("'sha1'"));
    EXPECT_THAT(reason(R"({"url":"http://a/","size":-1})"), HasSubstr("size"));
    EXPECT_THAT(reason(R"({"url":"http://a/","size":"3"})"), HasSubstr("size"));
    EXPECT_THAT(reason(R"({"url":"http://a/","headers":{"A":1}})"), HasSubstr("header"));
    EXPECT_THAT(reason(R"({"url":3})"), HasSubstr("url must be a string"));
    EXPECT_THAT(reason(R"({"url":null})"), HasSubstr("no URL"));
    EXPECT_THAT(reason(R"({"out":"x"})"), HasSubstr("url"));
    EXPECT_THAT(reason(R"({"url":"http://a/")"), HasSubstr("not JSON"));
    EXPECT_THAT(reason(R"({"url":"http://a/"} {})"), HasSubstr("more than one"));
    EXPECT_THAT(reason("[1]", list_format::jsonl), HasSubstr("not an object"));
    EXPECT_THAT(reason("http://a/", list_format::jsonl), HasSubstr("not JSON"));
    EXPECT_THAT(reason(R"({"url":"http://a/","out":"../x"})"), HasSubstr("the name"));
}

TEST(JsonList, ABadLineDoesNotShowWhatMayBeSecret) {
    const list_entry entry = read_one(R"({"url":"http://a/","headers":{"Authorization":"s3cret"},})");
    EXPECT_EQ(entry.text, "");
    EXPECT_THAT(entry.url.error().detail, testing::Not(HasSubstr("s3cret")));
    EXPECT_THAT(*entry.source_text, HasSubstr("s3cret")) << "to be given back";
}

TEST(Aria2List, OptionsFollowTheirUrls) {
    const auto found = read(
        "http://a/x\thttp://m/x\thttp://a/x\n"
        "# comment\n"
        "  out=b.iso\n"
        "\tdir=sub\n"
        "  header=X-A: 1\n"
        "  checksum=sha-256=" +
        std::string(sha256_of_abc) +
        "\n"
        "  split=5\n"
        "http://b/\n"
        "  split=5\n"
        "http://c/\n");
    ASSERT_EQ(found.size(), 3U);
    EXPECT_EQ(found[0].line, 1U);
    EXPECT_EQ(found[0].text, "http://a/x");
    EXPECT_EQ(found[0].name, "sub/b.iso");
    EXPECT_EQ(found[0].details->mirrors.size(), 1U);
    EXPECT_EQ(found[0].details->digests.size(), 1U);
    EXPECT_EQ(found[0].details->fields.get("X-A"), "1");
    EXPECT_THAT(found[0].warning, HasSubstr("'split'"));
    EXPECT_EQ(found[1].line, 8U);
    EXPECT_EQ(found[1].warning, "");
    EXPECT_EQ(*found[1].source_text, "http://b/\n split=5");
    EXPECT_FALSE(found[2].details);
    EXPECT_FALSE(found[2].source_text);
}

TEST(Aria2List, WhatIsWrongIsNamed) {
    EXPECT_THAT(reason("http://a/\n out=../x\n"), HasSubstr("the name"));
    EXPECT_THAT(reason("http://a/\n dir=/etc\n"), HasSubstr("relative to the output folder"));
    EXPECT_THAT(reason("http://a/\n checksum=sha-1=00\n"), HasSubstr("'sha-1'"));
    EXPECT_THAT(reason(" out=x\n"), HasSubstr("without a URL"));
    EXPECT_THAT(reason("http://a/\n what is this\n", list_format::aria2), HasSubstr("name=value"));
}

TEST(Aria2List, WhoDoesNotWaitGetsTheUrlAtOnce) {
    list_parser parser;
    parser.feed("http://a/\n");
    EXPECT_FALSE(parser.next());
    EXPECT_EQ(parser.release()->text, "http://a/");
    EXPECT_FALSE(parser.release());
    parser.feed(" out=x\n");
    EXPECT_FALSE(parser.next()->url);
}

TEST(CurlConfig, OutputsGoWithUrlsAndOptionsWithTheSection) {
    const auto found = read(
        "# fetched nightly\n"
        "url = \"http://a/1\"\n"
        "output = \"one \\\"x\\\"\"\n"
        "url: \"http://a/2\"\n"
        "-o two # the second\n"
        "-H \"X-A: 1\"\n"
        "silent\n"
        "next\n"
        "output=three\n"
        "--url http://a/3\n"
        "data = \"a=1\"\n"
        "--data b=2\n"
        "retry = 3\n");
    ASSERT_EQ(found.size(), 3U);
    EXPECT_EQ(found[0].name, "one \"x\"");
    EXPECT_EQ(found[0].line, 2U);
    EXPECT_EQ(found[0].details->fields.get("X-A"), "1");
    EXPECT_EQ(found[1].name, "two");
    EXPECT_EQ(found[1].text, "http://a/2");
    EXPECT_EQ(found[1].details->fields.get("X-A"), "1");
    EXPECT_EQ(found[2].name, "three");
    EXPECT_EQ(*found[2].details->body, "a=1&b=2");
    EXPECT_EQ(found[2].details->method, "POST");
    EXPECT_FALSE(found[2].details->fields.contains("X-A"));
    EXPECT_THAT(found[2].warning, HasSubstr("'retry'"));
}

TEST(CurlConfig, AnEntryIsGivenBackAsALineOfItsOwn) {
    const list_entry entry =
        read_one("url = http://a/1\noutput = x\nheader = \"X-A: 1\"\nheader = \"X-A: 2\"\nrequest = PUT\ndata = q\n");
    for (const auto format : {list_format::automatic, list_format::jsonl, list_format::curl}) {
        const list_entry again = read_one(*entry.source_text + "\n", format);
        ASSERT_TRUE(again.url) << *entry.source_text;
        EXPECT_EQ(again.name, "x");
        EXPECT_EQ(again.details->method, "PUT");
        EXPECT_EQ(*again.details->body, "q");
        EXPECT_EQ(again.details->fields.joined("X-A"), "1, 2");
    }
}

TEST(CurlConfig, AnEntryOfBytesThatAreNoUtf8IsGivenBackAsItWas) {
    const list_entry entry = read_one("url = http://a/\xE4\ndata = \xFF\noutput = \xE9.txt\n");
    ASSERT_TRUE(entry.url) << message(entry.url.error());
    const list_entry again = read_one(*entry.source_text + "\n");
    ASSERT_TRUE(again.url) << message(again.url.error());
    EXPECT_EQ(again.url->href(), "http://a/%E4");
    EXPECT_EQ(again.name, entry.name);
    EXPECT_EQ(*again.details->body, "\xFF");
}

TEST(CurlConfig, WhatIsWrongIsNamed) {
    EXPECT_THAT(reason("url = \"http://a/\n"), HasSubstr("closing quote"));
    EXPECT_THAT(reason("url = http://a/ b\n"), HasSubstr("blanks"));
    EXPECT_THAT(reason("url = http://a/\ndata = @file\n"), HasSubstr("from a file"));
    EXPECT_THAT(reason("url = http://a/\noutput = /etc/x\n"), HasSubstr("the name"));
    EXPECT_THAT(reason("output = x\n"), HasSubstr("without its url"));
    EXPECT_THAT(reason("url = http://a/\ndata = x\nget\n"), HasSubstr("'get'"));
    EXPECT_THAT(reason("url = http://a/\n-I\n"), HasSubstr("'head'"));
}

TEST(CurlConfig, ABadEntryIsGivenBackAsABadOne) {
    for (const char* option : {"data = @file", "head", "header = nothing", "output = /x"}) {
        const auto entry = read_one("url = http://a/1\n" + std::string(option) + "\n");
        EXPECT_FALSE(entry.url) << option;
        EXPECT_FALSE(read_one(*entry.source_text + "\n", list_format::automatic).url) << *entry.source_text;
    }
}

TEST(CurlConfig, ASectionIsGivenBeforeItIsOverAMebibyte) {
    list_parser parser;
    parser.feed("url = http://a/0\n");
    std::size_t given = 0;
    for (int i = 0; i < 2000; ++i) {
        parser.feed("url = http://a/" + std::string(1000, 'x') + "\n");
        while (parser.next()) {
            ++given;
        }
    }
    EXPECT_GT(given, 900U);
    parser.feed("header = \"X-A: 1\"\n");
    parser.finish();
    std::size_t bad = 0;
    while (const auto entry = parser.next()) {
        ++given;
        bad += entry->url ? 0 : 1;
    }
    EXPECT_EQ(given, 2002U);
    EXPECT_EQ(bad, 1U);
}

TEST(AutomaticList, EachLineIsReadByItsShape) {
    const auto found = read(
        "http://a/1\n"
        "  http://a/2\n"
        "http://a/3\tname\n"
        "http://a/4\thttp://m/4\n"
        "  {\"url\":\"http://a/5\"}\n"
        "http://a/6\n"
        "  out=six\n");
    std::vector<std::string> names;
    for (const list_entry& each : found) {
        ASSERT_TRUE(each.url) << each.text;
        names.push_back(std::string(each.url->path()) + ' ' + each.name);
    }
    EXPECT_THAT(names, ElementsAre("/1 ", "/2 ", "/3 name", "/4 ", "/5 ", "/6 six"));
}

TEST(AutomaticList, AHostCalledUrlIsNoConfigFile) {
    for (const std::string_view text : {"url\n", "silent\n", "output/x\n", "url.example:8080/x\n"}) {
        EXPECT_EQ(reason(text), "none") << text;
    }
}

TEST(ListFormat, Words) {
    EXPECT_EQ(parse_list_format("auto"), list_format::automatic);
    EXPECT_EQ(parse_list_format("jsonl"), list_format::jsonl);
    EXPECT_FALSE(parse_list_format("csv"));
}

/// Text that looks enough like lists to reach far into their parsers.
class random_list {
public:
    explicit random_list(unsigned seed) : random_(seed) {}

    std::string line() {
        std::string text;
        for (unsigned i = pick(9); i > 0; --i) {
            text += pieces[pick(pieces.size())];
        }
        return text;
    }
    unsigned pick(std::size_t below) { return static_cast<unsigned>(random_() % below); }

private:
    static constexpr std::array<std::string_view, 40> pieces{"http://a/",
                                                             "b.example/x",
                                                             "\t",
                                                             " ",
                                                             "=",
                                                             ":",
                                                             "\"",
                                                             "\\",
                                                             "{",
                                                             "}",
                                                             "[",
                                                             "]",
                                                             ",",
                                                             "url",
                                                             "out",
                                                             "output",
                                                             "sha256=",
                                                             "size",
                                                             "3",
                                                             "mirror=http://m/",
                                                             "header=A: b",
                                                             "{\"url\":\"http://a/\"",
                                                             "\"out\":\"x\"",
                                                             "next",
                                                             "-o",
                                                             "--url",
                                                             "data",
                                                             "@",
                                                             "..",
                                                             "/",
                                                             "#",
                                                             "\x01",
                                                             "\xFF",
                                                             "\xC3\xA9",
                                                             "dir=x",
                                                             "checksum=md5=",
                                                             "\r",
                                                             "null",
                                                             "-",
                                                             "\"headers\":{\"A\":\"b\"}"};
    std::minstd_rand random_;
};

// Formats in which an entry is a line: none is lost, none is made up.
TEST(RandomLists, EveryLineIsOneEntry) {
    for (unsigned seed = 1; seed <= 300; ++seed) {
        random_list source(seed);
        std::vector<std::uint64_t> expected;
        std::string text;
        for (std::uint64_t number = 1; number <= 20; ++number) {
            const std::string line = source.line();
            text += line + '\n';
            const std::string_view cut = std::string_view(line).substr(0, line.find_last_not_of('\r') + 1);
            if (!cut.starts_with('#') && cut.find_first_not_of(" \t") != cut.npos) {
                expected.push_back(number);
            }
        }
        for (const auto format : {list_format::plain, list_format::tsv, list_format::jsonl}) {
            std::vector<std::uint64_t> lines;
            for (const list_entry& each : read(text, format)) {
                lines.push_back(each.line);
            }
            ASSERT_EQ(lines, expected) << text;
        }
    }
}

// In the others several lines make an entry; each entry has a line of its own, and they come in order.
TEST(RandomLists, EntriesOfSeveralLinesAreReadToTheEnd) {
    for (unsigned seed = 1; seed <= 300; ++seed) {
        random_list source(seed);
        std::string text;
        for (int i = 0; i < 20; ++i) {
            text += source.line() + '\n';
        }
        for (const auto format : {list_format::automatic, list_format::aria2, list_format::curl}) {
            for (const list_entry& each : read(text + "next\nhttp://last/\n", format)) {
                ASSERT_TRUE(each.line >= 1 && each.line <= 22) << text;
                ASSERT_TRUE(!each.url || each.name.empty() || reason_against_name(each.name).empty()) << text;
            }
        }
    }
}

}  // namespace
}  // namespace trawl::batch
