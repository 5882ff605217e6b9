#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "expect/expectation.hpp"

namespace trawl::expect {
namespace {

struct refused {
    std::string text;
    std::string what;
    std::string carets;  // what stands below the text
};

TEST(ExpectationSyntax, TellsWhatIsWrongAndWhere) {
    const std::vector<refused> all = {
        {"status == 2xx", "a whole number is wanted; for all of them, in 200..299", "          ^^^"},
        {"status",
         "an operator is missing: ==, !=, <, <=, >, >=, in, contains, startswith, endswith, matches or exists",
         "      ^"},
        {"status 200",
         "an operator is missing before this: ==, !=, <, <=, >, >=, in, contains, startswith, endswith, matches or "
         "exists",
         "       ^^^"},
        {"status = 200", "unknown operator '=' (did you mean '=='?)", "       ^"},
        {"status is 200", "unknown operator 'is' (did you mean '=='?)", "       ^^"},
        {"status == 200 OK", "nothing may stand behind the value", "              ^^"},
        {"stauts == 200", "unknown subject 'stauts' (did you mean 'status'?)", "^^^^^^"},
        {"headers X == 1", "unknown subject 'headers' (did you mean 'header'?)", "^^^^^^^"},
        {"header == 1", "the name of a header is missing", "       ^"},
        {R"(header Content-Type contain "x")", "unknown operator 'contain' (did you mean 'contains'?)",
         "                    ^^^^^^^"},
        {"header X startsWith y", "unknown operator 'startsWith' (did you mean 'startswith'?)", "         ^^^^^^^^^^"},
        {"size < 3s", R"("3s" is a time; a size is wanted: bytes, KiB, MiB, kB or MB)", "       ^^"},
        {"size < abc", "a size is wanted, such as 512, 10KiB or 1.5 MB", "       ^^^"},
        {"time < 800", "a time needs its unit: 800ms, 800s or 800d", "       ^^^"},
        {"time < 3KiB", R"("3KiB" is a size; a time is wanted: ms, s, m, h or days)", "       ^^^^"},
        {"time < 3 dys", "unknown unit 'dys' (did you mean 'days'?)", "       ^^^^^"},
        {"time < ", "a value is missing behind '<'", "       ^"},
        {"time.foo < 3s",
         "no time is called 'time.foo' (did you mean 'time.dns'?): time, time.dns, time.connect, time.tls, time.ttfb "
         "or time.transfer",
         "^^^^^^^^"},
        {"status in 200..", "a value is missing", "               ^"},
        {"status in 299..200", "this range is empty: it goes from the smaller to the larger", "          ^^^^^^^^"},
        {"status in [200, 300", "a ',' or the closing ']' is missing", "                   ^"},
        {"status contains 2", "status goes with ==, !=, <, <=, >, >= and in, not with 'contains'", "       ^^^^^^^^"},
        {"body < 3", "body goes with ==, !=, in, contains, startswith, endswith and matches, not with '<'", "     ^"},
        {"body contains Welcome home", "a text with blanks needs quotes", "                      ^^^^"},
        {R"(body contains "Welcome)", "this quote is never closed", "              ^"},
        {R"(body contains "a\q")", "no escape of JSON; for a text as it stands, use single quotes",
         "                ^^"},
        {"body matches (", "a regular expression stands between slashes, /.../, or in quotes", "             ^"},
        {"body matches /(/", "no regular expression of RE2: missing )", "              ^"},
        {R"(body matches "a{2000}")", "no regular expression of RE2: invalid repetition size", "               ^^^^^^"},
        {"body matches /x/g", "behind the expression only 'i' may stand; a '/' in it is written '\\/'",
         "                ^"},
        {"url matches /a/b/", "behind the expression only 'i' may stand; a '/' in it is written '\\/'",
         "               ^^"},
        {"json name == 1", "a JSONPath is missing: it begins with '$'", "     ^^^^"},
        {"json $.name == Ada", R"(a JSON value is wanted; a text needs quotes: "Ada")", "               ^^^"},
        {"json $.a[ == 1", "'=' cannot stand here: expected a name in quotes, a number, a slice, '*' or '?'",
         "          ^"},
        {"json $.name == [1,", "this bracket is never closed", "               ^"},
        {R"(json $.name == {"a"})", "no JSON: syntax error", "               ^^^^^"},
        {"error == timed_out", R"(no kind of error is called "timed_out" (did you mean 'timeout'?))",
         "         ^^^^^^^^^"},
        {"error == banana",
         R"(no kind of error is called "banana": one of dns, refused, unreachable, reset, closed, timeout, tls, protocol, truncated, too_large, coding, redirect, denied, proxy, slow, system, url)",
         "         ^^^^^^"},
        {R"(body contains "")", "an empty text is in every text", "              ^^"},
        {"header X startswith \'\'", "an empty text is in every text", "                    ^^"},
        {R"(json $.a contains "")", "an empty text is in every text", "                  ^^"},
        {"error matches //", "an empty text is in every text", "              ^^"},
        {R"(url matches "")", "an empty text is in every text", "            ^^"},
        {"header Age < 60s", "no number; what is to be compared letter by letter needs quotes", "             ^^^"},
        {"header X not >= 1.10.0", "no number; what is to be compared letter by letter needs quotes",
         "                ^^^^^^"},
        {R"(cookie n < "60")", "without quotes it is a number; in quotes, texts are compared letter by letter",
         "           ^^^^"},
        {"sha256 == 123", "a SHA-256 is wanted: 64 hexadecimal digits", "          ^^^"},
        {"all status == 200", "there is one status alone: 'all' goes with header, cookie, json, cert.san and redirects",
         "^^^"},
        {"count body == 3", "there is one body alone: 'count' goes with header, cookie, json, cert.san and redirects",
         "^^^^^"},
        {"count json $.a contains 3", "a count goes with ==, !=, <, <=, >, >= and in, not with 'contains'",
         "               ^^^^^^^^"},
        {"count json $.a == x", "a whole number is wanted", "                  ^"},
        {"all json $.a exists", "'exists' goes without 'all'", "             ^^^^^^"},
        {"not status not == 3", "'not' stands here for the second time", "           ^^^"},
        {"p95(time) < 3s", "this is about a whole run: a threshold, not what is expected of a reply", "^^^^^^^^^"},
        {"status == ${", "'${' without its '}'; a '${' that is meant as it stands is written '$${'", "          ^^"},
        {"status == 200${X", "'${' without its '}'; a '${' that is meant as it stands is written '$${'",
         "             ^^"},
        {"status exists 3", "nothing may stand behind 'exists'", "              ^"},
        {"body exists now", "nothing may stand behind 'exists'", "            ^^^"},
        {"foo bar",
         "unknown subject 'foo': one of status, header, body, json, url, redirects, http_version, tls.expires_in, "
         "tls.version, tls.issuer, cert.san, size, sha256, cookie, time, error; of a whole run: p95(time), failed, "
         "flaky, runs",
         "^^^"},
        {"not", "a subject is missing: status, header NAME, body, json PATH, time, ...", "   ^"},
        {"tls.version == abc", "a version is wanted, such as 1.1 or 1.2", "               ^^^"},
        {"status in [200", "a ',' or the closing ']' is missing", "              ^"},
        {"status == 200, 204", "one of several values, or of a range, is told by 'in'", "             ^^^^^"},
        {"status == 200..299", "one of several values, or of a range, is told by 'in'", "             ^^^^^"},
        {"status in 200 300", "nothing may stand behind the value", "              ^^^"},
        {"status == 200 and time < 1s",
         "each expectation stands by itself: another --expect, or another text of the list", "              ^^^"},
        {"status == 200 || status == 201", "there is no 'or': one of several values is told by 'in', as in 200, 201",
         "              ^^"},
        {"status exists && time < 1s",
         "each expectation stands by itself: another --expect, or another text of the list", "              ^^"},
        {"json $.a and json $.b", "each expectation stands by itself: another --expect, or another text of the list",
         "         ^^^"},
        {"json $.a || json $.b", "there is no 'or': one of several values is told by 'in', as in 200, 201",
         "         ^^"},
        {"status in 200-299", "a whole number is wanted; a range is in 200..299", "          ^^^^^^^"},
        {"200", "unknown subject '200' (did you mean 'status == 200'?)", "^^^"},
        {"tls.expires_in > 14", "a time needs its unit: 14ms, 14s or 14d", "                 ^^"},
        {"faild <= 1%", "unknown subject 'faild' (did you mean 'failed'?)", "^^^^^"},
        {"not failed <= 1%", "this is about a whole run: a threshold, not what is expected of a reply", "^^^"},
        {"header X == a b", "a text with blanks needs quotes", "              ^"},
    };
    for (const auto& each : all) {
        const auto parsed = expectation::parse(each.text);
        ASSERT_FALSE(parsed) << each.text;
        EXPECT_EQ(parsed.error().what, each.what) << each.text;
        EXPECT_EQ(with_carets(parsed.error(), each.text), "  " + each.text + "\n  " + each.carets) << each.text;
    }
}

TEST(ExpectationSyntax, SaysWhatItWantsToSee) {
    const auto wanted = [](const char* text) { return expectation::parse(text)->wants(); };
    EXPECT_FALSE(wanted("status == 200").body || wanted("status == 200").sha256 || wanted("status == 200").tls);
    EXPECT_TRUE(wanted("body contains x").body && wanted("count json $.a > 1").body);
    EXPECT_TRUE(wanted("sha256 exists").sha256);
    EXPECT_TRUE(wanted("tls.expires_in > 14d").tls && wanted("cert.san == x").tls);
}

TEST(ExpectationSyntax, TellsStatusesAndFailuresThatAreExpected) {
    struct judging {
        const char* text;
        bool status;
        bool failure;
    };
    for (const auto& each : std::vector<judging>{{"status == 200", true, false},
                                                 {"status < 400", true, false},
                                                 {"not status != 200", true, false},
                                                 {"status != 500", false, false},
                                                 {"status exists", false, false},
                                                 {"not status in 500..599", false, false},
                                                 {"error == dns", true, true},
                                                 {"error exists", true, true},
                                                 {"not error exists", false, false},
                                                 {"error != dns", false, false},
                                                 {"time < 3s", false, false}}) {
        const auto parsed = expectation::parse(each.text);
        ASSERT_TRUE(parsed) << each.text;
        EXPECT_EQ(parsed->judges_status(), each.status) << each.text;
        EXPECT_EQ(parsed->judges_failure(), each.failure) << each.text;
    }
}

TEST(SyntaxError, ShowsThePartOfALongTextWithItsCarets) {
    const std::string text = std::string(100, 'a') + "WRONG" + std::string(100, 'b');
    EXPECT_EQ(with_carets({"", 100, 5}, text), "  ..." + std::string(60, 'a') + "WRONG" + std::string(35, 'b') +
                                                   "...\n  " + std::string(63, ' ') + "^^^^^");
    EXPECT_EQ(with_carets({"", 4, 2}, "\u00e4\u00f6xy"), "  \u00e4\u00f6xy\n    ^^");
    EXPECT_EQ(with_carets({"", 2, 1}, "\n\x1bx"), "  \\x0a\\x1bx\n          ^");
    EXPECT_EQ(with_carets({"", 99, 9}, "ab"), "  ab\n    ^");
}

}  // namespace
}  // namespace trawl::expect
