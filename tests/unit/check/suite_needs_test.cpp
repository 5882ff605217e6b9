#include <algorithm>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "unit/check/suite_file.hpp"

namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using trawl::check::suite;
using trawl::check::test_suites::names;
using trawl::check::test_suites::suite_file;

// A check for each line "name: more lines, with ;".
std::string checks(std::string_view lines) {
    std::string text;
    while (!lines.empty()) {
        const auto end = std::min(lines.find('\n'), lines.size());
        const std::string_view line = lines.substr(0, end);
        const auto colon = line.find(": ");
        text += "[[check]]\nurl = 'http://h.example/'\nname = '" + std::string(line.substr(0, colon)) + "'\n";
        if (colon != std::string_view::npos) {
            std::string more(line.substr(colon + 2));
            std::ranges::replace(more, ';', '\n');
            text += more + "\n";
        }
        lines.remove_prefix(std::min(end + 1, lines.size()));
    }
    return text;
}

std::string errors(std::string_view lines) {
    return suite_file(checks(lines)).errors();
}

TEST(SuiteMatrix, HasACheckForEachCombination) {
    const suite read = suite_file(checks("a: matrix = { lang = ['de', 'en'], n = [1, 2.5] }\n"
                                         "b ${lang}: matrix = { lang = ['de', 'en'], n = [true] }\n"
                                         "c ${n}: matrix = { n = ['x'] }"))
                           .load();
    EXPECT_EQ(names(read),
              "a [lang=de, n=1], a [lang=de, n=2.5], a [lang=en, n=1], a [lang=en, n=2.5], "
              "b de [n=true], b en [n=true], c x");
    EXPECT_THAT(read.entries[2]->variant, ElementsAre(testing::Pair("lang", "en"), testing::Pair("n", "1")));
}

TEST(SuiteMatrix, IsRefusedWhenItIsNone) {
    EXPECT_EQ(errors("a: matrix = { lang = [], n = 'x' }\nb: matrix = { k = [1, '1', [2]] }"),
              "smoke.toml:4:19: 'lang' of a matrix must be a list of values, at least one\n"
              "smoke.toml:4:27: 'n' of a matrix must be a list of values, at least one\n"
              "smoke.toml:8:20: '1' stands twice in 'k'\n"
              "smoke.toml:8:25: a value of a matrix must be a text, a number, true or false, not a list");
    std::string axis = "[0";
    for (int i = 1; i < 101; ++i) {
        axis += ", " + std::to_string(i);
    }
    EXPECT_EQ(errors("a: matrix = { x = " + axis + "], y = " + axis + "] }"),
              "smoke.toml:1:1: the matrix has over 10,000 combinations");
}

TEST(SuiteNeeds, PutChecksBehindWhatTheyNeed) {
    const suite read =
        suite_file(checks("c: needs = ['b', 'a']\nb: needs = 'a'\nx\na\nd: needs = ['c', 'x', 'c']")).load();
    EXPECT_EQ(names(read), "x, a, b, c, d");
    EXPECT_THAT(read.entries[2]->needs, ElementsAre(1));
    EXPECT_THAT(read.entries[3]->needs, ElementsAre(2, 1));
    EXPECT_THAT(read.entries[4]->needs, ElementsAre(3, 0));
}

TEST(SuiteNeeds, AreThoseVariantsThatAgree) {
    const suite read = suite_file(checks("login: matrix = { lang = ['de', 'en'] }\n"
                                         "cart: needs = 'login'; matrix = { lang = ['en', 'de'], n = [1] }\n"
                                         "all: needs = 'login'\n"
                                         "one: needs = 'login [lang=en]'"))
                           .load();
    EXPECT_EQ(names(read), "login [lang=de], login [lang=en], cart [lang=en, n=1], cart [lang=de, n=1], all, one");
    EXPECT_THAT(read.entries[2]->needs, ElementsAre(1));
    EXPECT_THAT(read.entries[3]->needs, ElementsAre(0));
    EXPECT_THAT(read.entries[4]->needs, ElementsAre(0, 1));
    EXPECT_THAT(read.entries[5]->needs, ElementsAre(1));
}

TEST(SuiteNeeds, ThatCannotBeAreRefused) {
    EXPECT_EQ(errors("login\na: needs = 'logn'"),
              "smoke.toml:7:9: there is no check named 'logn' (did you mean 'login'?)");
    EXPECT_EQ(errors("a: needs = 'a'"), "smoke.toml:4:9: a check cannot need itself");
    EXPECT_EQ(errors("a: needs = 'c'\nb: needs = 'a'\nc: needs = 'b'\nd: needs = 'a'"),
              "smoke.toml:4:9: checks that need each other can never begin: 'a' needs 'c' needs 'b' needs 'a'");
    EXPECT_EQ(
        errors("a: needs = 'b'\nb: needs = 'c'\nc: needs = 'd'\nd: needs = 'e'\ne: needs = 'f'\nf: needs = 'g'\n"
               "g: needs = 'h'\nh: needs = 'i'\ni: needs = 'j'\nj: needs = 'k'\nk: needs = 'l'\nl: needs = 'a'"),
        "smoke.toml:4:9: checks that need each other can never begin: 'a' needs 'b' needs 'c' needs 'd' needs 'e' "
        "needs ... needs 'h' needs 'i' needs 'j' needs 'k' needs 'l' needs 'a'");
    EXPECT_EQ(errors("a: matrix = { n = [1] }\nb ${n}: matrix = { n = [1, 2] }; needs = 'a'"),
              "smoke.toml:9:10: 'b 2' needs 'a', but the matrix of that has no such values");
}

TEST(SuiteCaptures, StayOpenForThoseThatNeedThem) {
    const suite read = suite_file(checks("login: capture = { token = 'json $.token' }\n"
                                         "cart: needs = 'login'; headers = { A = 'Bearer ${token}' }\n"
                                         "pay: needs = 'cart'; body = '${token} ${token:-x}'"))
                           .load();
    EXPECT_EQ(read.entries[1]->fields[0].second.filled({{"token", "t"}}), "Bearer t");
    EXPECT_EQ(read.entries[2]->body->filled({{"token", "t"}}), "t t");
    EXPECT_TRUE(read.entries[0]->wants.body);
}

TEST(SuiteCaptures, OfTheNewestInAChainAreMeant) {
    EXPECT_EQ(errors("login: capture = { token = 'json $.token' }\n"
                     "renew: needs = 'login'; body = '${token}'; capture = { token = 'json $.token' }\n"
                     "cart: needs = 'renew'; body = '${token}'"),
              "");
}

TEST(SuiteCaptures, ThatAreNotNeededAreRefused) {
    EXPECT_EQ(errors("login: capture = { token = 'json $.token' }; body = '${token}'\ncart: body = '${token:-}'"),
              "smoke.toml:5:10: 'token' is captured from the reply of this check itself: only checks that need it can "
              "use it\n"
              "  ${token}\n"
              "  ^^^^^^^^\n"
              "smoke.toml:9:9: 'token' is captured by a check that this one does not need: needs = [\"login\"]\n"
              "  ${token:-}\n"
              "  ^^^^^^^^^^");
}

TEST(SuiteCaptures, OfTwoThatAreNeededAreRefused) {
    EXPECT_EQ(
        errors("a: capture = { id = 'status' }\nb: capture = { id = 'status' }\nc: needs = ['a', 'b']; body = '${id}'"),
        "smoke.toml:13:10: both 'a' and 'b' capture 'id': nothing says which is meant\n"
        "  ${id}\n"
        "  ^^^^^");
}

TEST(SuiteCaptures, OfASecretStayOpenAndHidden) {
    const auto file =
        suite_file(checks("login: capture = { 'SECRET:token' = 'json $.token' }\n"
                          "cart: needs = 'login'; headers = { A = 'Bearer ${SECRET:token|url}' }\n"
                          "pay: needs = 'cart'; body = '${token} ${SECRET:token:-x}'"));
    const suite read = file.load();
    EXPECT_TRUE(read.entries[0]->captures[0].is_secret);
    EXPECT_EQ(read.entries[0]->captures[0].name, "token");
    EXPECT_EQ(read.entries[1]->fields[0].second.filled({{"token", "a/b"}}), "Bearer a%2Fb");
    EXPECT_EQ(read.entries[2]->body->filled({{"token", "t"}}), "t t");

    trawl::check::suite_inputs given;
    given.secrets = {{"token", "of the command line"}};
    EXPECT_EQ(file.load(given).entries[1]->fields[0].second.filled({{"token", "t"}}), "Bearer t");
}

TEST(SuiteCaptures, OfASecretThatNobodyGivesAreRefused) {
    EXPECT_EQ(errors("login: capture = { 'SECRET:token' = 'json $.token' }; body = '${SECRET:token}'\n"
                     "cart: body = '${SECRET:token:-}'\npay: needs = 'login'; body = '${SECRET:tokem}'"),
              "smoke.toml:5:10: 'token' is captured from the reply of this check itself: only checks that need it can "
              "use it\n"
              "  ${SECRET:token}\n"
              "  ^^^^^^^^^^^^^^^\n"
              "smoke.toml:9:9: 'token' is captured by a check that this one does not need: needs = [\"login\"]\n"
              "  ${SECRET:token:-}\n"
              "  ^^^^^^^^^^^^^^^^^\n"
              "smoke.toml:14:10: the secret 'tokem' has no value: --secret tokem=VALUE, or a variable of the "
              "environment\n"
              "  ${SECRET:tokem}\n"
              "  ^^^^^^^^^^^^^^^");
    EXPECT_EQ(errors("login: capture = { token = 'json $.token' }\ncart: needs = 'login'; body = '${SECRET:token}'"),
              "smoke.toml:9:10: 'token' is captured, but not as a secret: capture = {\"SECRET:token\" = ...}, or "
              "${token}\n"
              "  ${SECRET:token}\n"
              "  ^^^^^^^^^^^^^^^");
    EXPECT_EQ(errors("login: capture = { 'SECRET:id' = 'status' }\nrenew: capture = { id = 'status' }\n"
                     "cart: capture = { 'SECRET:' = 'status' }"),
              "smoke.toml:8:13: 'id' is captured as a secret in line 4: \"SECRET:id\" in both places, or in neither\n"
              "smoke.toml:12:13: '' cannot be the name of a variable: letters, digits, '_', '-' and '.', and no digit "
              "first");
}

}  // namespace
