#include <optional>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "expect/expectation.hpp"
#include "observed.hpp"

namespace trawl::expect {
namespace {

std::string message_with(const char* text, const variables& values) {
    const auto parsed = expectation::parse(text);
    return parsed ? parsed->check(a_reply(), values).message : "no expectation: " + parsed.error().what;
}

TEST(ExpectationFilling, ReadsValuesAsTheSubjectWants) {
    struct filled {
        const char* text;
        const char* value;
        const char* message;
    };
    const std::vector<filled> all = {
        {"status == ${X}", "404", ""},
        {"status == ${X}", "200", "status is 404, not 200"},
        {"status == ${X}", "abc", "${X} is \"abc\": a whole number is wanted"},
        {"status in 200, ${X}", "404", ""},
        {"time < ${X}", "2 s", ""},
        {"time < ${X}s", "2", ""},
        {"time < ${X}", "2", "${X} is \"2\": a time needs its unit: 2ms, 2s or 2d"},
        {"header Content-Type contains ${X}", "html", ""},
        {"header Content-Type contains \"text/${X};\"", "html", ""},
        {"header Content-Length == ${X}", "123.0", ""},
        {"body contains \"${X}\"", "Bob", "body does not contain \"Bob\""},
        {"body matches /\"Ada\"/", "", ""},
        {"body matches \"A${X}a\"", "d", ""},
        {"body contains \"${X}\"", "", "${X} is \"\": an empty text is in every text"},
        {"not url matches ${X}", "", "${X} is \"\": an empty text is in every text"},
        {"header Vary < ${X}", "9s", "${X} is \"9s\": no number; what is to be compared letter by letter needs quotes"},
        {"json $.age in ${X}..${SECRET:X}", "36", ""},
        {"body matches ${X}", "(", "${X} is \"(\": no regular expression of RE2: missing )"},
        {"json $.age == ${X}", "36", ""},
        {"json $.name == ${X}", "Ada", ""},
        {"json $.ok == ${X}", "true", ""},
        {"json $.age == \"${X}\"", "36", "json $.age is 36, not \"36\""},
        {"json $.age > ${X}", "35", ""},
        {"json $.items[*].id == ${X}", "3", ""},
        {"url endswith ?next=${X}", "1", ""},
        {"status == ${Y:-404}", "1", ""},
        {"json $.tags == [\"${X}\"]", "a",
         "[\"${X}\"] is \"[\"a\"]\": within an array or object no place can be filled in"},
    };
    for (const auto& each : all) {
        EXPECT_EQ(message_with(each.text, {{"X", each.value}}), each.message) << each.text;
    }
}

TEST(ExpectationFilling, DoesNotTellSecrets) {
    const variables values = {{"X", "hidden"}};
    EXPECT_EQ(message_with("body contains \"${SECRET:X}\"", values), "body does not contain ${SECRET:X}");
    EXPECT_EQ(message_with("url == ${SECRET:X}", values),
              "url is \"https://example.org/login?next=1\", not ${SECRET:X}");
    EXPECT_EQ(message_with("body matches ${SECRET:X}", values), "body does not match ${SECRET:X}");
    EXPECT_EQ(message_with("status == ${SECRET:X}", values), "${SECRET:X}: a whole number is wanted");
    EXPECT_EQ(message_with("header Vary == ${SECRET:X}", values),
              "header Vary has 3 values, none of which is ${SECRET:X}: \"Accept\", \"Origin\", \"Cookie\"");
}

TEST(ExpectationFilling, IsBoundOnceAllIsKnown) {
    const auto parsed = expectation::parse("status in ${LOW}, ${HIGH}");
    ASSERT_TRUE(parsed);
    ASSERT_EQ(parsed->references().size(), 2u);
    EXPECT_EQ(parsed->references()[1].name, "HIGH");
    EXPECT_EQ(parsed->references()[1].at, 18u);
    const auto half = parsed->bound([](const template_text::reference& place) {
        return place.name == "LOW" ? std::optional<std::string>("200") : std::nullopt;
    });
    ASSERT_TRUE(half);
    EXPECT_EQ(half->references().size(), 1u);
    EXPECT_EQ(half->text(), "status in ${LOW}, ${HIGH}");
    EXPECT_TRUE(half->check(a_reply(), {{"HIGH", "404"}}).holds);
    const auto whole = half->bound([](const auto&) { return std::optional<std::string>("x"); });
    ASSERT_FALSE(whole);
    EXPECT_EQ(with_carets(whole.error(), half->text()), "  status in ${LOW}, ${HIGH}\n                    ^^^^^^^");
    EXPECT_EQ(whole.error().what, "${HIGH} is \"x\": a whole number is wanted");
}

TEST(ExpectationFilling, IsNotLookedAtWithoutItsReply) {
    for (const char* text :
         {"status != 200", "header X exists", "body contains x", "time < 1s", "not json $.a exists"}) {
        const auto found = expectation::parse(text)->check(a_failure());
        EXPECT_FALSE(found.was_looked_at || found.holds) << text;
        EXPECT_EQ(found.message, "no reply came") << text;
    }
    auto half = a_reply();
    half.failure = http::error(http::errc::truncated, http::phase::body);
    EXPECT_TRUE(expectation::parse("status == 404")->check(half).holds);
    EXPECT_TRUE(expectation::parse("error == truncated")->check(half).holds);
    for (const char* text : {"body contains Ada", "json $.name exists", "size > 1", "sha256 exists"}) {
        EXPECT_EQ(expectation::parse(text)->check(half).message, "no whole reply came") << text;
    }
}

TEST(ExpectationFilling, NeverHoldsForABodyThatCannotBeRead) {
    auto of = a_reply();
    of.body = "{\n  \"a\": tru\n}";
    const std::string wrong = "the body is no JSON: line 2, column 8: unexpected \"tru\"";
    EXPECT_EQ(expectation::parse("json $.a == true")->check(of).message, wrong);
    EXPECT_EQ(expectation::parse("not json $.a exists")->check(of).message, wrong);
    EXPECT_EQ(expectation::parse("count json $.a == 0")->check(of).message, wrong);
    of = a_reply();
    of.body_is_missing = "over 16 MiB (--max-body)";
    EXPECT_EQ(expectation::parse("not body contains x")->check(of).message,
              "the body was not kept: over 16 MiB (--max-body)");
    EXPECT_EQ(expectation::parse("json $.a == 1")->check(of).message,
              "the body was not kept: over 16 MiB (--max-body)");
    of = a_reply();
    of.tls = nullptr;
    EXPECT_EQ(expectation::parse("tls.expires_in > 3d")->check(of).message, "tls.expires_in: not a TLS connection");
    EXPECT_TRUE(expectation::parse("not tls.version exists")->check(of).holds);
}

TEST(ExpectationFilling, ShowsTextsAsUtf8AndNotTooMuchOfThem) {
    auto of = a_reply();
    of.fields.set("X", "caf\xe9");
    EXPECT_EQ(expectation::parse("header X == cafe")->check(of).actual, "\"caf\xef\xbf\xbd\"");
    of.fields.set("X", std::string(5000, 'x'));
    const auto found = expectation::parse("header X == y")->check(of);
    EXPECT_LE(found.actual.size(), 203u);
    EXPECT_LE(found.message.size(), 250u);
}

}  // namespace
}  // namespace trawl::expect
