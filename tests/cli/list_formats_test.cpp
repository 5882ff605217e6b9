#include <gmock/gmock.h>

#include "cli/trawl_command.hpp"
#include "support/fault_server.hpp"
#include "support/replies.hpp"
#include "support/sha256.hpp"

namespace trawl::test {
namespace {

using testing::ElementsAre;

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

TEST_F(ListFormats, WhatCannotBeReadIsNoOtherRequestTheNextTime) {
    const auto list = file("list", "url = \"" + url("/x") + "\"\ndata = \"@file\"\n");
    const std::string again = place("again");
    for (const std::string& each : {list, again}) {
        const auto result = fetch({"-i", each, "--failed-list", each == list ? again : again + "2"});
        EXPECT_TRUE(ended_with(result, 2));
        EXPECT_EQ(records().only().error_kind(), "bad_line");
        EXPECT_THAT(result.err, testing::HasSubstr("bad line: "));
        EXPECT_THAT(result.err, testing::Not(testing::HasSubstr("same command")));
    }
    const std::string zeros(64, '0');
    for (const std::string& line :
         {url("/x") + "\t\tsha256=" + zeros + "\tsha256=" + std::string(64, '1'),
          R"({"url":")" + url("/x") + R"(","url":")" + url("/y") + "\"}", url("/x") + "\t../x"}) {
        EXPECT_TRUE(ended_with(fetch({"-i", "-"}, line + "\n"), 2)) << line;
        EXPECT_EQ(records().only().error_kind(), "bad_line");
    }
    EXPECT_THAT(names(), testing::ElementsAre());
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

}  // namespace
}  // namespace trawl::test
