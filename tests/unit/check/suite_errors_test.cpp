#include <random>
#include <string>
#include <string_view>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "unit/check/suite_file.hpp"

namespace {

using testing::HasSubstr;
using testing::Not;
using trawl::check::suite_inputs;
using trawl::check::test_suites::suite_file;
using trawl::check::test_suites::with_environment;

std::string errors(std::string_view text) {
    return suite_file(text).errors();
}

TEST(SuiteErrors, ComeAllAtOnceInTheOrderOfTheFile) {
    EXPECT_EQ(
        errors(R"(base_urll = "http://a.example"
[defaults]
url = "http://a.example/"
timeout = "fast"
[[check]]
metod = "GET"
method = "post"
headers = { "A B" = "x" }
url = "http://a.example/"
tags = [1]
[[check]]
name = ""
retry = { every = "1s", on = ["conect"] }
max_redirects = -1
thresholds = []
)"),
        "smoke.toml:1:1: unknown key 'base_urll' in a suite (did you mean 'base_url'?)\n"
        "smoke.toml:3:1: 'url' is of each check, and has no default\n"
        "smoke.toml:4:11: 'timeout' must be a duration such as \"500ms\" or \"1m30s\", or seconds\n"
        "smoke.toml:6:1: unknown key 'metod' in a [[check]] (did you mean 'method'?)\n"
        "smoke.toml:7:10: methods are written in capitals: 'POST'\n"
        "smoke.toml:8:13: 'A B' is no name of a header\n"
        "smoke.toml:10:9: 'tags' must be a list of texts, but this is a number\n"
        "smoke.toml:11:1: the check has no url\n"
        "smoke.toml:12:8: 'name' must not be empty\n"
        "smoke.toml:13:9: 'retry' must say how often or how long: max = 3, for = \"30s\"\n"
        "smoke.toml:13:31: 'conect' is no cause for another try: assert, connect, reset, timeout, dns, dns-not-found, "
        "tls, truncated, decode, slow, proxy, 4xx, 5xx, a status, default or none (did you mean 'connect'?)\n"
        "smoke.toml:14:17: 'max_redirects' must be a whole number, 0 or more\n"
        "smoke.toml:15:1: 'thresholds' belongs at the top of the file, before the first [table]");
}

TEST(SuiteErrors, AreCutAtTwenty) {
    std::string text = "[[check]]\nurl = 'http://a.example/'\n";
    for (int i = 0; i < 30; ++i) {
        text += "bad" + std::to_string(i) + " = 1\n";
    }
    const std::string told = errors(text);
    EXPECT_THAT(told, testing::HasSubstr("smoke.toml:22:1: unknown key 'bad19' in a [[check]]"));
    EXPECT_THAT(told, testing::EndsWith("bad19' in a [[check]]\nsmoke.toml: and 10 more"));
}

TEST(SuiteErrors, KeysOfACheckBehindItsTables) {
    EXPECT_EQ(
        errors(R"([vars]
who = "ada"
thresholds = "failed <= 1%"
name = "used"
[defaults.headers]
timeout = "1s"
[[check]]
url = "http://a.example/${name}"
[check.headers]
Expect = "100-continue"
expect = "status == 200"
needs = "login"
[[check]]
url = "http://b.example/${tags}"
[check.matrix]
tags = ["a", "b"]
retry = 2
[check.capture]
body = "body"
)"),
        "smoke.toml:3:1: 'thresholds' stands in [vars] here: if it is the key of the suite, it belongs before that\n"
        "smoke.toml:6:1: 'timeout' stands in [defaults.headers] here: a key of the check belongs before that, and a "
        "header of this name is written with a capital\n"
        "smoke.toml:11:1: 'expect' stands in [check.headers] here: a key of the check belongs before that, and a "
        "header of this name is written with a capital\n"
        "smoke.toml:12:1: 'needs' stands in [check.headers] here: a key of the check belongs before that, and a "
        "header of this name is written with a capital\n"
        "smoke.toml:17:1: 'retry' stands in [check.matrix] here: if it is the key of the check, it belongs before "
        "that\n"
        "smoke.toml:19:1: 'body' stands in [check.capture] here: if it is the key of the check, it belongs before "
        "that");
}

TEST(SuiteErrors, HeadersThatFollowFromTheBody) {
    EXPECT_EQ(
        errors("[[check]]\nurl = 'http://a.example/'\nheaders = { content-length = '3', Transfer-Encoding = [] }\n"),
        "smoke.toml:3:13: 'content-length' follows from the body: it cannot be said here\n"
        "smoke.toml:3:35: 'Transfer-Encoding' follows from the body: it cannot be said here");
}

TEST(SuiteErrors, AnErrorAndAStatusOfOneCheck) {
    EXPECT_EQ(errors("[defaults]\nexpect = 'status == 200'\n[[check]]\nurl = 'http://a.example/'\n"
                     "expect = 'error == dns'\n[[check]]\nurl = 'http://b.example/'\n"
                     "expect = ['error exists', 'time < 1s', 'status == 0']\n"),
              "smoke.toml:8:41: it stands beside 'error exists': a check expects an error or a status, not both\n"
              "  status == 0\n  ^^^^^^^^^^^");
    EXPECT_THROW((void)trawl::check::read_expectations({"status == 200", "error == dns"}), trawl::check::suite_error);
}

TEST(SuiteErrors, PlacesWhereNothingIsFilledIn) {
    EXPECT_EQ(errors(R"(name = "${a}"
[[check]]
url = "http://a.example/"
tags = ["b", "x${b}"]
skip = "${c}"
matrix = { n = ["${d}", "$${e}"] }
[[check]]
url = "http://b.example/"
skip = ""
)"),
              "smoke.toml:1:9: no variable is filled in in the name of a suite\n  ${a}\n  ^^^^\n"
              "smoke.toml:4:16: no variable is filled in in tags\n  x${b}\n   ^^^^\n"
              "smoke.toml:5:9: no variable is filled in in 'skip'\n  ${c}\n  ^^^^\n"
              "smoke.toml:6:18: no variable is filled in in values of a matrix\n  ${d}\n  ^^^^\n"
              "smoke.toml:9:8: 'skip' must say why, or be true");
}

TEST(SuiteErrors, AKeyThatIsMeantIsNotMissingToo) {
    EXPECT_EQ(errors("[[check]]\nurll = 'http://a.example/'\n"),
              "smoke.toml:2:1: unknown key 'urll' in a [[check]] (did you mean 'url'?)");
}

TEST(SuiteErrors, NameThePlaceOfWhatIsNoToml) {
    EXPECT_EQ(errors("[[check]]\r\n\turl = ?\r\n"),
              "smoke.toml:2:8: no value of TOML begins so: a text stands in quotes\n   url = ?\n         ^");
    EXPECT_EQ(errors("[[check]]\nurl = 'http://a/ä\nname = 'x'\n"),
              "smoke.toml:2:18: this text is not closed in its line: its quote is missing\n"
              "  url = 'http://a/ä\n                   ^");
    EXPECT_EQ(errors("[[check]]\nurl = \"http://a/\r\nname = 'x'\r\n"),
              "smoke.toml:2:17: this text is not closed in its line: its quote is missing\n"
              "  url = \"http://a/\n                  ^");
    EXPECT_EQ(
        errors("[[check]]\nexpect = [ \"body matches /\\d+/\" ]\n"),
        "smoke.toml:2:28: no TOML: unknown escape sequence '\\d'; between single quotes a '\\' stands for itself\n"
        "  expect = [ \"body matches /\\d+/\" ]\n                             ^");
    EXPECT_EQ(errors("[[check]]\nexpect = ['a' 'b']\n"),
              "smoke.toml:2:15: no TOML: expected comma or closing ']', saw '''\n"
              "  expect = ['a' 'b']\n                ^");
    EXPECT_EQ(errors("name = “x”\n"),
              "smoke.toml:1:8: a text stands between straight quotes, \" or '\n  name = “x”\n         ^");
    EXPECT_THAT(errors("thresholds = ['a',\n"),
                testing::StartsWith("smoke.toml:1:20: no TOML: the file ends within this array\n"));
    EXPECT_THAT(errors("[[check]]\nurl = 'http://a.example/'\n[check]\n"),
                HasSubstr(" as table; a check is written as [[check]], in two brackets\n"));
    EXPECT_THAT(errors(std::string_view("name = 'a\0b'\n", 13)),
                testing::StartsWith("smoke.toml:1:10: a control character: in double quotes it is written \\u and "));
    EXPECT_THAT(errors("name = 'a'\nname = 'b'\n"), testing::StartsWith("smoke.toml:2:"));
}

TEST(SuiteErrors, OfOtherEncodings) {
    EXPECT_EQ(errors("name = 'a'\n# \xe4\xc3\xa4 \xe4\n"),
              "smoke.toml:2:3: this byte is no UTF-8: a suite has to be saved as UTF-8\n  # \\xe4ä \\xe4\n    ^^^^");
    for (const std::string_view text :
         {std::string_view("\xff\xfen\0", 4), std::string_view("\xfe\xff\0n", 4), std::string_view("n\0a\0", 4)}) {
        EXPECT_EQ(errors(text), "smoke.toml: it is UTF-16: a suite has to be saved as UTF-8");
    }
    EXPECT_EQ(errors("\xef\xbb\xbfname = ?"),
              "smoke.toml:1:8: no value of TOML begins so: a text stands in quotes\n  name = ?\n         ^");
}

TEST(SuiteErrors, KeysAsOtherToolsHaveThem) {
    EXPECT_EQ(errors("variables = {}\n[[check]]\nhref = 'http://a.example/'\nstatus = 200\nretry = {times = 3}\n"
                     "depends_on = 'x'\nquux = 1\n"),
              "smoke.toml:1:1: unknown key 'variables' in a suite (did you mean 'vars'?)\n"
              "smoke.toml:3:1: unknown key 'href' in a [[check]] (did you mean 'url'?)\n"
              "smoke.toml:4:1: unknown key 'status' in a [[check]] (did you mean 'expect'?)\n"
              "smoke.toml:5:10: unknown key 'times' in retry (did you mean 'max'?)\n"
              "smoke.toml:6:1: unknown key 'depends_on' in a [[check]] (did you mean 'needs'?)\n"
              "smoke.toml:7:1: unknown key 'quux' in a [[check]]");
}

TEST(SuiteErrors, OfAFileThatIsNone) {
    const suite_inputs none;
    EXPECT_THROW((void)trawl::check::load_suite("/nowhere/a.toml", none), trawl::check::suite_error);
    EXPECT_THROW((void)trawl::check::load_suite("/tmp", none), trawl::check::suite_error);
    EXPECT_EQ(errors(""), "smoke.toml:1:1: there is no [[check]] in it");
    EXPECT_EQ(errors("[check]\nurl = 'http://a.example/'\n"),
              "smoke.toml:1:2: a check is written as [[check]], in two brackets");
}

TEST(SuiteErrors, PointIntoTextsWithCarets) {
    EXPECT_EQ(errors("[[check]]\nurl = 'http://a.example/ä/${x'\n"),
              "smoke.toml:2:27: '${' without its '}'; a '${' that is meant as it stands is written '$${'\n"
              "  http://a.example/ä/${x\n"
              "                     ^^");
    // Escapes count as they are written.
    EXPECT_EQ(errors("[[check]]\nurl = \"http://a.example/\\u00e4\\t${nothing}\"\n"),
              "smoke.toml:2:33: 'nothing' has no value: --var nothing=VALUE, [vars], or a variable of the environment\n"
              "  http://a.example/ä\\x09${nothing}\n"
              "                        ^^^^^^^^^^");
    // Of a text of several lines, its beginning.
    EXPECT_THAT(errors("[[check]]\nurl = 'http://a.example/'\nbody = '''\na\n${nothing}\n'''\n"),
                testing::StartsWith("smoke.toml:3:8: 'nothing' has no value"));
}

TEST(SuiteErrors, OfVariablesSayHowToGiveThem) {
    EXPECT_EQ(errors("[vars]\nregion = 'eu'\n[[check]]\nurl = 'http://${regoin}.example/'\n"),
              "smoke.toml:4:15: 'regoin' has no value (did you mean 'region'?)\n"
              "  http://${regoin}.example/\n"
              "         ^^^^^^^^^");
    EXPECT_THAT(
        errors("[[check]]\nurl = 'http://a.example/${SECRET:KEY}'\n"),
        testing::StartsWith("smoke.toml:2:25: the secret 'KEY' has no value: --secret KEY=VALUE, or a variable of "
                            "the environment\n"));
    EXPECT_THAT(errors("[vars]\na = 'x'\nb = '${a}'\n[[check]]\nurl = 'http://a.example/${b}'\n"),
                testing::StartsWith("smoke.toml:3:6: 'a' stands in [vars] itself, whose values see only --var and the "
                                    "environment\n"));
    EXPECT_THAT(errors("[vars]\n'1a' = 'x'\n[[check]]\nurl = 'http://a.example/'\n"),
                testing::StartsWith("smoke.toml:2:1: '1a' cannot be the name of a variable"));
}

TEST(SuiteErrors, OfUrlsThatAreNone) {
    EXPECT_EQ(errors("[[check]]\nurl = '/a'\n"),
              "smoke.toml:2:7: '/a' is no absolute URL, and there is no base_url (nor --base-url)");
    EXPECT_EQ(errors("[[check]]\nurl = 'ftp://a.example/'\n"),
              "smoke.toml:2:7: 'ftp://a.example/' is no URL of http or https");
    EXPECT_THAT(errors("base_url = 'http://a.example'\n[[check]]\nurl = 'http://a b/'\n"),
                testing::StartsWith("smoke.toml:3:7: 'http://a b/' is no URL: "));
    EXPECT_THAT(errors("[[check]]\nurl = 'http://a.example:99999/'\n"),
                testing::StartsWith("smoke.toml:2:7: 'http://a.example:99999/' is no URL: "));
    EXPECT_EQ(errors("base_url = '/x'\n[[check]]\nurl = 'http://a.example/'\n"),
              "smoke.toml:1:12: '/x' is no URL of http or https");
}

TEST(SuiteErrors, OfNamesThatStandTwice) {
    EXPECT_EQ(
        errors("[[check]]\nname = 'a'\nurl = 'http://a.example/'\n[[check]]\nname = 'a'\nurl = 'http://a.example/'\n"),
        "smoke.toml:5:8: the name 'a' stands in line 2 already");
}

TEST(SuiteErrors, AreNotMethodsThatAreUnusual) {
    const auto read = suite_file(
                          "[defaults]\nmethod = 'GTE'\n[[check]]\nurl = 'http://a.example/'\n[[check]]\n"
                          "url = 'http://a.example/'\n[[check]]\nmethod = 'PROPFIND'\nurl = 'http://a.example/'\n")
                          .load();
    EXPECT_THAT(read.warnings, testing::ElementsAre("'GTE' is an unusual method (did you mean 'GET'?)"));
}

TEST(SuiteErrors, HaveNoSecrets) {
    suite_inputs inputs = with_environment({{"KEY", "ftp://hunter22/"}});
    inputs.secrets["WORD"] = "swordfish";
    EXPECT_EQ(suite_file("[[check]]\nurl = '${SECRET:KEY}${WORD}'\n").errors(inputs),
              "smoke.toml:2:7: '******' is no URL of http or https");
}

TEST(SuiteErrors, OfRetriesThatWouldNotEnd) {
    EXPECT_EQ(errors("[[check]]\nurl = 'http://a.example/'\nretry = { for = '1m', every = 0 }\n"),
              "smoke.toml:3:9: 'retry' without a pause must say how often: max = 3");
}

TEST(SuiteErrors, AreAllThatDamageLeadsTo) {
    const std::string whole = trawl::test::read_file(TRAWL_CONFIGS "/login.toml");
    constexpr std::string_view bytes = "\"'[]{}=$\\\n:,.#a1 \x80\x01/";
    std::mt19937 random(20261123);  // NOLINT(cert-msc51-cpp): the same damage every time
    suite_inputs inputs;
    inputs.secrets["PASSWORD"] = "swordfish";
    for (int round = 0; round < 100; ++round) {
        std::string text = whole;
        for (int i = 0; i < 3; ++i) {
            text[random() % text.size()] = bytes[random() % bytes.size()];
        }
        text.erase(random() % text.size(), random() % 20);
        EXPECT_THAT(suite_file(text).errors(inputs), Not(HasSubstr("swordfish"))) << text;
    }
}

TEST(SuiteErrors, AreSafeForATerminal) {
    EXPECT_EQ(errors("\"a\\u001b[2J\" = 1\n[[check]]\nurl = 'http://a.example/'\n"),
              "smoke.toml:1:1: unknown key 'a\\x1b[2J' in a suite");
}

}  // namespace
