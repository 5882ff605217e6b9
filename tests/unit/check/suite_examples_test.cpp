#include <algorithm>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "unit/check/suite_file.hpp"

namespace {

using trawl::check::load_suite;
using trawl::check::suite;
using trawl::check::test_suites::names;
using trawl::check::test_suites::with_environment;

std::string example(const std::string& name) {
    return std::string(TRAWL_CONFIGS "/") + name;
}

TEST(SuiteExamples, OfASmokeTestIsRight) {
    const suite read = load_suite(example("smoke.toml"), with_environment({}));
    EXPECT_EQ(names(read),
              "home page, GET /robots.txt, a page that is missing says so, start page [lang=de], start page [lang=en], "
              "the old address leads to the new one, health, certificate");
    EXPECT_EQ(read.thresholds.size(), 1U);
    EXPECT_EQ(read.entries[0]->expectations.size(), 6U);
    EXPECT_TRUE(read.entries[0]->wants.body);
    EXPECT_FALSE(read.entries[0]->wants.tls);
    EXPECT_TRUE(read.entries[7]->wants.tls);
}

TEST(SuiteExamples, OfALoginIsRight) {
    auto inputs = with_environment({{"PASSWORD", "swordfish"}});
    const suite read = load_suite(example("login.toml"), inputs);
    EXPECT_EQ(names(read), "login, account, order as json, order as pdf, a wrong password is refused, logout");
    EXPECT_THAT(read.entries[5]->needs, testing::ElementsAre(2, 3));
    EXPECT_EQ(read.entries[0]->body->filled(), R"({"user": "demo", "password": "swordfish"})");
    EXPECT_THAT(read.secrets, testing::ElementsAre("swordfish"));
    inputs.tags = {"orders"};
    EXPECT_EQ(names(load_suite(example("login.toml"), inputs)), "login, account, order as json, order as pdf");
}

// Those of docs/suites.md, each a suite of its own.
TEST(SuiteExamples, OfTheDocumentationAreRight) {
    const std::string text = trawl::test::read_file(TRAWL_CONFIGS "/../docs/suites.md");
    const std::string opening = "```toml\n";
    auto inputs = with_environment({{"PASSWORD", "swordfish"}, {"HOST", "shop.example"}});
    int count = 0;
    for (auto at = text.find(opening); at != std::string::npos; at = text.find(opening, at)) {
        at += opening.size();
        const auto end = text.find("```", at);
        const auto line = std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(at), '\n') + 1;
        const trawl::check::test_suites::suite_file file(std::string_view(text).substr(at, end - at));
        EXPECT_EQ(file.errors(inputs), "") << "docs/suites.md:" << line;
        ++count;
    }
    EXPECT_GT(count, 5);
}

}  // namespace
