#include "check/check_frontier.hpp"

#include <map>
#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/manual_clock.hpp"
#include "unit/check/played_run.hpp"

namespace trawl::check {
namespace {

using test::ending;
using test::make_entry;
using test::played_run;
using testing::ElementsAre;

TEST(CheckFrontier, GivesEachCheckOnceWithItsNumber) {
    played_run run;
    run.settings.entries = {make_entry("a"), make_entry("b"), make_entry("c")};
    run.run();
    std::map<std::string, std::uint64_t> numbers;
    for (const ending& each : run.endings.all) {
        EXPECT_EQ(each.stands, standing::passed);
        EXPECT_TRUE(numbers.emplace(each.name, each.number).second);
    }
    EXPECT_EQ(numbers, (std::map<std::string, std::uint64_t>{{"a", 1}, {"b", 2}, {"c", 3}}));
}

TEST(CheckFrontier, TheEndOfADiamondIsAskedOnceWithAllThatWasCaptured) {
    played_run run;
    auto last = make_entry("last", {1, 2});
    last->url = *expect::template_text::parse("/${top}/${left}/${right}");
    last->base_url = "http://base.test/x";
    run.settings.entries = {make_entry("top"), make_entry("left", {0}), make_entry("right", {0}), last};
    std::vector<std::string> order;
    run.attempts.play = [&](check_result& made, const fetch::job& what) {
        order.push_back(made.name);
        made.captured[made.name] = "of-" + made.name;
        made.cookies = std::make_shared<http::cookie_jar>();
        made.cookies->store(*what.target, made.name + "=1", std::chrono::system_clock::now());
        if (made.name == "last") {
            const auto& given = *details_of(what).cookies;
            EXPECT_EQ(given.size(), 2U) << "of left and right";
        } else if (made.name == "top") {
            EXPECT_EQ(details_of(what).cookies, nullptr);
        }
    };
    run.run();
    ASSERT_EQ(order.size(), 4U);
    EXPECT_EQ(order.front(), "top");
    EXPECT_EQ(order.back(), "last");
    EXPECT_EQ(run.endings.of("last").at(0).url, "http://base.test/of-top/of-left/of-right");
}

TEST(CheckFrontier, AFailureSkipsAllBehindItAndSaysWhoseFaultItIs) {
    played_run run;
    run.settings.entries = {make_entry("login"), make_entry("cart", {0}), make_entry("pay", {1}), make_entry("home"),
                            make_entry("both", {2, 3})};
    run.attempts.play = [](check_result& made, const fetch::job&) {
        made.stands = made.name == "login" ? standing::failed : standing::passed;
    };
    run.run();
    EXPECT_EQ(run.endings.all.size(), 5U);
    EXPECT_EQ(run.endings.of("cart").at(0).message, "needs \"login\", which failed");
    EXPECT_EQ(run.endings.of("pay").at(0).message, "needs \"cart\", which is skipped as \"login\" failed");
    EXPECT_EQ(run.endings.of("both").at(0).message, "needs \"pay\", which is skipped as \"login\" failed");
    EXPECT_EQ(run.endings.of("both").at(0).stands, standing::skipped);
    EXPECT_TRUE(run.endings.of("both").at(0).is_behind_failure);
    EXPECT_EQ(run.endings.of("home").at(0).stands, standing::passed);
}

TEST(CheckFrontier, WhatSaysItselfToSkipIsToldOnceWithItsReason) {
    played_run run;
    auto skipped = make_entry("broken");
    skipped->skip = "see #7";
    skipped->expectations.push_back({*expect::expectation::parse("status == 200"), {}});
    auto behind = make_entry("behind", {0});
    behind->url = *expect::template_text::parse("${token}");
    run.settings.entries = {skipped, behind, make_entry("fine")};
    run.settings.repeat = 3;
    run.run();
    ASSERT_EQ(run.endings.of("broken").size(), 1U);
    EXPECT_EQ(run.endings.of("broken")[0].message, "see #7");
    ASSERT_EQ(run.endings.of("behind").size(), 1U);
    EXPECT_EQ(run.endings.of("behind")[0].message, "needs \"broken\", which is skipped");
    EXPECT_EQ(run.endings.of("behind")[0].url, "-") << "nobody knows the token";
    EXPECT_EQ(run.endings.of("fine").size(), 3U);
}

TEST(CheckFrontier, FlakyIsGoodEnoughForWhatNeedsIt) {
    played_run run;
    run.settings.entries = {make_entry("a"), make_entry("b", {0})};
    run.attempts.play = [](check_result& made, const fetch::job&) { made.stands = standing::flaky; };
    run.run();
    EXPECT_EQ(run.endings.count(standing::flaky), 2U);
}

TEST(CheckFrontier, RoundsOverlapAndKeepTheirCapturesToThemselves) {
    played_run run;
    auto page = make_entry("page", {0});
    page->url = *expect::template_text::parse("http://h.test/${token}");
    run.settings.entries = {make_entry("login"), page};
    run.settings.repeat = 20;
    std::multiset<std::string> used;
    int logins = 0;
    int under_way = 0;
    int most_under_way = 0;
    run.attempts.play = [&](check_result& made, const fetch::job& what) {
        if (made.name == "login") {
            made.captured["token"] = std::to_string(++logins);
        } else {
            used.insert(std::string(what.target->path()));
        }
        --under_way;
    };
    run.attempts.rounds = [&] {
        most_under_way = std::max(most_under_way, ++under_way);
        return 3;
    };
    run.run();
    EXPECT_EQ(run.endings.of("login").size(), 20U);
    ASSERT_EQ(used.size(), 20U);
    EXPECT_EQ(used.count("/7"), 1U);
    EXPECT_EQ(std::set<std::string>(used.begin(), used.end()).size(), 20U);
    EXPECT_GT(most_under_way, 2);
}

TEST(CheckFrontier, OneAtATimeKeepsTheOrderOfRounds) {
    played_run run;
    run.concurrency = 1;
    run.settings.entries = {make_entry("a"), make_entry("b", {0}), make_entry("c")};
    run.settings.repeat = 2;
    std::vector<std::string> order;
    run.attempts.play = [&](check_result& made, const fetch::job&) { order.push_back(made.name); };
    run.run();
    EXPECT_THAT(order, ElementsAre("a", "b", "c", "a", "b", "c"));
}

TEST(CheckFrontier, AnUrlThatIsNoneWhenItIsFilledInIsAnErrorOfTheInput) {
    played_run run;
    auto page = make_entry("page", {0});
    page->url = *expect::template_text::parse("${where}");
    run.settings.entries = {make_entry("start"), page, make_entry("behind", {1})};
    run.attempts.play = [](check_result& made, const fetch::job&) { made.captured["where"] = "ftp://x/"; };
    run.run();
    EXPECT_EQ(run.endings.of("page").at(0).stands, standing::error);
    EXPECT_THAT(run.endings.of("page").at(0).message, testing::HasSubstr("ftp"));
    EXPECT_EQ(run.endings.of("behind").at(0).message, "needs \"page\", which failed");
}

TEST(CheckFrontier, WhatAnInterruptionLeavesIsNotRun) {
    played_run run;
    run.concurrency = 1;
    run.settings.entries = {make_entry("a"), make_entry("b"), make_entry("behind", {1}), make_entry("c"),
                            make_entry("behind a", {0})};
    run.endings.on_ending = [&run](const ending& ended) {
        if (ended.name == "a") {
            run.engine->stop();
        }
    };
    run.run();
    EXPECT_EQ(run.endings.all.size(), 5U);
    EXPECT_EQ(run.endings.count(standing::passed), 1U);
    EXPECT_EQ(run.endings.count(standing::not_run), 4U);
}

TEST(CheckFrontier, AnInterruptionOfARepeatedRunLeavesNothingOfTheFirstRoundUntold) {
    played_run run;
    run.settings.entries = {make_entry("a"), make_entry("b", {0})};
    run.settings.repeat = 1000;
    int count = 0;
    run.endings.on_ending = [&](const ending&) {
        if (++count == 20) {
            run.engine->stop();
        }
    };
    run.run();
    EXPECT_GE(run.endings.count(standing::passed), 20U);
    EXPECT_LT(run.endings.all.size(), 60U);
}

TEST(CheckFrontier, ARunThatNeverBeganTellsOfAllEntries) {
    std::vector<std::string> told;
    frontier_settings settings;
    auto skipped = make_entry("skipped");
    skipped->skip = "why";
    settings.entries = {make_entry("a"), make_entry("b", {0}), skipped};
    settings.on_skipped = [&told](fetch::report& done) {
        const auto& how = dynamic_cast<const check_result&>(*done.product);
        told.push_back(how.name + ' ' + std::string(name(how.stands)));
    };
    check_frontier frontier(std::move(settings));
    frontier.finish();
    EXPECT_THAT(told, testing::UnorderedElementsAre("a not_run", "b not_run", "skipped skipped"));
}

TEST(CheckFrontier, ResultsOfChecksThatWereNotAskedListTheirExpectations) {
    frontier_settings settings;
    auto one = make_entry("a");
    one->expectations.push_back({*expect::expectation::parse("status == 200"), {}});
    settings.entries = {one};
    settings.on_skipped = [](fetch::report& done) {
        const auto& how = dynamic_cast<const check_result&>(*done.product);
        ASSERT_EQ(how.expectations.size(), 1U);
        EXPECT_EQ(how.expectations[0].text, "status == 200");
        EXPECT_FALSE(how.expectations[0].was_looked_at);
        EXPECT_EQ(how.tries, 0U);
    };
    check_frontier(std::move(settings)).finish();
}

TEST(CheckFrontier, AnAttemptThatIsCutShortIsNotRun) {
    played_run run;
    run.settings.entries = {make_entry("a"), make_entry("behind", {0})};
    run.attempts.play = [](check_result& made, const fetch::job&) { made.stands = standing::not_run; };
    run.attempts.ends_as = fetch::cancelled{};
    run.run();
    EXPECT_EQ(run.endings.of("a").at(0).message, "interrupted before it ended");
    EXPECT_EQ(run.endings.count(standing::not_run), 2U);
}

TEST(CheckFrontier, InterruptedBeforeAFurtherTryItIsNotRunAndTellsOfTheLast) {
    played_run run;
    run.settings.entries = {make_entry("slow")};
    run.attempts.ends_as = fetch::cancelled{};
    run.attempts.play = [](check_result& made, const fetch::job&) {
        made.stands = standing::failed;
        made.message = "status is 404, not 200";
    };
    run.run();
    EXPECT_EQ(run.endings.of("slow").at(0).stands, standing::not_run);
    EXPECT_EQ(run.endings.of("slow").at(0).message, "interrupted; the last try: status is 404, not 200");
}

TEST(CheckFrontier, JobsOfLaterRoundsAreOnlyBegunWhileThereIsTime) {
    trawl::test::manual_clock clock;
    played_run run;
    run.settings.entries = {make_entry("a")};
    run.settings.repeat_for = std::chrono::seconds(2);
    run.concurrency = 1;
    std::vector<bool> is_limited;
    run.attempts.play = [&](check_result&, const fetch::job& what) {
        is_limited.push_back(details_of(what).begin_before.has_value());
        clock.advance(std::chrono::seconds(1));
    };
    run.run();
    EXPECT_EQ(is_limited, (std::vector<bool>{false, true}));
}

TEST(CheckFrontier, WhatTheDeadlineCutsShortIsAnErrorOfTheNetwork) {
    played_run run;
    run.settings.entries = {make_entry("a")};
    run.attempts.play = [](check_result& made, const fetch::job&) { made.stands = standing::not_run; };
    run.attempts.ends_as = fetch::network_failure{
        http::error(http::errc::timed_out, http::phase::queue, {}, "the run's deadline came first")};
    run.run();
    EXPECT_EQ(run.endings.of("a").at(0).stands, standing::error);
    EXPECT_THAT(run.endings.of("a").at(0).message, testing::HasSubstr("deadline"));
}

// Whatever fails, whatever takes long: each check ends once a round, and none is asked before what it needs has passed.
TEST(CheckFrontier, NeverWaitsForEverAndNeverForgetsACheck) {
    for (unsigned seed = 0; seed < 30; ++seed) {
        std::minstd_rand random(seed + 1);
        const auto below = [&random](std::size_t count) { return static_cast<std::size_t>(random() / 7 % count); };
        played_run run;
        run.concurrency = 1 + below(10);
        const std::size_t rounds = 1 + below(3);
        if (rounds > 1) {
            run.settings.repeat = rounds;
        }
        for (std::size_t index = 0; index < 40; ++index) {
            std::set<std::size_t> needs;
            for (std::size_t count = below(4); index > 0 && count > 0; --count) {
                needs.insert(below(index));
            }
            run.settings.entries.push_back(make_entry(std::to_string(index), {needs.begin(), needs.end()}));
        }
        std::map<std::string, std::size_t> passed;
        run.attempts.rounds = [&] { return static_cast<int>(below(6)); };
        run.attempts.play = [&](check_result& made, const fetch::job&) {
            made.stands = below(20) == 0 ? standing::failed : standing::passed;
            for (const std::size_t need : made.of->needs) {
                EXPECT_GT(passed[std::to_string(need)], 0U);
            }
            passed[made.name] += made.stands == standing::passed ? 1 : 0;
        };
        run.run();
        EXPECT_EQ(run.endings.all.size(), 40 * rounds) << "seed " << seed;
        for (int index = 0; index < 40; ++index) {
            EXPECT_EQ(run.endings.of(std::to_string(index)).size(), rounds) << "seed " << seed;
        }
    }
}

}  // namespace
}  // namespace trawl::check
