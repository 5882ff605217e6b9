#include "output/redact.hpp"

#include <gtest/gtest.h>

#include "sample_report.hpp"

namespace trawl::output {
namespace {

std::string input(std::string_view text) {
    return redacted_input(test::sample_job(text));
}

TEST(RedactedInput, PasswordOfAUrlIsHidden) {
    EXPECT_EQ(input("http://joe:secret@example.org/a"), "http://joe:***@example.org/a");
    EXPECT_EQ(input("HTTPS://joe:secret@example.org"), "HTTPS://joe:***@example.org");
    EXPECT_EQ(input("http://:secret@example.org/"), "http://:***@example.org/");
    EXPECT_EQ(input("http://joe:se:cr@et@example.org/"), "http://joe:***@example.org/");
}

TEST(RedactedInput, PasswordIsHiddenInEverySpellingThatBrowsersTake) {
    for (const char* const text :
         {"http:joe:secret@example.org/", "http:/joe:secret@example.org/", "http:\\\\joe:secret@example.org/",
          "http:////joe:secret@example.org/", "ht\ttp://joe:secret@example.org/", "http:/\t/joe:secret@example.org/",
          "  http://joe:secret@example.org/", "http://joe:sec\nret@example.org/"}) {
        const std::string shown = input(text);
        EXPECT_EQ(shown.find("secret"), std::string::npos) << shown;
        EXPECT_EQ(shown.find("sec\nret"), std::string::npos) << shown;
        EXPECT_NE(shown.find("joe:***@example.org"), std::string::npos) << shown;
    }
}

TEST(RedactedInput, WhatHasNoPasswordStandsAsItIs) {
    for (const char* const text : {"http://example.org/", "http://example.org/a:b@c", "http://example.org/a%40b",
                                   "http://example.org/?q=//x:y@z", ""}) {
        EXPECT_EQ(input(text), text);
    }
}

TEST(RedactedInput, WhatIsNoUrlIsHiddenAllTheSame) {
    EXPECT_EQ(input("ftp://joe:secret@example.org/a"), "ftp://joe:***@example.org/a");
    EXPECT_EQ(input("http://joe:secret@exa mple.org/"), "http://joe:***@exa mple.org/");
    EXPECT_EQ(input("http://joe:sec/ret@example.org/"), "http://joe:***@example.org/");
    EXPECT_EQ(input("joe:secret@exa mple.org").find("secret"), std::string::npos);
    EXPECT_EQ(input("joe:secret@example.org"), "joe:***@example.org");
    EXPECT_EQ(input("http://joe:secret%40example.org/"), "http://joe:***%40example.org/");
    EXPECT_EQ(input("\"http://joe:secret@example.org/\""), "\"http://joe:***@example.org/\"");
    EXPECT_EQ(input("http//joe:secret@example.org/"), "http//joe:***@example.org/");
    EXPECT_EQ(input("ftp://token@example.org/"), "ftp://***@example.org/");
}

TEST(RedactedInput, AUserNameAloneMayBeAToken) {
    EXPECT_EQ(input("http://token@example.org/a@b"), "http://***@example.org/a@b");
    EXPECT_EQ(input("token@example.org"), "***@example.org");
    EXPECT_EQ(redacted_text("to http://token@example.org/a: no"), "to http://***@example.org/a: no");
}

TEST(RedactedText, EveryPasswordInItIsHidden) {
    EXPECT_EQ(redacted_text("redirect to \"http://a:b@c/\" from http://d:e@f/, twice"),
              "redirect to \"http://a:***@c/\" from http://d:***@f/, twice");
    EXPECT_EQ(redacted_text("no URL, joe@example.org: // nothing"), "no URL, joe@example.org: // nothing");
    EXPECT_EQ(redacted_text("//"), "//");
}

}  // namespace
}  // namespace trawl::output
