#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "unit/check/suite_file.hpp"

namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;
using trawl::check::entry_for_urls;
using trawl::check::read_expectations;
using trawl::check::suite_error;
using trawl::check::suite_inputs;
using trawl::check::test_suites::suite_file;
using trawl::check::test_suites::with_environment;

std::string errors(const std::string& more, const suite_inputs& inputs = {}) {
    return suite_file("[[check]]\nurl = 'http://a.example/'\n" + more).errors(inputs);
}

std::string error_of(const std::vector<std::string>& texts) {
    try {
        (void)read_expectations(texts);
    } catch (const suite_error& wrong) {
        return wrong.what();
    }
    return {};
}

TEST(SuiteExpressions, ThatAreWrongHaveCaretsAndTheirColumn) {
    EXPECT_EQ(errors("expect = ['body contain \"x\"']\n"),
              "smoke.toml:3:17: unknown operator 'contain' (did you mean 'contains'?)\n"
              "  body contain \"x\"\n"
              "       ^^^^^^^");
    EXPECT_THAT(errors("expect = [\"header \\\"X\\\" contain \\\"x\\\"\"]\n"),
                StartsWith("smoke.toml:3:25: unknown operator 'contain'"));
    const std::string several = errors("expect = ['size < 3s']\ncapture = { a = 'json $[', b = 'banana' }\n");
    EXPECT_THAT(several, StartsWith("smoke.toml:3:19: "));
    EXPECT_THAT(several, HasSubstr("\n  size < 3s\n         ^^\nsmoke.toml:4:25: "));
    EXPECT_THAT(several, HasSubstr("\nsmoke.toml:4:33: unknown subject 'banana'"));
}

TEST(SuiteExpressions, OfTheRunAndOfAReplyAreToldApart) {
    EXPECT_EQ(
        errors("expect = 'p95(time) < 1s'\n"),
        "smoke.toml:3:11: this is about the run as a whole: it belongs into thresholds = [...] at the top of the file\n"
        "  p95(time) < 1s\n"
        "  ^^^^^^^^^^^^^^");
    const std::string told =
        suite_file("thresholds = ['status == 200', 'p95(tim) < 1s']\n[[check]]\nurl = 'http://a.example/'\n").errors();
    EXPECT_THAT(told,
                StartsWith("smoke.toml:1:16: this is about one reply: it belongs into the expect = [...] of a check, "
                           "or of the defaults\n"));
    EXPECT_THAT(told, HasSubstr("\nsmoke.toml:1:37: no time is called 'tim'"));
}

TEST(SuiteExpressions, MustFitWhenTheyAreFilledIn) {
    suite_inputs inputs;
    inputs.variables["code"] = "many";
    EXPECT_EQ(errors("expect = ['status == ${code}']\n", inputs),
              "smoke.toml:3:22: ${code} is \"many\": a whole number is wanted\n"
              "  status == ${code}\n"
              "            ^^^^^^^");
    inputs.variables["code"] = "404";
    EXPECT_EQ(errors("expect = ['status == ${code}']\n", inputs), "");
    inputs.variables["empty"] = "";
    EXPECT_THAT(errors("expect = ['body contains \"${empty}\"']\n", inputs),
                HasSubstr("${empty} is \"\": an empty text is in every text"));
    EXPECT_EQ(errors("expect = ['status == ${cod}']\n", inputs),
              "smoke.toml:3:22: 'cod' has no value (did you mean 'code'?)\n"
              "  status == ${cod}\n"
              "            ^^^^^^");
    inputs.secrets["code"] = "hunter22";
    EXPECT_THAT(errors("expect = ['status == ${SECRET:code}']\n", inputs), Not(HasSubstr("hunter22")));
}

TEST(SuiteExpressions, WherePlacesAreNotFilledInAreRefused) {
    EXPECT_EQ(errors("expect = ['body matches /a${x}/']\n"),
              "smoke.toml:3:27: no variable is filled in within /.../: write matches \"...\"\n"
              "  body matches /a${x}/\n"
              "                 ^^^^");
    EXPECT_EQ(errors("expect = ['body matches /a${2}/']\n"), "");
    EXPECT_THAT(errors("matrix = { x = [1] }\nexpect = ['json $[?@.a == \"${x}\"].b == ${x}']\n"),
                HasSubstr("smoke.toml:4:28: no variable is filled in in a JSONPath: write the value itself there; "
                          "variables stand behind the operator\n"
                          "  json $[?@.a == \"${x}\"].b == ${x}\n"
                          "                  ^^^^"));
    EXPECT_EQ(errors("expect = [\"json $.a[?@.b == ${x}].c == 1\"]\n"),
              "smoke.toml:3:29: no variable is filled in in a JSONPath: write the value itself there; variables stand "
              "behind the operator\n  json $.a[?@.b == ${x}].c == 1\n                   ^^^^");
    EXPECT_THAT(errors("expect = ['header ${x} == 1']\n"),
                StartsWith("smoke.toml:3:19: no variable is filled in here: variables stand behind the operator\n"));
    EXPECT_THAT(errors("expect = ['status == 1 ${x}']\n"),
                StartsWith("smoke.toml:3:24: nothing may stand behind the value\n"));
    for (const auto* const text : {"json $.a[?@.b == \"${x}\"].c", "json $.a[?@.b == ${x}].c"}) {
        EXPECT_THAT(errors("capture = { c = '" + std::string(text) + "' }\n"),
                    HasSubstr("no variable is filled in in a capture: write the value itself there\n"));
    }
    EXPECT_EQ(errors("capture = { c = 'body matches /a${2}/' }\n"), "");
    EXPECT_EQ(errors("matrix = { x = [1] }\nexpect = ['body matches \"a${x}\"', 'json $.a == ${x}']\n"), "");
}

TEST(GivenExpectations, AreOfRepliesOrOfTheRun) {
    const auto read = read_expectations({"status == 404", "p95(time) < 1s", "failed <= 1%", "body contains 'x'"});
    ASSERT_EQ(read.of_each.size(), 2U);
    ASSERT_EQ(read.of_run.size(), 2U);
    EXPECT_EQ(read.of_each[1].what.text(), "body contains 'x'");
    EXPECT_EQ(read.of_run[0].what.text(), "p95(time) < 1s");
}

TEST(GivenExpectations, ThatAreWrongAreToldTogether) {
    EXPECT_EQ(error_of({"body contain 'x'", "time < 1s", "p95(time) = 1s"}),
              "--expect: unknown operator 'contain' (did you mean 'contains'?)\n"
              "  body contain 'x'\n"
              "       ^^^^^^^\n"
              "--expect: unknown operator '=' (did you mean '=='?)\n"
              "  p95(time) = 1s\n"
              "            ^");
}

TEST(GivenExpectations, MakeTheEntryOfUrls) {
    suite_inputs inputs = with_environment({{"WORD", "Welcome"}});
    inputs.secrets["KEY"] = "hunter22";
    inputs.expectations =
        read_expectations({"body contains \"${WORD}\"", "not body contains \"${SECRET:KEY}\""}).of_each;
    std::vector<std::string> secrets;
    const auto made = entry_for_urls("HEAD", inputs, secrets);
    EXPECT_EQ(made->method, "HEAD");
    EXPECT_EQ(made->name, "");
    ASSERT_EQ(made->expectations.size(), 3U);
    EXPECT_EQ(made->expectations[2].what.text(), "status in 200..299");
    EXPECT_TRUE(made->expectations[0].what.references().empty());
    EXPECT_TRUE(made->wants.body);
    EXPECT_THAT(secrets, testing::ElementsAre("hunter22"));

    inputs.expectations = read_expectations({"error == refused"}).of_each;
    EXPECT_EQ(entry_for_urls("GET", inputs, secrets)->expectations.size(), 1U);
    inputs.expectations = read_expectations({"body contains \"${NOTHING}\""}).of_each;
    EXPECT_THROW((void)entry_for_urls("GET", inputs, secrets), suite_error);
}

}  // namespace
