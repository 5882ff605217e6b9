#include <filesystem>

#include <gmock/gmock.h>

#include "cli/trawl_command.hpp"
#include "support/fault_server.hpp"
#include "support/replies.hpp"
#include "support/sha256.hpp"

namespace trawl::test {
namespace {

using testing::ElementsAre;

/// What files must come to.
class Digests : public FetchCommand {
protected:
    [[nodiscard]] std::string url(const std::string& path) const { return server_.url(path); }

    fault_server server_{[](const received_request& request) { return reply::ok(request.target); }};
};

TEST_F(Digests, OfALineMayBeOfAllKindsAtOnce) {
    const std::string right =
        "md5=a63f3c081ce6c7bf49d75f76b3fe0701\tsize=5\tsha512="
        "ff0cc43f8fc7ff662364651c3dc8fdaa86561cf4d8829c2ebc7549a7aa31516b"
        "ec8fea72a204c5fe3ca009793d1823fbb8f05f5d0ed71b308eae7d259b421c54\tsha256=" +
        sha256("/good");
    EXPECT_TRUE(ended_with(fetch({"-i", "-"}, url("/good") + "\t\t" + right + "\n"), 0));
    EXPECT_EQ(content("good"), "/good");

    // One that is wrong is enough.
    EXPECT_TRUE(ended_with(fetch({"-i", "-"}, url("/other") + "\t\t" + right + "\n"), 3));
    EXPECT_EQ(records().only().outcome(), "checksum_mismatch");
    EXPECT_THAT(names(), ElementsAre("good"));
}

TEST_F(Digests, OfAListDecideWhereverTheBodyGoes) {
    const auto sums = file("SUMS", sha256("other") + "  x\n" + sha256("/get") + "  kept\n");
    const auto run = [&](std::vector<std::string> arguments) {
        arguments.insert(arguments.begin(), {"fetch", "--checksums", sums, "--retries", "0"});
        return run_trawl(arguments);
    };
    EXPECT_TRUE(ended_with(run({url("/x"), "-o", "-"}), 3));
    EXPECT_TRUE(ended_with(run({url("/x"), "--discard"}), 3));
    EXPECT_TRUE(ended_with(run({url("/x"), "-o", place("y")}), 3));
    EXPECT_TRUE(ended_with(run({url("/y"), "-o", place("x")}), 3));
    EXPECT_TRUE(ended_with(run({url("/get"), "-o", place("kept")}), 0));
    EXPECT_FALSE(std::filesystem::exists(place("x")));
}

TEST_F(Digests, OfAListAreForTheNameThatTheServerGivesToo) {
    const auto named = reply::status(200, {{"Content-Disposition", "attachment; filename=real"}}, "body");
    server_.on("/get", named);
    const auto wrong = file("SUMS", sha256("other") + "  real\n");
    EXPECT_TRUE(ended_with(fetch({url("/get"), "--content-disposition", "--checksums", wrong}), 3));
    EXPECT_THAT(names(), ElementsAre());
    const auto right = file("SUMS2", sha256("body") + "  real\n");
    const auto result = fetch({url("/get"), "--content-disposition", "--checksums", right});
    EXPECT_TRUE(ended_with(result, 0));
    EXPECT_THAT(names(), ElementsAre("real"));
    EXPECT_THAT(result.err, testing::Not(testing::HasSubstr("checksums")));
    EXPECT_TRUE(ended_with(fetch({url("/get"), "--content-disposition", "--checksums", wrong}), 3))
        << "what is there is not believed against the list";
}

TEST_F(Digests, OfAListAreForTheFileOfThatPathAlone) {
    const auto sums = file("SUMS", sha256("/a/y") + "  y\n");
    for (const auto& urls : {std::vector{url("/a/y"), url("/b/y")}, std::vector{url("/b/y"), url("/a/y")}}) {
        auto arguments = urls;
        arguments.insert(arguments.end(), {"--checksums", sums});
        const auto result = fetch(arguments);
        EXPECT_TRUE(ended_with(result, 0));
        EXPECT_THAT(result.err, testing::HasSubstr("the checksums say nothing of 1 file: y-1"));
    }
}

TEST_F(Digests, EveryDigestOfALineIsAskedOnceMoreFromZeroAndThenRefused) {
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

TEST_F(Digests, WhatServersSayOfTheirBodiesIsCheckedToo) {
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

}  // namespace
}  // namespace trawl::test
