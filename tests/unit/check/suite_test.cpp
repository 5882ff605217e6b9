#include "check/suite.hpp"

#include <algorithm>
#include <chrono>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "unit/check/suite_file.hpp"

namespace {

using trawl::check::entry;
using trawl::check::suite;
using trawl::check::suite_inputs;
using trawl::check::test_suites::names;
using trawl::check::test_suites::suite_file;
using trawl::check::test_suites::with_environment;
using namespace std::chrono_literals;

std::string fields_of(const entry& of) {
    std::string all;
    for (const auto& [name, value] : of.fields) {
        all += name + ": " + value.filled() + "\n";
    }
    return all;
}

std::string expectations_of(const entry& of) {
    std::string all;
    for (const auto& each : of.expectations) {
        all +=
            each.what.text() + " @" + std::to_string(each.where.line) + ":" + std::to_string(each.where.column) + "\n";
    }
    return all;
}

TEST(Suite, ReadsAWholeCheck) {
    const suite_file file(R"(
name = "the shop"
base_url = "https://shop.example/app/"
thresholds = ["p95(time) < 500ms", "failed <= 1%"]

[[check]]
name = "order"
url = "order?lang=de"
method = "PUT"
headers = { Accept = "text/html", X-Two = ["1", "2"] }
body = '{"id": 7}'
expect = ["status == 201", 'time < 1s']
retry = { max = 3, every = "2s", for = "1m", on = ["connect", "503", "assert"] }
wait_for = 30
timeout = "1.5s"
max_redirects = 0
tags = ["shop", "slow"]
capture = { order = "json $.id" }
)");
    const suite read = file.load();
    EXPECT_EQ(read.name, "the shop");
    ASSERT_EQ(read.thresholds.size(), 2U);
    EXPECT_EQ(read.thresholds[1].what.text(), "failed <= 1%");
    EXPECT_EQ(read.thresholds[1].where.line, 4U);
    ASSERT_EQ(read.entries.size(), 1U);
    const entry& order = *read.entries[0];
    EXPECT_EQ(order.name, "order");
    EXPECT_EQ(order.where.line, 6U);
    EXPECT_THAT(order.where.file, testing::EndsWith("smoke.toml"));
    EXPECT_EQ(order.base_url, "https://shop.example/app/");
    EXPECT_EQ(order.url.filled(), "order?lang=de");
    EXPECT_EQ(order.method, "PUT");
    EXPECT_EQ(fields_of(order), "Accept: text/html\nX-Two: 1\nX-Two: 2\n");
    EXPECT_EQ(order.body->filled(), R"({"id": 7})");
    EXPECT_EQ(expectations_of(order), "status == 201 @12:12\ntime < 1s @12:29\n");
    ASSERT_TRUE(order.retry);
    EXPECT_EQ(order.retry->max, 3U);
    EXPECT_EQ(order.retry->every, 2s);
    EXPECT_EQ(order.retry->within, 60s);
    EXPECT_TRUE(order.retry->on_assert);
    EXPECT_TRUE(order.retry->on.covers(503));
    EXPECT_FALSE(order.retry->on.covers(500));
    EXPECT_TRUE(order.retry->on.covers(trawl::http::errc::refused));
    EXPECT_EQ(order.wait_for, 30s);
    EXPECT_EQ(order.timeout, 1500ms);
    EXPECT_EQ(order.max_redirects, 0U);
    EXPECT_THAT(order.tags, testing::ElementsAre("shop", "slow"));
    ASSERT_EQ(order.captures.size(), 1U);
    EXPECT_EQ(order.captures[0].name, "order");
    EXPECT_EQ(order.captures[0].what.text(), "json $.id");
    EXPECT_TRUE(order.wants.body);
}

TEST(Suite, DefaultsAreMergedOrReplaced) {
    const suite_file file(R"(
[defaults]
headers = { Accept = "text/html", Authorization = "Bearer x", Cookie = "a=b" }
expect = "time < 2s"
tags = ["all", "web"]
timeout = "5s"
retry = 2
max_redirects = 3

[[check]]
url = "http://a.example/"

[[check]]
url = "http://a.example/b"
headers = { accept = "application/json", Cookie = [] }
expect = ["status == 404"]
tags = ["web", "api"]
timeout = "1s"
retry = 0
)");
    const suite read = file.load();
    ASSERT_EQ(read.entries.size(), 2U);
    const entry& plain = *read.entries[0];
    EXPECT_EQ(fields_of(plain), "Accept: text/html\nAuthorization: Bearer x\nCookie: a=b\n");
    EXPECT_EQ(expectations_of(plain), "time < 2s @4:11\nstatus in 200..299 @10:1\n");
    EXPECT_THAT(plain.tags, testing::ElementsAre("all", "web"));
    EXPECT_EQ(plain.timeout, 5s);
    EXPECT_EQ(plain.retry->max, 2U);
    EXPECT_EQ(plain.max_redirects, 3U);
    const entry& own = *read.entries[1];
    EXPECT_EQ(fields_of(own), "Authorization: Bearer x\naccept: application/json\n");
    EXPECT_EQ(expectations_of(own), "time < 2s @4:11\nstatus == 404 @16:12\n");
    EXPECT_THAT(own.tags, testing::ElementsAre("all", "web", "api"));
    EXPECT_EQ(own.timeout, 1s);
    EXPECT_EQ(own.retry->max, 0U);
}

TEST(Suite, ABodyWithoutAMethodIsPosted) {
    const suite_file file(R"(
[[check]]
url = "http://a.example/"
body = "x"
[[check]]
url = "http://a.example/"
)");
    const suite read = file.load();
    EXPECT_EQ(names(read), "POST http://a.example/, GET http://a.example/");
    EXPECT_EQ(read.entries[0]->method, "POST");
}

TEST(Suite, ChecksWithoutANameAreNamedByWhatTheyAsk) {
    const suite_file file(R"x(
base_url = "http://a.example"
[vars]
who = "me"
[[check]]
url = "/x?user=${who}"
[[check]]
url = "/y"
[[check]]
url = "/y"
[[check]]
url = "/y"
[[check]]
name = "GET /y (2)"
url = "/z"
[[check]]
url = "/${SECRET:KEY}"
[[check]]
url = "https://ada:lovelace@b.example/"
)x");
    suite_inputs inputs;
    inputs.secrets["KEY"] = "hunter22";
    EXPECT_EQ(names(file.load(inputs)),
              "GET /x?user=me, GET /y, GET /y (3), GET /y (4), GET /y (2), GET /***, GET https://ada:***@b.example/");
}

TEST(Suite, TheCommandLinesBaseUrlGoesBeforeItsOwn) {
    const suite_file file("base_url = 'https://${HOST}:8443'\n[[check]]\nurl = '/a'\n");
    suite_inputs inputs = with_environment({{"HOST", "prod.example"}});
    EXPECT_EQ(file.load(inputs).entries[0]->base_url, "https://prod.example:8443/");
    inputs.base_url = "http://localhost:8080/";
    EXPECT_EQ(file.load(inputs).entries[0]->base_url, "http://localhost:8080/");
}

TEST(Suite, TheCommandLinesExpectationsAreAddedBehindTheUsualOne) {
    const suite_file file("[[check]]\nurl = 'http://a.example/'\nexpect = 'body exists'\n");
    suite_inputs inputs;
    inputs.variables["limit"] = "5s";
    inputs.expectations = trawl::check::read_expectations({"time < ${limit}"}).of_each;
    EXPECT_EQ(expectations_of(*file.load(inputs).entries[0]),
              "body exists @3:11\nstatus in 200..299 @1:1\ntime < ${limit} @0:0\n");
    inputs.expectations = trawl::check::read_expectations({"status == 404"}).of_each;
    EXPECT_EQ(expectations_of(*file.load(inputs).entries[0]),
              "body exists @3:11\nstatus in 200..299 @1:1\nstatus == 404 @0:0\n");
}

TEST(Suite, SkippedChecksMayLackVariables) {
    const suite_file file(R"(
[[check]]
url = "http://a.example/${nothing}"
skip = "not yet"
[[check]]
url = "http://a.example/"
skip = true
[[check]]
url = "http://a.example/b"
skip = false
)");
    const suite read = file.load();
    EXPECT_EQ(read.entries[0]->skip, "not yet");
    EXPECT_EQ(read.entries[1]->skip, "skip = true");
    EXPECT_EQ(read.entries[2]->skip, std::nullopt);
}

TEST(Suite, TagsSelectChecksAndWhatTheyNeed) {
    const suite_file file(R"(
[[check]]
name = "login"
url = "http://a.example/login"
tags = "auth"
[[check]]
name = "cart"
url = "http://a.example/cart"
needs = "login"
tags = ["shop"]
[[check]]
name = "slow"
url = "http://a.example/${nothing}"
tags = ["shop", "slow"]
[[check]]
name = "about"
url = "http://a.example/about"
)");
    suite_inputs inputs;
    inputs.tags = {"shop", "other"};
    inputs.skip_tags = {"slow", "auth"};
    const suite read = file.load(inputs);
    EXPECT_EQ(names(read), "login, cart");
    EXPECT_EQ(read.deselected, 2U);
    inputs.tags.clear();
    EXPECT_EQ(names(file.load(inputs)), "login, cart, about");
}

TEST(Suite, SeveralAreOne) {
    const suite_file first(
        "name = 'first'\nthresholds = ['failed == 0']\n[[check]]\nname = 'a'\nurl = 'http://a.example/'\n");
    const suite_file second(
        "[[check]]\nname = 'b'\nurl = 'http://a.example/'\n[[check]]\nname = 'c'\nneeds = 'b'\nurl = "
        "'http://a.example/'\n");
    suite both = first.load();
    append(both, second.load());
    EXPECT_EQ(both.name, "first");
    EXPECT_EQ(names(both), "a, b, c");
    EXPECT_THAT(both.entries[2]->needs, testing::ElementsAre(1));
    EXPECT_EQ(both.thresholds.size(), 1U);
}

TEST(Suite, IsReadInTimeWithManyChecks) {
    std::string text =
        "base_url = 'http://a.example/'\n[[check]]\nname = 'first'\nurl = '/'\ncapture = { id = 'status' }\n";
    for (int i = 0; i < 2000; ++i) {
        text += "[[check]]\nname = 'n" + std::to_string(i) + "'\nurl = '/" + std::to_string(i) + "?${id}'\nneeds = ['" +
                (i == 0 ? "first" : "n" + std::to_string(i - 1)) + "']\n";
    }
    const suite read = suite_file(text).load();
    EXPECT_EQ(read.entries.size(), 2001U);
    EXPECT_FALSE(read.entries.back()->url.is_plain());
}

}  // namespace
