#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "unit/check/suite_file.hpp"

namespace {

using trawl::check::suite;
using trawl::check::suite_inputs;
using trawl::check::test_suites::suite_file;
using trawl::check::test_suites::with_environment;

std::string url_of(std::string_view text, const suite_inputs& inputs) {
    return suite_file(std::string(text)).load(inputs).entries.at(0)->url.filled();
}

TEST(SuiteVariables, AreFoundInTheirOrder) {
    suite_inputs inputs = with_environment({{"a", "environment"}, {"b", "environment"}, {"empty", ""}});
    const std::string check = "[[check]]\nurl = 'http://h.example/${a}'\n";
    EXPECT_EQ(url_of(check, inputs), "http://h.example/environment");
    EXPECT_EQ(url_of("[vars]\na = 'vars'\n" + check, inputs), "http://h.example/vars");
    inputs.variables["a"] = "option";
    EXPECT_EQ(url_of("[vars]\na = 'vars'\n" + check, inputs), "http://h.example/option");
    EXPECT_EQ(url_of("[vars]\na = 'vars'\n" + check + "matrix = { a = ['matrix'] }\n", inputs),
              "http://h.example/matrix");
}

TEST(SuiteVariables, OtherwiseStandsInForThoseWithoutAValue) {
    const suite_inputs inputs = with_environment({{"empty", ""}});
    EXPECT_EQ(url_of("[[check]]\nurl = 'http://h.example/${a:-x}${empty:-y}$${z}'\n", inputs),
              "http://h.example/x${z}");
}

TEST(SuiteVariables, OfTheSuiteMayUseTheEnvironment) {
    const suite_inputs inputs = with_environment({{"HOST", "h.example"}});
    EXPECT_EQ(url_of("[vars]\nHOST = '${HOST:-localhost}'\nport = 8080\n[[check]]\nurl = 'http://${HOST}:${port}/'\n",
                     inputs),
              "http://h.example:8080/");
}

TEST(SuiteVariables, FillInHeadersBodiesAndNames) {
    suite_inputs inputs;
    inputs.variables["v"] = "7";
    const suite read =
        suite_file(
            "[[check]]\nname = 'check ${v}'\nurl = 'http://h.example/'\nheaders = { X = 'a${v}' }\nbody = '<${v}>'\n")
            .load(inputs);
    EXPECT_EQ(read.entries[0]->name, "check 7");
    EXPECT_EQ(read.entries[0]->fields[0].second.filled(), "a7");
    EXPECT_EQ(read.entries[0]->body->filled(), "<7>");
    EXPECT_TRUE(read.entries[0]->body->is_plain());
}

TEST(SuiteVariables, SecretsAreKnownByTheirValues) {
    suite_inputs inputs = with_environment({{"TOKEN", "from-env"}, {"PIN", "12"}, {"OTHER", "unused"}});
    inputs.secrets["KEY"] = "given-key";
    const suite read =
        suite_file("[[check]]\nurl = 'http://h.example/${SECRET:TOKEN}/${SECRET:KEY}/${KEY}/${SECRET:PIN}'\n")
            .load(inputs);
    EXPECT_EQ(read.entries[0]->url.filled(), "http://h.example/from-env/given-key/given-key/12");
    EXPECT_THAT(read.secrets, testing::UnorderedElementsAre("given-key", "from-env", "12"));
    EXPECT_THAT(read.warnings,
                testing::ElementsAre(
                    "the secret PIN is shorter than 4 bytes: reports will have *** wherever its letters stand"));
}

TEST(SuiteVariables, CannotEndALineOfAHeader) {
    suite_inputs inputs;
    inputs.variables["v"] = "a\r\nX: y";
    EXPECT_EQ(suite_file("[[check]]\nurl = 'http://h.example/'\nheaders = { A = '${v}' }\n").errors(inputs),
              "smoke.toml:3:17: 'A' has a value with a line feed or another control character");
}

}  // namespace
