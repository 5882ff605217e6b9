#include "report/check_record.hpp"

#include <chrono>
#include <memory>
#include <stdexcept>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <boost/json/parse.hpp>

#include "unit/output/sample_report.hpp"

namespace trawl::report {
namespace {

using testing::HasSubstr;
using testing::Not;

check::expectation_result expected(std::string text, bool holds, bool was_looked_at = true) {
    check::expectation_result made;
    made.text = std::move(text);
    made.where.file = "smoke.toml";
    made.where.line = 13;
    made.holds = holds;
    made.was_looked_at = was_looked_at;
    if (was_looked_at && !holds) {
        made.actual = "404";
        made.message = "status is 404, not in 200..299";
    }
    return made;
}

std::shared_ptr<check::check_result> failed_check() {
    auto of = std::make_shared<check::entry>();
    of->where.file = "smoke.toml";
    of->tags = {"fast", "a \"tag\""};
    of->method = "POST";
    auto made = std::make_shared<check::check_result>();
    made->of = of;
    made->name = "login";
    made->stands = check::standing::failed;
    made->blamed = check::blame::assertion;
    made->message = "status is 404, not in 200..299";
    made->expectations = {expected("status in 200..299", false), expected("time < 1s", true),
                          expected("error == dns", false, false)};
    made->body_start = "<h1>\xFFNot here\x1b</h1>\r\n";
    made->tries = 2;
    made->first_failure = "timeout";
    made->took = std::chrono::microseconds(11500);
    return made;
}

std::string line_of(std::shared_ptr<check::check_result> result, const redactor& secrets = {}) {
    fetch::report done = output::test::answered("http://user:hidden@a.test/x?token=s3cret", fetch::http_error{}, 404);
    done.what.line = 12;
    done.product = std::move(result);
    std::string out;
    append_check_line(out, done, secrets);
    return out;
}

TEST(CheckLine, HasTheRecordAndBehindItTheCheck) {
    const std::string line = line_of(failed_check());
    EXPECT_THAT(line, testing::StartsWith(R"({"input":"http://user:***@a.test/x?token=s3cret","line":12,)"));
    EXPECT_THAT(
        line,
        testing::EndsWith(
            R"("depth":0,"referrer":null,"name":"login","suite":"smoke.toml","tags":["fast","a \"tag\""],"result":"failed",)"
            R"("blame":"assertion","message":"status is 404, not in 200..299","expectations":[)"
            R"({"text":"status in 200..299","file":"smoke.toml","line":13,"result":"failed","actual":"404","message":"status is 404, not in 200..299"},)"
            R"({"text":"time < 1s","file":"smoke.toml","line":13,"result":"passed","actual":null,"message":null},)"
            R"({"text":"error == dns","file":"smoke.toml","line":13,"result":"not_evaluated","actual":null,"message":null}],)"
            "\"body_start\":\"<h1>\xEF\xBF\xBDNot "
            "here\\u001b</"
            "h1>\\r\\n\",\"body_cut\":false,\"body_binary\":null,\"tries\":2,\"first_failure\":\"timeout\",\"time_ms\":"
            "11.500}\n"));
}

TEST(CheckLine, IsReadBack) {
    const std::string line = line_of(failed_check());
    const check_record read = read_check_line(line);
    EXPECT_EQ(read.name, "login");
    EXPECT_EQ(read.file, "smoke.toml");
    EXPECT_EQ(read.line, 12U);
    EXPECT_THAT(read.tags, testing::ElementsAre("fast", "a \"tag\""));
    EXPECT_EQ(read.method, "POST");
    EXPECT_EQ(read.url, "http://user:***@a.test/x?token=s3cret");
    EXPECT_EQ(read.status, 404);
    EXPECT_EQ(read.outcome, "http_error");
    EXPECT_EQ(read.stands, check::standing::failed);
    EXPECT_EQ(read.blamed, check::blame::assertion);
    ASSERT_EQ(read.expectations.size(), 3U);
    EXPECT_EQ(read.expectations[0].message, "status is 404, not in 200..299");
    EXPECT_EQ(read.expectations[0].where.line, 13U);
    EXPECT_TRUE(read.expectations[1].holds);
    EXPECT_FALSE(read.expectations[2].was_looked_at);
    EXPECT_EQ(read.body_start, "<h1>\xEF\xBF\xBDNot here\x1b</h1>\r\n");
    EXPECT_EQ(read.tries, 2U);
    EXPECT_EQ(read.first_failure, "timeout");
    EXPECT_EQ(read.started, "2026-11-23T10:33:49.123Z");
    EXPECT_EQ(read.took.queue, 1.0);
    EXPECT_EQ(read.took.dns, std::nullopt);
    EXPECT_EQ(read.took.total, 12.5);
    EXPECT_EQ(read.time, 11.5);
    EXPECT_EQ(read.json + "\n", line);
}

TEST(CheckLine, OfWhatWasNotAskedIsReadBackToo) {
    auto result = failed_check();
    result->stands = check::standing::skipped;
    result->blamed = check::blame::nobody;
    result->message = "login did not pass";
    result->expectations.clear();
    result->tries = 0;
    fetch::report done = output::test::sample_report("no url at all", fetch::cancelled{});
    done.product = result;
    std::string line;
    append_check_line(line, done, {});
    const check_record read = read_check_line(line);
    EXPECT_EQ(read.stands, check::standing::skipped);
    EXPECT_EQ(read.url, "no url at all");
    EXPECT_EQ(read.tries, 0U);
    EXPECT_EQ(read.status, 0);
}

TEST(CheckLine, HidesSecretsInAllOfIt) {
    auto result = failed_check();
    result->name = "with s3cret";
    result->message = "it is s3cret";
    result->expectations[0].text = "header X == \"s3cret\"";
    result->expectations[0].actual = "s3cret";
    result->body_start = "a s3cret";
    result->first_failure = "s3cret";
    const std::string line = line_of(result, redactor({"s3cret"}));
    EXPECT_THAT(line, Not(HasSubstr("s3cret")));
    EXPECT_EQ(read_check_line(line).name, "with ***");
    EXPECT_EQ(read_check_line(line).url, "http://user:***@a.test/x?token=***");
}

TEST(CheckLine, OfABodyThatWasCutHasNoPieceOfASecret) {
    const redactor secrets({"s3cret/value"});
    const auto body_of = [&](const std::string& start) {
        auto result = failed_check();
        result->body_start = start;
        result->is_body_cut = true;
        return read_check_line(line_of(result, secrets)).body_start;
    };
    EXPECT_EQ(body_of("the token is s3c"), "the token is ");
    EXPECT_EQ(body_of("the token is s"), "the token is ");
    EXPECT_EQ(body_of("the token is s3cret%2Fv"), "the token is ***");
    EXPECT_EQ(body_of("the token is s3cret/value"), "the token is ***");
    EXPECT_EQ(body_of("the token is s3x"), "the token is s3x");
    EXPECT_EQ(body_of("s3cret/value " + std::string(1200, 'x')), "*** " + std::string(1020, 'x'));
}

TEST(CheckLine, CutsABodyBetweenCharacters) {
    auto result = failed_check();
    result->body_start = std::string(1023, 'x') + "\xC3\xA4" + std::string(100, 'y');
    const check_record read = read_check_line(line_of(result));
    EXPECT_EQ(read.body_start, std::string(1023, 'x'));
    EXPECT_TRUE(read.is_body_cut);
}

TEST(CheckLine, TextThatIsNoneIsAnError) {
    for (const std::string_view text : {"", "{}", "[1]", "{\"name\":3}", "{\"input\":\"x\""}) {
        EXPECT_THROW((void)read_check_line(text), std::runtime_error) << text;
    }
    std::string other = line_of(failed_check());
    other.replace(other.find("\"result\":\"failed\""), 17, "\"result\":\"broken\"");
    EXPECT_THROW((void)read_check_line(other), std::runtime_error);
}

}  // namespace
}  // namespace trawl::report
