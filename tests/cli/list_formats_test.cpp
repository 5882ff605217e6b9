#include <gmock/gmock.h>

#include "cli/trawl_command.hpp"
#include "support/fault_server.hpp"
#include "support/replies.hpp"
#include "support/sha256.hpp"

namespace trawl::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

/// A server whose /wrong is not what the list says, and which tells of every other path what it is.
class ListFormats : public FetchCommand {
protected:
    ListFormats() {
        server_.on("/wrong", reply::ok("of another version"));
        server_.on("/gone", reply::status(410));
    }

    [[nodiscard]] std::string url(const std::string& path) const { return server_.url(path); }

    /// Ends well, with the right file under the name of the list; the digest has been the judge of two mirrors.
    void expect_right_mirror(const std::string& list) {
        std::filesystem::remove_all(out());
        EXPECT_TRUE(ended_with(fetch({"-i", "-"}, list), 0)) << list;
        EXPECT_THAT(names(), ElementsAre("d", "d/file")) << list;
        EXPECT_EQ(content("d/file"), "/right");
        const auto told = records();
        EXPECT_EQ(told.only().text("/final_url"), url("/right"));
        EXPECT_EQ(told.only().text("/sha256"), digest_);
    }

    const std::string digest_ = sha256("/right");
    fault_server server_{[](const received_request& request) { return reply::ok(request.target); }};
};

TEST_F(ListFormats, MirrorsAreTriedInTurnWithTheDigestAsTheJudge) {
    expect_right_mirror(url("/gone") + "\td/file\tsha256=" + digest_ + "\tmirror=" + url("/wrong") +
                        "\tmirror=" + url("/right") + "\n");
    expect_right_mirror("{\"url\": \"" + url("/gone") + "\", \"out\": \"d/file\", \"sha256\": \"" + digest_ +
                        "\", \"mirrors\": [\"" + url("/wrong") + "\", \"" + url("/right") + "\"]}\n");
    expect_right_mirror(url("/gone") + "\t" + url("/wrong") + "\t" + url("/right") +
                        "\n  dir=d\n  out=file\n  checksum=sha-256=" + digest_ + "\n");
}

TEST_F(ListFormats, OfCurlPairsUrlsAndOutputs) {
    const std::string list = "# as for curl -K\nurl = \"" + url("/one") +
                             "\"\noutput = \"first\"\nheader = \"X-A: 1\"\n" + "next\nurl = \"" + url("/two") +
                             "\"\noutput = \"second\"\ndata = \"body\"\n";
    EXPECT_TRUE(ended_with(fetch({"-i", "-", "-j", "1"}, list), 0));

    EXPECT_THAT(names(), ElementsAre("first", "second"));
    const auto log = server_.log();
    EXPECT_EQ(log.at(0).field("X-A"), "1");
    EXPECT_EQ(log.at(1).method + " " + log.at(1).body, "POST body");
    EXPECT_EQ(log.at(1).field("X-A"), "");
}

TEST_F(ListFormats, OfJsonSayEverythingOfARequest) {
    const std::string list =
        "{\"url\": \"" + url("/one") + "\", \"headers\": {\"X-A\": \"1\"}, \"method\": \"PUT\", \"data\": \"body\"}\n";
    EXPECT_TRUE(ended_with(fetch({"-i", "-"}, list), 0));

    EXPECT_EQ(server_.log().at(0).method + " " + server_.log().at(0).body, "PUT body");
    EXPECT_EQ(server_.log().at(0).field("X-A"), "1");
}

TEST_F(ListFormats, LinesOfEachShapeMayStandInOneList) {
    const std::string list = url("/a") + "\n" + url("/b") + "\tbee\n{\"url\": \"" + url("/c") +
                             "\", \"out\": \"sea\"}\n" + url("/d") + "\n out=dee\n{broken\n";
    EXPECT_TRUE(ended_with(fetch({"-i", "-"}, list), 2));

    EXPECT_THAT(names(), ElementsAre("a", "bee", "dee", "sea"));
    EXPECT_EQ(records().of_line(6).outcome(), "skipped");
}

TEST_F(ListFormats, EveryDigestOfALineIsAskedOnceMoreFromZeroAndThenRefused) {
    const std::string zeros(32, '0');
    const std::string list = url("/a") + "\t\tmd5=" + zeros + "\n" + url("/b") + "\t\tsha256=" + zeros + zeros + "\n" +
                             url("/c") + "\t\tsha512=" + zeros + zeros + zeros + zeros + "\n" + url("/d") +
                             "\t\tsize=3\n" + url("/e") + "\t\tsize=2\tmd5=" + zeros + "\n" + url("/fine") +
                             "\t\tsize=5\n";
    EXPECT_TRUE(ended_with(fetch({"-i", "-"}, list), 3));

    const auto told = records();
    EXPECT_EQ(told.count("checksum_mismatch"), 5U);
    EXPECT_EQ(told.of_line(1).size("/attempts"), 2U);
    EXPECT_THAT(names(), ElementsAre("fine"));
    for (const auto& asked : server_.log()) {
        EXPECT_EQ(asked.field("Range"), "") << asked.target;
    }
}

TEST_F(ListFormats, WhatServersSayOfTheirBodiesIsCheckedToo) {
    // Of "x", by RFC 9530; and of something else.
    const std::string right = "sha-256=:LXEWQrcmsEQBYnyp+6wy9chTD7GQPMTbAiWHF5IaSIE=:";
    const std::string wrong = "sha-256=:" + std::string(43, 'A') + "=:";
    for (const std::string field : {"Repr-Digest", "Content-Digest"}) {
        server_.on("/good", reply::status(200, {{field, right}}, "x"));
        server_.on("/bad", reply::status(200, {{field, wrong}}, "x"));
        server_.on("/once", {reply::status(200, {{field, wrong}}, "x"), reply::status(200, {{field, right}}, "x")});

        EXPECT_TRUE(ended_with(fetch({url("/good"), url("/bad"), url("/once"), "--no-state"}), 3));

        EXPECT_EQ(records().of_input(url("/good")).outcome(), "ok");
        EXPECT_EQ(records().of_input(url("/bad")).outcome(), "checksum_mismatch");
        EXPECT_EQ(records().of_input(url("/once")).size("/attempts"), 2U);
        EXPECT_THAT(names(), ElementsAre("good", "once"));
    }
}

TEST_F(ListFormats, NamesThatClashAreSolvedTheSameWayInEachRun) {
    const std::string list = url("/a") + "\n" + url("/a/b") + "\n" + url("/a?q") + "\n" + url("/a/b/c") + "\n";
    std::vector<std::string> before;
    for (int i = 0; i < 2; ++i) {
        EXPECT_TRUE(ended_with(fetch({"-i", "-", "--name", "{path}", "--no-state"}, list), 0));
        std::vector<std::string> paths;
        for (int line = 1; line <= 4; ++line) {
            paths.push_back(records().of_line(static_cast<std::uint64_t>(line)).text("/path"));
        }
        EXPECT_THAT(paths, testing::Each(HasSubstr(out().string())));
        EXPECT_EQ(content("a"), "/a");
        if (i > 0) {
            EXPECT_EQ(paths, before);
        }
        before = paths;
        EXPECT_EQ(read_file(paths[1]), "/a/b");
        EXPECT_EQ(read_file(paths[2]), "/a?q");
        EXPECT_EQ(read_file(paths[3]), "/a/b/c");
    }
}

TEST_F(ListFormats, TemplatesSeeEachPartOfTheUrl) {
    EXPECT_TRUE(
        ended_with(fetch({url("/d/a.tar.gz?k=v"), "--name", "{host}/{n:06}-{basename}-{query}-{sha256:8}"}), 0));

    const auto name = "127.0.0.1:" + std::to_string(server_.port()) + "/000001-a.tar.gz-k=v-" +
                      sha256(url("/d/a.tar.gz?k=v")).substr(0, 8);
    EXPECT_EQ(content(name), "/d/a.tar.gz?k=v");
}

TEST_F(ListFormats, ServersNamesAreReadByTheirStandard) {
    const auto name_of = [&](const std::string& disposition) {
        std::filesystem::remove_all(out());
        server_.on("/get", reply::status(200, {{"Content-Disposition", disposition}}, "x"));
        EXPECT_TRUE(ended_with(fetch({url("/get"), "--content-disposition"}), 0));
        return testing::PrintToString(names());
    };
    EXPECT_EQ(name_of(R"(attachment; filename="plain.txt"; filename*=UTF-8''r%C3%A9al.txt)"),
              testing::PrintToString(std::vector<std::string>{"r\xC3\xA9"
                                                              "al.txt"}));
    EXPECT_THAT(name_of(R"(attachment; filename="C:\\dir\\base.txt")"), HasSubstr("base.txt"));
    EXPECT_THAT(name_of("attachment; filename*=UTF-8''..%2F..%2Fetc%2Fpasswd"), HasSubstr("\"passwd\""));
    EXPECT_THAT(name_of("attachment"), HasSubstr("\"get\""));
}

}  // namespace
}  // namespace trawl::test
