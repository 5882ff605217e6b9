#include "robots/path_pattern.hpp"

#include <cstddef>
#include <random>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "support/cpu_time.hpp"

namespace {

namespace robots = trawl::robots;

bool matches(std::string_view rule, std::string_view target) {
    return robots::covers(robots::normal_rule(rule).text, robots::normal_target(target));
}

// What a rule means, said as simply as can be: tries everything.
bool means(std::string_view rule, std::string_view target) {
    if (rule.empty()) {
        return true;
    }
    if (rule == "$") {
        return target.empty();
    }
    if (rule.front() == '*') {
        return means(rule.substr(1), target) || (!target.empty() && means(rule, target.substr(1)));
    }
    return !target.empty() && rule.front() == target.front() && means(rule.substr(1), target.substr(1));
}

TEST(RobotsPathPattern, StarsAndTheEndWorkAnywhere) {
    struct {
        std::string_view rule;
        std::string_view target;
        bool matches;
    } const cases[] = {
        {"/", "/", true},
        {"/a", "/ab", true},
        {"/a", "/A", false},
        {"/a$", "/a", true},
        {"/a$", "/ab", false},
        {"/*", "/", true},
        {"*", "/x", true},
        {"*.gif$", "/a.gif", true},
        {"*.gif$", "/a.gif?x", false},
        {"/*.php", "/a.php5", true},
        {"/a*b*c", "/aXbYcZ", true},
        {"/a*b*c", "/acb", false},
        {"/a**b", "/ab", true},
        {"/*a$", "/aba", true},
        {"/*ab$", "/abab", true},
        {"/a*$", "/abc", true},
        {"/*a*a$", "/a", false},
        {"/a$b", "/a$bc", true},
        {"/a$b", "/a", false},
        {"/a$*", "/a$", true},
        {"/a$$", "/a$", true},
        {"/a$$", "/a", false},
        {"/?", "/?q", true},
        {"/a?b=*&c", "/a?b=1&c=2", true},
        {"/*%2F*", "/a/b", false},
    };
    for (const auto& each : cases) {
        EXPECT_EQ(matches(each.rule, each.target), each.matches) << each.rule << " " << each.target;
    }
}

TEST(RobotsPathPattern, EncodedAndPlainAreTheSameWhereTheyMeanTheSame) {
    struct {
        std::string_view rule;
        std::string_view target;
        bool matches;
    } const cases[] = {
        {"/%7Ejoe", "/~joe", true},
        {"/~joe", "/%7ejoe", true},
        {"/%62", "/b", true},
        {"/a%2fb", "/a%2Fb", true},
        {"/a%2Fb", "/a/b", false},
        {"/a/b", "/a%2Fb", false},
        {"/\xE3\x83\x84", "/%e3%83%84", true},
        {"/b\xFC", "/b%FC", true},
        {"/a b", "/a%20b", true},
        {"/a<b>", "/a%3Cb%3E", true},
        {"/%2A", "/x", false},
        {"/%2A", "/*", true},
        {"/%2a", "/%2A", true},
        {"/a%24", "/a$", true},
        {"/a%24", "/a", false},
        {"/?q='x'", "/?q=%27x%27", true},
        {"/50%", "/50%", true},
        {"/%zz", "/%zz", true},
        {"/%", "/%41", false},
        {"/%25", "/%", false},
        {"/a\"b", "/a%22b", true},
    };
    for (const auto& each : cases) {
        EXPECT_EQ(matches(each.rule, each.target), each.matches) << each.rule << " " << each.target;
    }
}

TEST(RobotsPathPattern, WeightIsThatOfTheOctetsAsWritten) {
    EXPECT_EQ(robots::normal_rule("/a*b$").weight, 5U);
    EXPECT_EQ(robots::normal_rule("/%61").weight, 2U);
    EXPECT_EQ(robots::normal_rule("/%2f").weight, 4U);
    EXPECT_EQ(robots::normal_rule("/\xE3\x83\x84").weight, 10U);
    EXPECT_EQ(robots::normal_rule("/a b$c").weight, 6U);
}

TEST(RobotsPathPattern, AnswersAsTryingEverythingDoes) {
    std::mt19937 random(9309);
    const auto text = [&](std::string_view alphabet, std::size_t longest) {
        std::string made = "/";
        for (std::size_t left = random() % longest; left > 0; --left) {
            made += alphabet[random() % alphabet.size()];
        }
        return made;
    };
    for (int round = 0; round < 20'000; ++round) {
        const std::string rule = text("aab**", 9) + (random() % 4 == 0 ? "$" : "");
        const std::string target = text("aab", 12);
        ASSERT_EQ(robots::covers(rule, target), means(rule, target)) << rule << " " << target;
    }
}

std::string repeated(std::string_view text, std::size_t times) {
    std::string made;
    for (std::size_t i = 0; i < times; ++i) {
        made += text;
    }
    return made;
}

TEST(RobotsPathPattern, WorkGrowsAsTheLengthDoes) {
    struct {
        std::string_view rule;  // over and over
        std::string_view end;
    } const bombs[] = {{"*a", "b"}, {"*", "b$"}, {"a", "b"}, {"*aa", "*b"}, {"*a*", "$"}};
    for (const auto& each : bombs) {
        const auto work = [&](std::size_t length) {
            const std::string rule = "/*" + repeated(each.rule, length) + std::string(each.end);
            const std::string target = "/" + std::string(length * 3, 'a');
            return cpu_time([&] { EXPECT_NE(robots::covers(rule, target), each.end != "$"); });
        };
        // Were it the square, it would be 4,096 times as much.
        EXPECT_LT(work(std::size_t{1} << 18U), work(std::size_t{1} << 12U) * 600) << each.rule;
    }
}

}  // namespace
