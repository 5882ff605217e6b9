#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "expect/expectation.hpp"
#include "observed.hpp"

namespace trawl::expect {
namespace {

struct captured {
    const char* text;
    const char* value;
};

TEST(Capture, TakesAValueAsText) {
    const std::vector<captured> all = {
        {"json $.name", "Ada"},
        {"json $.age", "36"},
        {"json $.pi", "3.5"},
        {"json $.big", "9007199254740993"},
        {"json $.ok", "true"},
        {"json $.tags", R"(["a","b",3])"},
        {"json $.items[*].id", "1"},
        {"json $.name matches /^(.)/", "A"},
        {"header Content-Type", "text/html; charset=utf-8"},
        {"header Content-Type matches /charset=([a-z0-9-]+)/", "utf-8"},
        {"header Vary matches /^O.*/", "Origin"},
        {"cookie sid", "abc123"},
        {"body matches /\"age\": (\\d+)/", "36"},
        {"body matches '\"AGE\": (?P<n>\\d)'", nullptr},
        {"body matches /\"AGE\": (\\d)/i", "3"},
        {"status", "404"},
        {"url", "https://example.org/login?next=1"},
        {"redirects", "2"},
        {"redirects matches /next=(\\d)/", "1"},
        {"http_version", "1.1"},
        {"size", "2048"},
        {"cert.san", "example.org"},
    };
    for (const auto& each : all) {
        const auto parsed = capture::parse(each.text);
        ASSERT_TRUE(parsed) << each.text << ": " << parsed.error().what;
        const auto taken = parsed->take(a_reply());
        ASSERT_EQ(taken.has_value(), each.value != nullptr) << each.text;
        if (taken) {
            EXPECT_EQ(*taken, each.value) << each.text;
        }
    }
}

TEST(Capture, TellsWhyThereIsNothing) {
    const std::vector<captured> all = {
        {"json $.token", "json $.token: no such value"},
        {"header X-Token", "header X-Token: no such header"},
        {"cookie gone", "cookie gone: no such cookie"},
        {"json $.none", "json $.none: it is null"},
        {"json $.none matches /(.*)/", "json $.none: it is null"},
        {"header X-Empty", "header X-Empty: it is empty"},
        {"status matches /4(9)?/", "status: what is taken by /4(9)?/ is empty"},
        {"url matches /id=(\\d+)/", "url: nothing in it matches /id=(\\d+)/"},
    };
    for (const auto& each : all) {
        const auto taken = capture::parse(each.text)->take(a_reply());
        ASSERT_FALSE(taken) << each.text;
        EXPECT_EQ(taken.error(), each.value) << each.text;
    }
    EXPECT_EQ(capture::parse("json $.a")->take(a_failure()).error(), "json $.a: no reply came");
}

TEST(Capture, TellsWhatIsWrongWithItAndWhere) {
    const std::vector<captured> all = {
        {"time", "time cannot be captured\n  time\n  ^^^^"},
        {"error", "error cannot be captured\n  error\n  ^^^^^"},
        {"jsn $.a", "unknown subject 'jsn' (did you mean 'json'?)\n  jsn $.a\n  ^^^"},
        {"url contains x",
         "only 'matches' and a regular expression may stand here\n  url contains x\n      ^^^^^^^^^^"},
        {"url matches /a/ b", "nothing may stand behind the expression\n  url matches /a/ b\n                  ^"},
        {"url matches \"${A}\"", "no place can be filled in here\n  url matches \"${A}\"\n              ^^^^^^"},
        {"body matches /(/", "no regular expression of RE2: missing )\n  body matches /(/\n                ^"},
    };
    for (const auto& each : all) {
        const auto parsed = capture::parse(each.text);
        ASSERT_FALSE(parsed) << each.text;
        EXPECT_EQ(parsed.error().what + "\n" + with_carets(parsed.error(), each.text), each.value);
    }
}

}  // namespace
}  // namespace trawl::expect
