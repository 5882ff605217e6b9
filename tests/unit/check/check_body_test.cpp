#include <string>

#include <gmock/gmock.h>

#include "support/replies.hpp"
#include "support/sha256.hpp"
#include "unit/check/check_fixture.hpp"

namespace trawl::check {
namespace {

namespace reply = test::reply;
namespace step = test::step;
using testing::ElementsAre;
using testing::HasSubstr;

using CheckBody = check_fixture;

TEST_F(CheckBody, IsReadInItsOwnCharset) {
    server.on("/latin", reply::ok("Gr\xFC\xDF Gott", "text/plain; charset=iso-8859-1"));
    server.on("/meta", reply::ok("<meta charset=windows-1252><p>Gr\xFC\xDF Gott", "text/html"));
    server.on("/bom", reply::ok("\xEF\xBB\xBFGrüß Gott", "text/plain"));
    server.on("/utf16", reply::ok(std::string("\xFF\xFEG\0r\0\xFC\0\xDF\0 \0G\0o\0t\0t\0", 20), "text/plain"));
    server.on("/json", reply::ok(R"({"greeting": "Grüß Gott"})", "application/json"));
    expect("body contains \"Grüß Gott\"");
    for (const char* const path : {"/latin", "/meta", "/bom", "/utf16", "/json"}) {
        EXPECT_EQ(told(*ask(path)), "passed") << path;
    }
    of.expectations.clear();
    expect("body startswith \"Grüß\"");
    EXPECT_EQ(told(*ask("/bom")), "passed");
    expect("status == 404");
    EXPECT_EQ(ask("/latin")->body_start, "Grüß Gott");
}

TEST_F(CheckBody, OfJsonIsNoOtherCharsetUnlessItSaysSo) {
    server.on("/said", reply::ok("{\"a\": \"Gr\xFC\xDF\"}", "application/json; charset=iso-8859-1"));
    server.on("/guessed", reply::ok("{\"a\": \"Gr\xFC\xDF\"}", "application/problem+json"));
    expect("json $.a == \"Grüß\"");
    EXPECT_EQ(told(*ask("/said")), "passed");
    EXPECT_THAT(told(*ask("/guessed")), HasSubstr("failed: json $.a is \"Gr\xEF\xBF\xBD"));
}

TEST_F(CheckBody, OfBrokenJsonSaysWhereItBreaks) {
    server.on("/", reply::ok("{\"a\":\n oops}", "application/json"));
    expect("json $.a == 1");
    expect("status == 200");
    const auto got = ask();
    EXPECT_THAT(told(*got), HasSubstr("failed: the body is no JSON: line 2, column 2"));
    EXPECT_TRUE(got->expectations[1].holds);
    EXPECT_EQ(got->body_start, "{\"a\":\n oops}");
}

TEST_F(CheckBody, IsDecodedCountedAndHashed) {
    const std::string text(100'000, 'x');
    server.on("/", reply::status(200, {{"Content-Encoding", "gzip"}}, reply::gzip_bytes(text)));
    expect("size == 100000");
    expect("sha256 == " + test::sha256(text));
    expect("body endswith \"xxx\"");
    EXPECT_EQ(told(*ask()), "passed");
    EXPECT_LT(bytes, 10'000U);
}

TEST_F(CheckBody, OverTheLimitIsCountedAndHashedButNotLookedInto) {
    const std::string text(300'000, 'x');
    server.on("/", reply::ok(text));
    settings.max_body = 100'000;
    expect("body contains x");
    expect("size == 300000");
    expect("sha256 == " + test::sha256(text));
    const auto got = ask();
    EXPECT_THAT(told(*got), HasSubstr("--max-body"));
    EXPECT_TRUE(got->expectations[1].holds);
    EXPECT_TRUE(got->expectations[2].holds);
    EXPECT_EQ(got->body_start, std::string(1024, 'x'));
    EXPECT_TRUE(got->is_body_cut);
}

// Over 256 KiB the work is done on a thread.
TEST_F(CheckBody, OfManyBytesIsLookedAtToo) {
    std::string text = "[";
    for (int i = 0; i < 60'000; ++i) {
        text += "{\"id\": " + std::to_string(i) + "},";
    }
    text += "{\"id\": \"last\"}]";
    server.on("/", reply::ok(text, "application/json"));
    expect("json $[-1].id == \"last\"");
    expect("count json $[*] == 60001");
    expect("sha256 == " + test::sha256(text));
    capture("id", "json $[59999].id");
    const auto got = ask();
    EXPECT_EQ(told(*got), "passed");
    EXPECT_EQ(got->captured.at("id"), "59999");
}

TEST_F(CheckBody, IsReadToItsEndThoughNobodyLooksAtIt) {
    server.on("/", reply::ok(std::string(200'000, 'x')));
    expect("status == 404");
    const auto got = ask();
    EXPECT_EQ(bytes, 200'000U);
    EXPECT_EQ(got->body_start.size(), 1024U);
    EXPECT_TRUE(got->is_body_cut);
    of.method = "HEAD";
    EXPECT_EQ(ask()->body_start, "");
}

TEST_F(CheckBody, IsShownInWholeCharactersAndOnlyIfItIsText) {
    server.on("/long", reply::ok(std::string(1023, 'x') + "äöü", "text/plain; charset=utf-8"));
    server.on("/binary", reply::ok(std::string("\x89PNG\0\0", 6), "image/png"));
    expect("status == 404");
    EXPECT_EQ(ask("/long")->body_start, std::string(1023, 'x'));
    const auto binary = ask("/binary");
    EXPECT_EQ(binary->body_start, "");
    EXPECT_GT(binary->binary_size, 0U);
    EXPECT_EQ(ask("/long")->binary_size, std::nullopt);
}

TEST_F(CheckBody, WaitsForTheRunsRateWithoutCountingThat) {
    server.on("/", reply::ok(std::string(40'000, 'x')));
    lane.limits = true;
    lane.wait = std::chrono::milliseconds(50);
    expect("size == 40000");
    const auto got = ask();
    EXPECT_EQ(told(*got), "passed");
    EXPECT_EQ(lane.passed, 40'000U);
    EXPECT_GE(trace.took.total - got->times->total, lane.wait);
}

TEST_F(CheckBody, ThatIsTooSlowIsAFailure) {
    server.on("/", test::script{step::send{reply::head(200, {{"Content-Length", "100"}}) + "x"}, step::stall{}});
    settings.min_speed = 1'000'000;
    settings.min_speed_time = std::chrono::milliseconds(20);
    expect("error == slow");
    expect("status == 200");
    EXPECT_EQ(told(*ask()), "passed");
}

}  // namespace
}  // namespace trawl::check
