#include "report/redactor.hpp"

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

namespace trawl::report {
namespace {

struct example {
    std::string_view secret;
    std::string_view text;
    std::string_view shown;
};

TEST(Redactor, FindsASecretInEverySpelling) {
    constexpr std::array examples{
        example{"hunter22", "the password is hunter22.", "the password is ***."},
        example{"hunter22", "hunter22hunter22", "******"},
        example{"hunter22", "https://HUNTER22.example.org/", "https://***.example.org/"},
        example{"hunter22", "hunter2", "***"},
        example{"hunter22", "hunt", "***"},
        example{"hunter22", "hun", "hun"},
        example{"hunter22", "hunter and hunt", "hunter and ***"},
        example{"hunter22", "starts with \"hunte…\" only", "starts with \"***…\" only"},
        example{"hunter22-and-much-more", "starts with \"hunte...\" only", "starts with \"***...\" only"},
        example{"hunter22-and-much-more", "hun... hunte", "hun... hunte"},
        // Percent-encoded: none, some or all of the bytes, either case of the digits.
        example{"p@ss w/é%", "?q=p%40ss%20w%2F%C3%A9%25&x=1", "?q=***&x=1"},
        example{"p@ss w/é%", "?q=p@ss+w/%c3%a9%25&x=1", "?q=***&x=1"},
        example{"p@ss w/é%", "p%40ss%20w/é%", "***"},
        example{"p@ss w/é%", "%70%40%73%73%20%77%2f%c3%a9%25", "***"},
        example{"a%41 b c", "/a%41%20b%20c/", "/***/"},
        // JSON within text.
        example{"say \"hi\"\n\\/é😀", R"({"a":"say \"hi\"\n\\\/\u00e9\ud83d\ude00"})", R"({"a":"***"})"},
        example{"say \"hi\"\n\\/é😀", R"({"a":"say \u0022hi\"\u000A\\/é😀"})", R"({"a":"***"})"},
        // HTML.
        example{"a<b>&\"'c", "<p>a&lt;b&gt;&amp;&quot;&#39;c &amp; &amp</p>", "<p>*** &amp; &amp</p>"},
        example{"a<b>&\"'c", "value=\"a&#x3C;b>&#38;&#34;'c\"", "value=\"***\""},
        // base64 of "hunter22", of "a:", "ab:" and "abc:" before it, and with more behind.
        example{"hunter22", "aHVudGVyMjI=", "***"},
        example{"hunter22", "Basic YTpodW50ZXIyMg==", "Basic YT***"},
        example{"hunter22", "Basic YWI6aHVudGVyMjI=", "Basic YWI6***"},
        example{"hunter22", "Basic YWJjOmh1bnRlcjIy", "Basic YWJjO***"},
        example{"hunter22", "YWJjOmh1bnRlcjIyLg== and", "YWJjO***Lg== and"},
        example{"hunter22", "?auth=YTpodW50ZXIyMg%3D%3D", "?auth=YT***%3D%3D"},
        // A secret that is full of what the two alphabets write differently.
        example{"~~~?~~>>?", "fn5+P35+Pj4/", "***"},
        example{"~~~?~~>>?", "fn5-P35-Pj4_", "***"},
        example{"abc", "YWJj", "YWJj"},
        example{"abc", "xabcx", "x***x"},
        example{"abc", "x%61bc", "x***"},
        example{"hunter22", "nothing here: %, %4, \\, \\u12, +", "nothing here: %, %4, \\, \\u12, +"},
        example{"hunter22", "", ""},
    };
    for (const example& each : examples) {
        std::vector<std::string> secrets{std::string(each.secret)};
        EXPECT_EQ(redactor(secrets)(each.text), each.shown) << each.text;
        for (int number = 100; number < 200; ++number) {
            secrets.push_back(std::string(each.secret.substr(0, 2)) + '\x7f' + std::to_string(number));
            secrets.push_back("other-" + std::to_string(number));
        }
        EXPECT_EQ(redactor(secrets)(each.text), each.shown) << each.text << ", among many";
    }
}

TEST(Redactor, OfSecretsWithinEachOtherTheLongestGoes) {
    const redactor secrets({"", "token", "token-12345", "12345-end"});
    EXPECT_EQ(secrets("a token, token-12345, token-12345-end and 12345-end"), "a ***, ***, *** and ***");
}

TEST(Redactor, TakesOutOneMore) {
    EXPECT_EQ(redactor({"token"}).with("hunter22")("token and Basic YTpodW50ZXIyMg=="), "*** and Basic YT***");
    EXPECT_TRUE(redactor{}.with("").is_empty());
}

TEST(Redactor, WithoutSecretsLeavesAllAsItIs) {
    EXPECT_TRUE(redactor({""}).is_empty());
    EXPECT_EQ(redactor{}("+ % \\ a"), "+ % \\ a");
    EXPECT_EQ(redactor{}.in_json("{\"a\": 1.50}"), "{\"a\": 1.50}");
}

TEST(Redactor, OfJsonChangesOnlyTheStringsThatHoldASecret) {
    const redactor secrets({"to\"ken"});
    EXPECT_EQ(
        secrets.in_json(R"({"to\"ken": 1500.000, "b" : ["x to\"ken y", "dG8ia2Vu", "\u0074o\"ken", "\/"], "c":null})"),
        R"({"to\"ken": 1500.000, "b" : ["x *** y", "***", "***", "\/"], "c":null})");
    EXPECT_EQ(secrets.in_json("\"quote \\\" and to\\\"ken\\n\"\n"), "\"quote \\\" and ***\\n\"\n");
    EXPECT_EQ(secrets.in_json("no JSON: \"to\\\"ken"), "no JSON: \"***");
}

}  // namespace
}  // namespace trawl::report
